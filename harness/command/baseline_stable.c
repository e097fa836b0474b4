/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/baseline_stable.h"

#include <stdio.h>
#include <string.h>

#include "baseline/candidate.h"
#include "baseline/promotion.h"
#include "baseline/run_series.h"
#include "command/baseline_attempt.h"
#include "command/baseline_text.h"
#include "error/error.h"

/* A run that cannot be a baseline is of no series, and hides none that can. */
static gboolean take_file(const ph_baseline_request *request, ph_run_file *file, GPtrArray *files)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;

    if (ph_promotion_is_possible(file->run, &cause)) {
        const char *host = ph_measurement_fingerprint(file->run);
        const gboolean is_meant =
            (!request->host || g_strcmp0(request->host, host) == 0) &&
            (!request->suite || g_strcmp0(request->suite, file->run->suite) == 0);

        if (is_meant)
            g_ptr_array_add(files, file);
        return is_meant;
    }
    text = g_strconcat("left out: ", cause->message, NULL);
    ph_baseline_print(file->path, text);
    return FALSE;
}

static GPtrArray *read_series(const ph_baseline_request *request, GError **error)
{
    g_autoptr(GPtrArray) files = ph_run_files_new();

    for (char **path = request->operands; *path; path++) {
        ph_run_file *file = ph_run_file_read(*path, request->schemas, error);

        if (!file)
            return NULL;
        if (!take_file(request, file, files))
            ph_run_file_free(file);
    }
    return ph_run_series_split(g_steal_pointer(&files));
}

/* Why there are not seven. */
static char *describe_lack(const ph_run_series *series)
{
    GString *text = g_string_new(NULL);

    g_string_printf(text, "%u %s, %d are needed", series->files->len,
                    series->files->len == 1 ? "run counts" : "runs count",
                    PH_PROMOTION_STABLE_RUNS);
    if (series->of_others)
        g_string_append_printf(text, "; %u more are of another release or kind of core",
                               series->of_others);
    if (series->of_rejected)
        g_string_append_printf(text, "; %u more are not newer than a candidate that was rejected",
                               series->of_rejected);
    return g_string_free(text, FALSE);
}

static gboolean save(const ph_baseline_attempt *attempt, const ph_candidate *candidate,
                     GError **error)
{
    return ph_candidate_write(candidate, attempt->place, attempt->request->schemas, error);
}

/* The rules are not kept, any more perhaps. Too few runs say nothing about one that waits. */
static gboolean stay(const ph_baseline_attempt *attempt, const ph_run_series *series,
                     ph_candidate *candidate, const char *why, GError **error)
{
    const gboolean is_over =
        candidate && candidate->entry && series->files->len == PH_PROMOTION_STABLE_RUNS;

    ph_baseline_print_notice(attempt->place->path, why);
    if (!is_over)
        return TRUE;
    ph_baseline_print(attempt->place->candidate, "withdrawn: it no longer keeps the rules");
    ph_candidate_withdraw(candidate);
    return save(attempt, candidate, error);
}

/* One that was proposed beside an earlier baseline no longer counts. */
static gboolean drop_earlier(const ph_baseline_attempt *attempt, ph_candidate *candidate,
                             GError **error)
{
    if (!candidate->entry || ph_candidate_is_live(candidate, attempt->last_sha256))
        return TRUE;
    ph_candidate_withdraw(candidate);
    return save(attempt, candidate, error);
}

static gboolean propose(const ph_baseline_attempt *attempt, ph_candidate *candidate,
                        ph_baseline *entry, GError **error)
{
    /* A plain baseline has no history to stand behind. */
    ph_baseline_seal(entry, attempt->last_sha256 ? attempt->current : NULL);
    ph_candidate_propose(candidate, entry, attempt->thresholds->review_hours);
    if (!save(attempt, candidate, error))
        return FALSE;
    ph_baseline_print(attempt->place->candidate, "proposed");
    ph_baseline_show_waiting(stdout, candidate);
    return TRUE;
}

/* The rules are still kept, and nobody has rejected it. */
static gboolean promote_candidate(const ph_baseline_attempt *attempt, const ph_candidate *candidate,
                                  GError **error)
{
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    const ph_baseline_request *request = attempt->request;
    const ph_baseline_origin origin = {
        .promoted_by = request->promoted_by ? request->promoted_by : "perfharness baseline promote",
        .reason = request->reason ? request->reason
                                  : "seven consecutive runs pass, and show an improvement; it "
                                    "waited, and was not rejected",
        .overridden = nothing,
        .reason_kind = PH_REASON_KIND_SUSTAINED_IMPROVEMENT,
    };
    g_autoptr(ph_baseline) entry = ph_baseline_adopt(candidate->entry, &origin);

    return ph_baseline_attempt_commit(attempt, entry, error);
}

/* An improvement: it waits, goes on waiting, or has waited. */
static gboolean review(const ph_baseline_attempt *attempt, ph_candidate *candidate,
                       ph_baseline **entry, GError **error)
{
    g_autofree char *text = NULL;

    if (!candidate->entry)
        return propose(attempt, candidate, g_steal_pointer(entry), error);
    if (ph_candidate_is_due(candidate))
        return promote_candidate(attempt, candidate, error);
    text = g_strdup_printf("a candidate waits until %s for `perfharness baseline approve` or "
                           "`reject`",
                           candidate->due_at);
    ph_baseline_print_notice(attempt->place->path, text);
    return TRUE;
}

