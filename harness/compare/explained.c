/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/explained.h"

#include <string.h>

#include "error/error.h"
#include "explain/function_changes.h"
#include "perfharness/require.h"

#define NOT_KNOWN "which functions do it is not known: "

static gboolean allocates_more(const ph_contrast *contrast)
{
    return ph_allocation_change_is_counted(&contrast->allocations) &&
           contrast->allocations.difference == PH_ALLOCATION_DIFFERENCE_MORE;
}

static gboolean is_wanted(const ph_contrast *contrast, ph_explained which)
{
    const ph_verdict verdict = contrast->call.verdict;

    if (contrast->state != PH_STATE_MEASURED || verdict == PH_VERDICT_UNCHANGED)
        return FALSE;
    return which == PH_EXPLAINED_ALL || verdict == PH_VERDICT_FAIL || verdict == PH_VERDICT_WARN ||
           allocates_more(contrast);
}

static gboolean is_any_wanted(const ph_contrast_report *report, const char *benchmark,
                              ph_explained which)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (strcmp(contrast->benchmark, benchmark) == 0 && is_wanted(contrast, which))
            return TRUE;
    }
    return FALSE;
}

static ph_function_costs *costs_of(const ph_work_pair *pair, const char *side,
                                   const ph_contrast *contrast, const ph_run_subject *subject,
                                   double *ret_items, GError **error)
{
    const ph_arm_work *work = ph_work_pair_find(pair, side, contrast);

    *ret_items = work->items;
    return ph_function_costs_new(work->profile, subject->path, error);
}

static void explain_contrast(const ph_run_request *request, const ph_work_pair *pair,
                             ph_contrast_report *report, ph_contrast *contrast)
{
    g_autofree char *why = ph_work_pair_why_not(pair, report, contrast);
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_function_costs) base = NULL;
    g_autoptr(ph_function_costs) head = NULL;
    double base_items, head_items;

    if (why) {
        if (!contrast->uncounted) /* That says it. */
            ph_contrast_note(report, NOT_KNOWN "%s", why);
        return;
    }
    base = costs_of(pair, PH_CONTRAST_BASE, contrast, request->subjects->pdata[0], &base_items,
                    &cause);
    if (base)
        head = costs_of(pair, PH_CONTRAST_HEAD, contrast, request->subjects->pdata[1], &head_items,
                        &cause);
    if (head)
        contrast->explanation = ph_function_changes(base, base_items, head, head_items);
    else
        ph_contrast_note(report, NOT_KNOWN "%s", cause->message);
}

/* Whether it could be counted at all. */
static gboolean explain_benchmark(const ph_run_request *request, const ph_benchmark *benchmark,
                                  const GPtrArray *pairs, ph_explained which,
                                  ph_contrast_report *report, GError **error)
{
    const ph_work_pair *pair = ph_work_pair_of(pairs, benchmark);
    ph_work_sensor sensor = PH_WORK_SENSOR_CALLGRIND;
    g_autoptr(ph_work_pair) counted = NULL;

    if (!pair) {
        pair = counted = ph_work_pair_new(benchmark);
        if (!ph_work_pair_count(counted, request, 0, &sensor, error))
            return FALSE;
    }
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (strcmp(contrast->benchmark, benchmark->name) == 0 && is_wanted(contrast, which))
            explain_contrast(request, pair, report, contrast);
    }
    return TRUE;
}

gboolean ph_explain(const ph_run_request *request, const GPtrArray *pairs, ph_explained which,
                    ph_contrast_report *report, GError **error)
{
    PH_REQUIRE(request->subjects->len == 2);

    for (guint i = 0; which != PH_EXPLAINED_NONE && i < request->plan->len; i++) {
        const ph_benchmark *benchmark = request->plan->pdata[i];
        g_autoptr(GError) cause = NULL;

        if (!is_any_wanted(report, benchmark->name, which) ||
            explain_benchmark(request, benchmark, pairs, which, report, &cause))
            continue;
        if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        ph_contrast_note(report, NOT_KNOWN "%s", cause->message);
    }
    return TRUE;
}
