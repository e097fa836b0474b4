/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/referee_changes.h"

#include <string.h>

#include "compare/pairs.h"
#include "error/error.h"
#include "measure/benchmark_run.h"
#include "measure/claims.h"
#include "verdict/seen_change.h"

enum { LAUNCHES_MAX = 10 }; /* Of each build, where one of its changes is doubtful. */

/* One benchmark of both builds. */
typedef struct refereed {
    ph_benchmark_run *run;
    ph_claims *claims;
    ph_contrast_report *report;
} refereed;

static const ph_result *result_of(const refereed *r, const ph_contrast *contrast, const char *side)
{
    g_autofree char *name =
        g_strconcat(side, *contrast->variant ? "-" : "", contrast->variant, NULL);

    return ph_result_find(r->run->results, contrast->benchmark, contrast->level, name);
}

static gboolean is_timed(const refereed *r, const ph_contrast *contrast)
{
    return strcmp(contrast->benchmark, r->run->benchmark->name) == 0 &&
           contrast->state == PH_STATE_MEASURED && result_of(r, contrast, PH_CONTRAST_BASE) &&
           result_of(r, contrast, PH_CONTRAST_HEAD);
}

/* What the work of a build was found not to be, whatever its time. */
static gboolean take_fault(ph_contrast *contrast, const ph_result *result, ph_contrast_fault *fault)
{
    if (result->state == PH_STATE_PENDING)
        return FALSE;
    ph_seen_change_void(contrast, fault,
                        result->cause == PH_ERROR_SUBJECT_CRASH ? PH_FAULT_CRASH
                                                                : PH_FAULT_WRONG_ANSWER,
                        g_strdup(result->reason));
    return TRUE;
}

/* As where base fails while it is timed: no comparison could be made. */
static void report_base_fault(const refereed *r, const ph_contrast *contrast)
{
    const ph_contrast_fault *fault = &contrast->base_fault;

    if (fault->kind == PH_FAULT_NONE)
        return;
    ph_contrast_error(r->report, "%s: %s, %s, %s level: %s: %s",
                      ph_error_code_id(fault->kind == PH_FAULT_CRASH ? PH_ERROR_SUBJECT_CRASH
                                                                     : PH_ERROR_MISMATCH),
                      contrast->benchmark, result_of(r, contrast, PH_CONTRAST_BASE)->subject,
                      contrast->level, ph_state_name(contrast->state), fault->reason);
}

static void take_seen(const refereed *r, ph_contrast *contrast)
{
    const ph_result *base = result_of(r, contrast, PH_CONTRAST_BASE);
    const ph_result *head = result_of(r, contrast, PH_CONTRAST_HEAD);
    g_auto(ph_seen_work) base_seen = ph_claims_seen(r->claims, base, contrast->input_bytes);
    g_auto(ph_seen_work) head_seen = ph_claims_seen(r->claims, head, contrast->input_bytes);
    const gboolean is_base_at_fault = take_fault(contrast, base, &contrast->base_fault);

    if (take_fault(contrast, head, &contrast->head_fault) || is_base_at_fault) {
        report_base_fault(r, contrast);
        return;
    }
    ph_contrast_estimate(contrast);
    ph_seen_change_take(contrast, &base_seen, &head_seen, ph_claims_bound(head));
}

static gboolean may_become_quiet(const refereed *r, const ph_contrast *contrast)
{
    return ph_claims_may_become_quiet(r->claims, result_of(r, contrast, PH_CONTRAST_BASE)) ||
           ph_claims_may_become_quiet(r->claims, result_of(r, contrast, PH_CONTRAST_HEAD));
}

/* Are more launches worth taking: is any change doubtful, or about to be void, by what was seen
 * while others were busy? */
static gboolean look(const refereed *r, guint launches)
{
    gboolean is_wanted = FALSE;

    for (guint i = 0; i < r->report->contrasts->len; i++) {
        ph_contrast *contrast = r->report->contrasts->pdata[i];

        if (!is_timed(r, contrast))
            continue;
        take_seen(r, contrast);
        is_wanted = is_wanted || (launches < LAUNCHES_MAX ? ph_seen_change_doubts(contrast)
                                                          : ph_seen_change_contradicts(contrast) &&
                                                                may_become_quiet(r, contrast));
    }
    return is_wanted;
}

static gboolean has_timed(const refereed *r)
{
    for (guint i = 0; i < r->report->contrasts->len; i++)
        if (is_timed(r, r->report->contrasts->pdata[i]))
            return TRUE;
    return FALSE;
}

/* What gave no time is not worth the referee's. */
static void leave_out_others(const refereed *r)
{
    for (guint i = 0; i < r->run->results->len; i++) {
        const ph_result *result = r->run->results->pdata[i];
        const ph_contrast *contrast = ph_contrast_find(r->report, result->benchmark, result->level,
                                                       ph_contrast_variant(result->subject));

        if (!contrast || !is_timed(r, contrast))
            ph_benchmark_run_leave_out(r->run, result);
    }
}

/* What is timed and was not seen stands for nothing, whoever did that. */
static void judge(const refereed *r, const char *unseen)
{
    for (guint i = 0; i < r->report->contrasts->len; i++) {
        ph_contrast *contrast = r->report->contrasts->pdata[i];

        if (!is_timed(r, contrast))
            continue;
        if (!contrast->referee.base || !contrast->referee.head)
            ph_seen_change_void(contrast, &contrast->head_fault, PH_FAULT_NOT_MEASURED,
                                g_strdup(unseen));
        else if (ph_seen_change_judge(contrast))
            report_base_fault(r, contrast);
    }
}

static gboolean referee_benchmark(const refereed *r, GError **error)
{
    guint launches = 0;

    if (!has_timed(r))
        return TRUE;
    leave_out_others(r);
    do {
        if (!ph_claims_launch(r->claims, error)) {
            judge(r, "the time was over before a referee had seen it");
            return FALSE;
        }
        launches++;
    } while (look(r, launches) || launches < PH_REFEREE_LAUNCHES);
    judge(r, "the referee did not see it");
    return TRUE;
}

gboolean ph_referee_changes(const ph_run_request *request, const GPtrArray *found,
                            ph_contrast_report *report, GError **error)
{
    g_autoptr(ph_measurement) nobody = ph_measurement_new();
    gboolean is_taken = TRUE;

    /* When the time is over, what is left is judged by what was seen of it: nothing. */
    for (guint i = 0; i < request->plan->len; i++) {
        refereed r = { .report = report };

        r.run = ph_benchmark_run_new(request, request->plan->pdata[i], found, nobody);
        r.claims = ph_claims_new(r.run);
        is_taken = referee_benchmark(&r, is_taken ? error : NULL) && is_taken;
        ph_claims_free(r.claims);
        ph_benchmark_run_free(r.run);
    }
    return is_taken;
}
