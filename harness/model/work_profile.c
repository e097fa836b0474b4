/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/work_profile.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *word, *words;
} classes[] = {
#define X(id, word, words) { word, words },
    PH_COST_CLASS_LIST(X)
#undef X
};

const char *ph_cost_class_word(ph_cost_class cost)
{
    return classes[cost].word;
}

const char *ph_cost_class_words(ph_cost_class cost)
{
    return classes[cost].words;
}

static void function_free(gpointer data)
{
    ph_profiled_function *function = data;

    g_free(function->name);
    g_free(function->place);
    g_free(function->library);
    g_free(function);
}

static void frame_free(gpointer data) /* NOLINT(misc-no-recursion): as deep as calls were. */
{
    ph_work_frame *frame = data;

    g_ptr_array_unref(frame->callees);
    g_free(frame);
}

static ph_work_frame *frame_new(ph_work_frame *caller, ph_profiled_function *function,
                                ph_cost_class cost)
{
    ph_work_frame *frame = g_new0(ph_work_frame, 1);

    frame->caller = caller;
    frame->function = function;
    frame->cost = cost;
    frame->callees = g_ptr_array_new_with_free_func(frame_free);
    return frame;
}

ph_work_profile *ph_work_profile_new(void)
{
    ph_work_profile *profile = g_new0(ph_work_profile, 1);

    profile->functions = g_ptr_array_new_with_free_func(function_free);
    profile->root = frame_new(NULL, NULL, PH_COST_REST);
    return profile;
}

void ph_work_profile_free(ph_work_profile *profile)
{
    g_free(profile->benchmark);
    g_free(profile->level);
    g_free(profile->subject);
    g_free(profile->version);
    g_free(profile->chosen_otherwise);
    g_free(profile->events_missing);
    frame_free(profile->root);
    g_ptr_array_unref(profile->functions);
    g_free(profile);
}

ph_profiled_function *ph_work_profile_add_function(ph_work_profile *profile, char *name,
                                                   char *place, char *library)
{
    ph_profiled_function *function = g_new0(ph_profiled_function, 1);

    function->name = name;
    function->place = place;
    function->library = library;
    g_ptr_array_add(profile->functions, function);
    return function;
}

ph_work_frame *ph_work_frame_below(ph_work_frame *caller, ph_profiled_function *function,
                                   ph_cost_class cost)
{
    ph_work_frame *frame;

    for (guint i = 0; i < caller->callees->len; i++) {
        frame = caller->callees->pdata[i];
        if (frame->function == function)
            return frame;
    }
    frame = frame_new(caller, function, cost);
    g_ptr_array_add(caller->callees, frame);
    return frame;
}

static gboolean is_among_callers(const ph_work_frame *frame)
{
    for (const ph_work_frame *caller = frame->caller; caller; caller = caller->caller)
        if (caller->function == frame->function)
            return TRUE;
    return FALSE;
}

static int compare_frames(gconstpointer a, gconstpointer b)
{
    const ph_work_frame *left = *(const ph_work_frame *const *)a;
    const ph_work_frame *right = *(const ph_work_frame *const *)b;

    if (left->total != right->total)
        return left->total > right->total ? -1 : 1;
    return strcmp(left->function->name, right->function->name);
}

/* Callees first. */
static void add_up_frame(ph_work_profile *profile,
                         ph_work_frame *frame) /* NOLINT(misc-no-recursion) */
{
    frame->total = frame->self;
    for (guint i = 0; i < frame->callees->len; i++) {
        ph_work_frame *callee = frame->callees->pdata[i];

        add_up_frame(profile, callee);
        frame->total += callee->total;
    }
    g_ptr_array_sort(frame->callees, compare_frames);
    profile->costs[frame->cost] += frame->self;
    if (!frame->function)
        return;
    frame->function->self += frame->self;
    if (!is_among_callers(frame))
        frame->function->inclusive += frame->total;
}

static int compare_functions(gconstpointer a, gconstpointer b)
{
    const ph_profiled_function *left = *(const ph_profiled_function *const *)a;
    const ph_profiled_function *right = *(const ph_profiled_function *const *)b;

    if (left->self != right->self)
        return left->self > right->self ? -1 : 1;
    if (left->inclusive != right->inclusive)
        return left->inclusive > right->inclusive ? -1 : 1;
    return strcmp(left->name, right->name);
}

void ph_work_profile_add_up(ph_work_profile *profile)
{
    guint kept = 0;

    add_up_frame(profile, profile->root);
    profile->instructions = profile->root->total;
    g_ptr_array_sort(profile->functions, compare_functions);
    while (kept < profile->functions->len) {
        ph_profiled_function *function = profile->functions->pdata[kept];

        if (function->inclusive > 0.0)
            function->index = kept++;
        else
            g_ptr_array_remove_index(profile->functions, kept);
    }
}

typedef struct visiting {
    ph_work_stack_visitor *visit;
    gpointer data;
    GPtrArray *frames;
    double sum;      /* So far. */
    guint64 visited; /* The same of what was told. */
} visiting;

static void visit_self(visiting *v, const ph_work_frame *frame)
{
    guint64 instructions;

    v->sum += frame->self;
    instructions = (guint64)floor(v->sum + 0.5) - v->visited;
    v->visited += instructions;
    if (instructions > 0)
        v->visit((const ph_work_frame *const *)v->frames->pdata, v->frames->len, instructions,
                 v->data);
}

static void visit_frame(visiting *v, const ph_work_frame *frame) /* NOLINT(misc-no-recursion) */
{
    if (frame->function)
        g_ptr_array_add(v->frames, (gpointer)frame);
    visit_self(v, frame);
    for (guint i = 0; i < frame->callees->len; i++)
        visit_frame(v, frame->callees->pdata[i]);
    if (frame->function)
        g_ptr_array_set_size(v->frames, (gint)v->frames->len - 1);
}

void ph_work_profile_each_stack(const ph_work_profile *profile, ph_work_stack_visitor *visit,
                                gpointer data)
{
    g_autoptr(GPtrArray) frames = g_ptr_array_new();
    visiting v = { .visit = visit, .data = data, .frames = frames };

    visit_frame(&v, profile->root);
}

const char *ph_work_profile_item(const ph_work_profile *profile)
{
    return profile->is_kernel ? "cell" : "record";
}
