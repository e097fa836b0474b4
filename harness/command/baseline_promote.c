/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline promote`: a run becomes what others are compared with. */
#include <stdio.h>

#include "baseline/promotion.h"
#include "command/baseline_attempt.h"
#include "command/baseline_stable.h"
#include "error/error.h"
#include "settings/installation.h"

/* An error, unless a notice was asked for. */
static gboolean refuse_run(const ph_baseline_attempt *attempt, const char *why, const char *advice,
                           GError **error)
{
    if (!attempt->request->is_notice)
        return ph_refuse(error, PH_ERROR_BASELINE, "%s is not promoted: %s%s",
                         attempt->request->operands[0], why, advice);
    ph_baseline_print_notice(attempt->place->path, why);
    return TRUE;
}

static gboolean promote_newest(const ph_baseline_attempt *attempt, const GPtrArray *files,
                               GError **error)
{
    const ph_run_file *file = files->pdata[0];
    g_autoptr(GPtrArray) objections =
        ph_promotion_objections(file->run, attempt->base, attempt->thresholds);
    g_autoptr(ph_baseline) entry = NULL;
    g_autofree char *why = NULL;

    g_ptr_array_extend_and_steal(
        objections, ph_baseline_checks_objections(attempt->request->checks, file->run->commit));
    entry = ph_baseline_attempt_entry(attempt, files, objections, error);

    if (!entry)
        return FALSE;
    if (ph_baseline_attempt_is_current(attempt, entry))
        return refuse_run(attempt, "it is the baseline already", "", error);
    if (!objections->len || attempt->request->is_forced)
        return ph_baseline_attempt_commit(attempt, entry, error);
    why = ph_baseline_objections_text(objections);
    return refuse_run(attempt, why, " (--force --reason TEXT overrides the rules)", error);
}

static gboolean promote_one(const ph_baseline_request *request, const ph_thresholds *thresholds,
                            GError **error)
{
    g_autoptr(GPtrArray) files = ph_run_files_new();
    g_autoptr(ph_baseline_attempt) attempt = NULL;
    ph_run_file *file = ph_run_file_read(request->operands[0], request->schemas, error);

    if (!file)
        return FALSE;
    g_ptr_array_add(files, file);
    if (!ph_promotion_is_possible(file->run, error)) {
        g_prefix_error(error, "%s is not promoted: ", file->path);
        return FALSE;
    }
    attempt = ph_baseline_attempt_open(request, thresholds, ph_measurement_fingerprint(file->run),
                                       file->run->suite, error);
    return attempt && promote_newest(attempt, files, error);
}

/* The other checks are asked for once, whatever is promoted. */
static gboolean promote(const ph_baseline_request *request, const ph_thresholds *thresholds,
                        GError **error)
{
    g_autoptr(ph_baseline_checks) checks = NULL;
    ph_baseline_request checked = *request;

    if (request->asked->checks_of) {
        checks = ph_baseline_checks_ask(request->asked, error);
        if (!checks)
            return FALSE;
        checked.checks = checks;
    }
    return request->is_stable ? ph_baseline_promote_stable(&checked, thresholds, error)
                              : promote_one(&checked, thresholds, error);
}

ph_exit ph_baseline_action_promote(const ph_baseline_request *request, GError **error)
{
    static const char off[] = "the settings say baseline_promotion_enabled = false";
    g_autoptr(ph_thresholds) thresholds =
        ph_installation_thresholds(request->thresholds_path, error);
    gboolean is_done;

    if (!thresholds)
        return PH_EXIT_FAILED;
    if (thresholds->is_baseline_promotion_enabled) {
        is_done = promote(request, thresholds, error);
    } else if (request->is_notice || (request->is_stable && !request->is_forced)) {
        ph_baseline_print_notice(request->path, off);
        is_done = TRUE;
    } else {
        /* One person's --force is not stronger than what the repository agreed on. */
        is_done = ph_refuse(error, PH_ERROR_BASELINE,
                            "nothing is promoted, not even with --force: %s", off);
    }
    return is_done ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
