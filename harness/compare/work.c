/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/work.h"

#include <math.h>
#include <string.h>

#include "compare/uncounted.h"
#include "compare/work_count.h"
#include "error/error.h"
#include "perfharness/require.h"

/* Two draws, counted beside the time, show whether chance has a part in the work. */
enum { DRAWS_BESIDE_TIME = 2 };

ph_work_pair *ph_work_pair_new(const ph_benchmark *benchmark)
{
    ph_work_pair *pair = g_new0(ph_work_pair, 1);

    pair->benchmark = benchmark;
    return pair;
}

void ph_work_pair_free(ph_work_pair *pair)
{
    g_clear_pointer(&pair->base, g_ptr_array_unref);
    g_clear_pointer(&pair->head, g_ptr_array_unref);
    g_free(pair);
}

gboolean ph_work_pair_count(ph_work_pair *pair, const ph_run_request *request, guint draw,
                            ph_work_sensor *sensor, GError **error)
{
    PH_REQUIRE(request->subjects->len == 2 && !pair->base && !pair->head);

    const GPtrArray *builds = request->subjects;

    pair->base = ph_work_count(request, pair->benchmark, builds->pdata[0], draw, sensor, error);
    if (pair->base)
        pair->head = ph_work_count(request, pair->benchmark, builds->pdata[1], draw, sensor, error);
    return pair->head != NULL;
}

const ph_arm_work *ph_work_pair_find(const ph_work_pair *pair, const char *side,
                                     const ph_contrast *contrast)
{
    const GPtrArray *counts = strcmp(side, PH_CONTRAST_BASE) == 0 ? pair->base : pair->head;
    g_autofree char *name =
        g_strconcat(side, *contrast->variant ? "-" : "", contrast->variant, NULL);

    for (guint i = 0; i < counts->len; i++) {
        const ph_arm_work *work = counts->pdata[i];

        if (strcmp(work->subject, name) == 0 && strcmp(work->level, contrast->level) == 0)
            return work;
    }
    return NULL;
}

/* Why there is no count of an arm that runs here; the caller frees it. NULL: there is one. */
static char *why_uncounted(const ph_contrast_report *report, const ph_arm_work *work,
                           const char *side, const ph_contrast *contrast)
{
    const ph_subject_info *info = work ? ph_contrast_subject(report, work->subject) : NULL;

    if (!work)
        return g_strdup_printf("the work of %s at %s level is not counted: it was not there", side,
                               contrast->level);
    if (work->reason)
        return g_strdup_printf("the work of %s at %s level is not counted: %s", work->subject,
                               work->level, work->reason);
    if (info && strcmp(info->chosen, work->chosen) != 0)
        /* Work of other code than runs here says nothing about that. */
        return g_strdup_printf("work is not counted of what runs here as %s: valgrind does not "
                               "know that CPU, and there %s is chosen",
                               info->chosen, work->chosen);
    return NULL;
}

const ph_work_pair *ph_work_pair_of(const GPtrArray *pairs, const ph_benchmark *benchmark)
{
    for (guint i = 0; i < pairs->len; i++)
        if (((const ph_work_pair *)pairs->pdata[i])->benchmark == benchmark)
            return pairs->pdata[i];
    return NULL;
}

char *ph_work_pair_why_not(const ph_work_pair *pair, const ph_contrast_report *report,
                           const ph_contrast *contrast)
{
    static const char *const sides[] = { PH_CONTRAST_BASE, PH_CONTRAST_HEAD };
    char *why = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(sides) && !why; i++)
        why =
            why_uncounted(report, ph_work_pair_find(pair, sides[i], contrast), sides[i], contrast);
    return why;
}

static void add_hot(ph_contrast *contrast, const GPtrArray *hot)
{
    for (guint i = 0; i < hot->len; i++)
        if (!g_ptr_array_find_with_equal_func(contrast->hot, hot->pdata[i], g_str_equal, NULL))
            g_ptr_array_add(contrast->hot, g_strdup(hot->pdata[i]));
}

static void take_drawn(ph_contrast *contrast, const ph_arm_work *base, const ph_arm_work *head)
{
    const guint before = contrast->work_logs->len;
    const double log_ratio = log(head->instructions_per_item / base->instructions_per_item);

    if (before == 0)
        contrast->base_work = contrast->head_work = 0.0;
    contrast->base_work += (base->instructions_per_item - contrast->base_work) / (before + 1);
    contrast->head_work += (head->instructions_per_item - contrast->head_work) / (before + 1);
    g_array_append_val(contrast->work_logs, log_ratio);
    contrast->work_range =
        ph_quantile(contrast->work_logs, 1.0) - ph_quantile(contrast->work_logs, 0.0);
    add_hot(contrast, base->hot);
    add_hot(contrast, head->hot);
}

/* No figure, where a further draw gives none: what is left of it would be that of another time. */
static void forget(ph_contrast *contrast)
{
    contrast->base_work = contrast->head_work = NAN;
    contrast->work_range = 0.0;
    g_array_set_size(contrast->work_logs, 0);
}

/* By work alone, what goes wrong where it is counted is the build's fault. Beside the time there is
 * proof of its own. */