/* Where there is no baseline, there is nothing to gain over, and the newest run is enough. */
static GPtrArray *objections_to(const ph_baseline_attempt *attempt, const GPtrArray *runs)
{
    return attempt->base
               ? ph_promotion_objections_stable(runs, attempt->base, attempt->thresholds)
               : ph_promotion_objections(runs->pdata[runs->len - 1], NULL, attempt->thresholds);
}

/* Of the newest run, which is to become the baseline. */
static GPtrArray *objections_of_checks(const ph_baseline_attempt *attempt, const GPtrArray *runs)
{
    const ph_measurement *newest = runs->pdata[runs->len - 1];

    return ph_baseline_checks_objections(attempt->request->checks, newest->commit);
}

static void override(GPtrArray *objections, const GPtrArray *more)
{
    for (guint i = 0; i < more->len; i++)
        g_ptr_array_add(objections, g_strdup(more->pdata[i]));
}

static gboolean judge_series(const ph_baseline_attempt *attempt, const ph_run_series *series,
                             ph_candidate *candidate, GError **error)
{
    g_autoptr(GPtrArray) runs = ph_run_files_runs(series->files);
    g_autoptr(GPtrArray) objections = NULL;
    g_autoptr(GPtrArray) of_checks = NULL;
    g_autoptr(ph_baseline) entry = NULL;
    g_autofree char *why = NULL;

    if (!ph_promotion_order(runs, error))
        return FALSE;
    objections = objections_to(attempt, runs);
    of_checks = objections_of_checks(attempt, runs);
    if (attempt->request->is_forced)
        override(objections, of_checks);
    entry = ph_baseline_attempt_entry(attempt, series->files, objections, error);
    if (!entry)
        return FALSE;
    if (ph_baseline_attempt_is_current(attempt, entry))
        return stay(attempt, series, NULL, "the newest run is the baseline already", error);
    if (attempt->request->is_forced)
        return ph_baseline_attempt_commit(attempt, entry, error);
    if (attempt->base && series->files->len < PH_PROMOTION_STABLE_RUNS)
        why = describe_lack(series);
    else if (objections->len)
        why = ph_baseline_objections_text(objections);
    if (why)
        return stay(attempt, series, candidate, why, error);
    /* They say nothing of the runs: what waits goes on waiting. */
    if (of_checks->len) {
        why = ph_baseline_objections_text(of_checks);
        return stay(attempt, series, NULL, why, error);
    }
    /* What replaces nothing, and what nobody has to look at, does not wait. */
    return attempt->base && candidate && attempt->thresholds->review_hours > 0.0
               ? review(attempt, candidate, &entry, error)
               : ph_baseline_attempt_commit(attempt, entry, error);
}

static gboolean promote_series(const ph_baseline_request *request, const ph_thresholds *thresholds,
                               ph_run_series *series, GError **error)
{
    g_autoptr(ph_baseline_attempt) attempt =
        ph_baseline_attempt_open(request, thresholds, series->fingerprint, series->suite, error);
    g_autoptr(ph_candidate) candidate = NULL;
    g_autoptr(GDateTime) rejected = NULL;
    g_autofree char *lack = NULL;

    if (!attempt)
        return FALSE;
    if (attempt->place->candidate) {
        candidate = ph_candidate_read(attempt->place, request->schemas, error);
        if (!candidate || !drop_earlier(attempt, candidate, error))
            return FALSE;
        rejected = request->is_forced ? NULL : ph_candidate_newest_rejected(candidate);
    }
    ph_run_series_narrow(series, rejected, attempt->base ? PH_PROMOTION_STABLE_RUNS : 1);
    if (series->files->len)
        return judge_series(attempt, series, candidate, error);
    lack = describe_lack(series);
    return stay(attempt, series, NULL, lack, error);
}

/* Of several that could not be done, the first is the error; the others are told. */
static void keep_failure(const ph_run_series *series, GError *cause, GError **error)
{
    g_autofree char *name = NULL;
    g_autofree char *text = NULL;

    if (!*error) {
        g_propagate_error(error, cause);
        return;
    }
    name = g_strdup_printf("%s on %s", series->suite, series->fingerprint);
    text = ph_error_printable(cause->message);
    ph_baseline_print(name, text);
    g_error_free(cause);
}

gboolean ph_baseline_promote_stable(const ph_baseline_request *request,
                                    const ph_thresholds *thresholds, GError **error)
{
    g_autoptr(GPtrArray) all = read_series(request, error);
    g_autoptr(GError) failure = NULL;

    if (!all)
        return FALSE;
    if (all->len > 1 && !ph_baseline_place_is_folder(request->path))
        return ph_refuse(error, PH_ERROR_BASELINE, "the runs are of different hosts or suites");
    if (!all->len)
        ph_baseline_print_notice(request->path, "no run that was named can be a baseline");
    for (guint i = 0; i < all->len; i++) {
        GError *cause = NULL;

        if (!promote_series(request, thresholds, all->pdata[i], &cause))
            keep_failure(all->pdata[i], cause, &failure);
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}
