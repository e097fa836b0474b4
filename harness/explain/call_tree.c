/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/call_tree.h"

#include <string.h>

#include "explain/code_names.h"
#include "explain/cost_class.h"

/* A context is reached in so many ways at most: of more, the largest stand for all. */
enum { WAYS_MAX = 64 };

/* Below which frame a context's own frames are, and how much of it is there: of all its ways, 1. */
typedef struct way {
    ph_work_frame *frame;
    double share;
} way;

/* A function with its callers. */
typedef struct context {
    const char *name;
    const char *object; /* Whose code it is. */
    GPtrArray *calls;   /* const ph_callgrind_call: from its caller. */
    GArray *ways;       /* way; NULL: not looked for yet. */
} context;

typedef struct tree {
    ph_work_profile *profile;
    ph_code_names *names;
    ph_profiled_function **functions; /* By the index of the names'. */
    GHashTable *contexts;             /* context, by name, owned. */
    const char *program;
} tree;

static void context_free(gpointer data)
{
    context *c = data;

    g_ptr_array_unref(c->calls);
    g_clear_pointer(&c->ways, g_array_unref);
    g_free(c);
}

static context *context_of(tree *t, const char *object, const char *name)
{
    context *c = g_hash_table_lookup(t->contexts, name);

    if (!c) {
        c = g_new0(context, 1);
        c->name = name;
        c->object = object;
        c->calls = g_ptr_array_new();
        g_hash_table_insert(t->contexts, (gpointer)name, c);
    }
    return c;
}

/* The context that called this one, by its name; NULL: none did. */
static const char *caller_in(const char *name)
{
    const char *end = *name ? strchr(name + 1, PH_CALLGRIND_CALLER) : NULL;

    return end ? end + 1 : NULL;
}

static void find_contexts(tree *t, const ph_callgrind_profile *counted)
{
    for (guint i = 0; i < counted->costs->len; i++) {
        const ph_callgrind_cost *cost = &g_array_index(counted->costs, ph_callgrind_cost, i);

        (void)context_of(t, cost->object, cost->context);
    }
    for (guint i = 0; i < counted->calls->len; i++) {
        const ph_callgrind_call *call = &g_array_index(counted->calls, ph_callgrind_call, i);
        context *callee = context_of(t, call->object, call->context);

        (void)context_of(t, call->from.object, call->from.context);
        if (g_strcmp0(caller_in(call->context), call->from.context) == 0)
            g_ptr_array_add(callee->calls, (gpointer)call);
    }
}

static void add_functions(tree *t)
{
    const GPtrArray *all = ph_code_names_all(t->names);

    t->functions = g_new0(ph_profiled_function *, all->len);
    for (guint i = 0; i < all->len; i++) {
        const ph_named_function *named = all->pdata[i];

        t->functions[i] = ph_work_profile_add_function(
            t->profile, g_strdup(named->name), g_strdup(named->place), g_strdup(named->library));
        t->functions[i]->is_measured = named->origin == PH_FUNCTION_MEASURED;
    }
}

static ph_work_frame *below(tree *t, ph_work_frame *frame, const ph_named_function *named)
{
    const ph_cost_class cost = ph_cost_class_of(named->name);

    return ph_work_frame_below(frame, t->functions[named->index],
                               cost == PH_COST_CLASS_COUNT ? frame->cost : cost);
}

/* The innermost frame of an instruction of a context that is reached there. */
static ph_work_frame *innermost(tree *t, ph_work_frame *frame, const ph_callgrind_cost *at)
{
    const GPtrArray *chain;

    if (strcmp(at->object, t->program) == 0)
        return frame;
    chain = ph_code_names_chain(t->names, at);
    for (guint i = chain->len; i > 0; i--)
        frame = below(t, frame, chain->pdata[i - 1]);
    return frame;
}

static void add_way(GArray *ways, ph_work_frame *frame, double share)
{
    const way added = { frame, share };

    for (guint i = 0; i < ways->len; i++) {
        way *known = &g_array_index(ways, way, i);

        if (known->frame == frame) {
            known->share += share;
            return;
        }
    }
    g_array_append_val(ways, added);
}

static int compare_ways(gconstpointer a, gconstpointer b)
{
    const double left = ((const way *)a)->share, right = ((const way *)b)->share;

    return (left < right) - (left > right);
}

static void bound_ways(GArray *ways)
{
    double sum = 0.0;

    if (ways->len <= WAYS_MAX)
        return;
    g_array_sort(ways, compare_ways);
    g_array_set_size(ways, WAYS_MAX);
    for (guint i = 0; i < ways->len; i++)
        sum += g_array_index(ways, way, i).share;
    for (guint i = 0; i < ways->len; i++)
        g_array_index(ways, way, i).share /= sum;
}

static const GArray *ways_of(tree *t, context *c);

/* By each place that calls it, of each way to its caller. */
static void add_called(tree *t, context *c, context *caller) /* NOLINT(misc-no-recursion) */
{
    const GArray *ways = ways_of(t, caller);
    double sum = 0.0;

    for (guint i = 0; i < c->calls->len; i++)
        sum += ((const ph_callgrind_call *)c->calls->pdata[i])->from.instructions;
    for (guint i = 0; i < c->calls->len; i++) {
        const ph_callgrind_call *call = c->calls->pdata[i];

        for (guint j = 0; j < ways->len; j++) {
            const way *to = &g_array_index(ways, way, j);

            add_way(c->ways, innermost(t, to->frame, &call->from),
                    to->share * call->from.instructions / sum);
        }
    }
    bound_ways(c->ways);
}

/* A context is as deep as its name has callers. */
static const GArray *ways_of(tree *t, context *c) /* NOLINT(misc-no-recursion) */
{
    const char *caller = caller_in(c->name);
    context *known = caller ? g_hash_table_lookup(t->contexts, caller) : NULL;

    if (c->ways)
        return c->ways;
    c->ways = g_array_new(FALSE, FALSE, sizeof(way));
    if (known && c->calls->len)
        add_called(t, c, known);
    else
        add_way(c->ways, t->profile->root, 1.0);
    return c->ways;
}

static void spend(tree *t, const ph_callgrind_cost *cost)
{
    const GArray *ways = ways_of(t, g_hash_table_lookup(t->contexts, cost->context));

    for (guint i = 0; i < ways->len; i++) {
        const way *to = &g_array_index(ways, way, i);

        innermost(t, to->frame, cost)->self += to->share * cost->instructions;
    }
}

ph_work_profile *ph_call_tree(const ph_callgrind_profile *counted, const char *library,
                              const char *program, GError **error)
{
    g_autoptr(ph_code_names) names = ph_code_names_new(counted, library, error);
    g_autoptr(GHashTable) contexts = NULL;
    tree t = { .names = names, .program = program };

    if (!names)
        return NULL;
    contexts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, context_free);
    t.contexts = contexts;
    t.profile = ph_work_profile_new();
    t.profile->has_inlined = ph_code_names_have_inlined(names);
    add_functions(&t);
    find_contexts(&t, counted);
    for (guint i = 0; i < counted->costs->len; i++)
        spend(&t, &g_array_index(counted->costs, ph_callgrind_cost, i));
    g_free(t.functions);
    ph_work_profile_add_up(t.profile);
    return t.profile;
}