static void take_fault(ph_contrast_report *report, ph_contrast *contrast, const char *side,
                       ph_fault_kind kind, const char *reason)
{
    const ph_error code = kind == PH_FAULT_CRASH ? PH_ERROR_SUBJECT_CRASH : PH_ERROR_MISMATCH;
    ph_contrast_fault *fault =
        strcmp(side, PH_CONTRAST_BASE) == 0 ? &contrast->base_fault : &contrast->head_fault;

    forget(contrast);
    contrast->state = PH_STATE_FAILED;
    fault->kind = kind;
    fault->reason = g_strdup(reason);
    ph_contrast_error(report, "%s: %s, %s, %s level: %s", ph_error_code_id(code),
                      contrast->benchmark, side, contrast->level, reason);
}

/* FALSE: neither answers wrongly. */
static gboolean take_wrong_answers(ph_contrast_report *report, ph_contrast *contrast,
                                   const ph_arm_work *base, const ph_arm_work *head)
{
    const gboolean is_base_faulty = base && base->is_faulty;
    const gboolean is_head_faulty = head && head->is_faulty;

    if (report->mode != PH_CONTRAST_MODE_WORK || !(is_base_faulty || is_head_faulty))
        return FALSE;
    if (is_base_faulty)
        take_fault(report, contrast, PH_CONTRAST_BASE, PH_FAULT_WRONG_ANSWER, base->reason);
    if (is_head_faulty)
        take_fault(report, contrast, PH_CONTRAST_HEAD, PH_FAULT_WRONG_ANSWER, head->reason);
    return TRUE;
}

static void take_counts(ph_contrast_report *report, ph_contrast *contrast, const ph_work_pair *pair)
{
    const ph_arm_work *base = ph_work_pair_find(pair, PH_CONTRAST_BASE, contrast);
    const ph_arm_work *head = ph_work_pair_find(pair, PH_CONTRAST_HEAD, contrast);
    g_autofree char *why = NULL;

    if (take_wrong_answers(report, contrast, base, head))
        return;
    why = ph_work_pair_why_not(pair, report, contrast);
    if (!why) {
        take_drawn(contrast, base, head);
        return;
    }
    forget(contrast);
    contrast->uncounted = g_steal_pointer(&why);
}

static gboolean is_wanted(const ph_contrast *contrast, const ph_benchmark *benchmark)
{
    return strcmp(contrast->benchmark, benchmark->name) == 0 &&
           contrast->state == PH_STATE_MEASURED && !contrast->uncounted;
}

static gboolean is_any_wanted(const ph_contrast_report *report, const ph_benchmark *benchmark)
{
    for (guint i = 0; i < report->contrasts->len; i++)
        if (is_wanted(report->contrasts->pdata[i], benchmark))
            return TRUE;
    return FALSE;
}

/* A build that dies of being counted, though it was measured. */
static void take_death(ph_contrast_report *report, const ph_benchmark *benchmark, const char *side,
                       const GError *cause)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (!is_wanted(contrast, benchmark))
            continue;
        if (report->mode == PH_CONTRAST_MODE_WORK) {
            take_fault(report, contrast, side, PH_FAULT_CRASH, cause->message);
        } else {
            forget(contrast);
            contrast->uncounted = g_strdup_printf("work is not counted: %s", cause->message);
        }
    }
}

static void take_pair(ph_contrast_report *report, const ph_work_pair *pair)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (is_wanted(contrast, pair->benchmark))
            take_counts(report, contrast, pair);
    }
}

gboolean ph_work_draw(const ph_run_request *request, const ph_benchmark *benchmark, guint draw,
                      ph_work_sensor *sensor, ph_contrast_report *report, GPtrArray *pairs,
                      GError **error)
{
    const gboolean is_kept = draw == 0 && *sensor == PH_WORK_SENSOR_CALLGRIND;
    const ph_work_pair *known = is_kept ? ph_work_pair_of(pairs, benchmark) : NULL;
    g_autoptr(ph_work_pair) pair = NULL;
    g_autoptr(GError) cause = NULL;

    if (!is_any_wanted(report, benchmark))
        return TRUE;
    if (known) {
        take_pair(report, known);
        return TRUE;
    }
    pair = ph_work_pair_new(benchmark);
    if (!ph_work_pair_count(pair, request, draw, sensor, &cause)) {
        if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH)) {
            take_death(report, benchmark, pair->base ? PH_CONTRAST_HEAD : PH_CONTRAST_BASE, cause);
            return TRUE;
        }
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    take_pair(report, pair);
    if (draw == 0 && *sensor == PH_WORK_SENSOR_CALLGRIND)
        g_ptr_array_add(pairs, g_steal_pointer(&pair));
    return TRUE;
}

static gboolean draw_all(const ph_run_request *request, ph_work_sensor *sensor,
                         ph_contrast_report *report, GPtrArray *pairs, GError **error)
{
    for (guint i = 0; i < request->plan->len; i++)
        for (guint draw = 0; draw < DRAWS_BESIDE_TIME; draw++)
            if (!ph_work_draw(request, request->plan->pdata[i], draw, sensor, report, pairs, error))
                return FALSE;
    return TRUE;
}

static void note_uncounted(ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (contrast->uncounted)
            ph_contrast_note(report, "%s", contrast->uncounted);
    }
}

gboolean ph_work_add(const ph_run_request *request, ph_work_sensor *sensor,
                     ph_contrast_report *report, GPtrArray *pairs, GError **error)
{
    g_autoptr(GError) cause = NULL;
    const gboolean is_drawn = draw_all(request, sensor, report, pairs, &cause);

    note_uncounted(report);
    return is_drawn || ph_uncounted_say(report, "work is not counted", cause, error);
}
