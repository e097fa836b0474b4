/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline approve` and `reject`: what becomes of an improvement that waits. */
#include <stdio.h>

#include "baseline/candidate.h"
#include "command/baseline_attempt.h"
#include "error/error.h"
#include "settings/installation.h"

/* The place, which is one of a FOLDER. */
static ph_baseline_place *choose(const ph_baseline_request *request, ph_exit *ret_status,
                                 GError **error)
{
    *ret_status = PH_EXIT_FAILED;
    if (ph_baseline_place_is_folder(request->path))
        return ph_baseline_choose_place(request, error);
    *ret_status = PH_EXIT_USAGE;
    (void)ph_refuse(error, PH_ERROR_USAGE,
                    "improvements wait in a folder of baselines: --baseline FOLDER was expected");
    return NULL;
}

static gboolean refuse_candidate(const ph_baseline_place *place, const char *why, GError **error)
{
    return ph_refuse(error, PH_ERROR_BASELINE, "%s: %s", place->candidate, why);
}

static gboolean approve(const ph_baseline_attempt *attempt, GError **error)
{
    const ph_baseline_request *request = attempt->request;
    g_autoptr(ph_candidate) candidate = ph_candidate_read(attempt->place, request->schemas, error);
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    g_autoptr(ph_baseline) entry = NULL;
    const ph_baseline_origin origin = {
        .promoted_by = request->promoted_by ? request->promoted_by : "perfharness baseline approve",
        .reason = request->reason ? request->reason
                                  : "seven consecutive runs pass, and show an improvement; it was "
                                    "approved",
        .overridden = nothing,
        .reason_kind = PH_REASON_KIND_SUSTAINED_IMPROVEMENT,
    };

    if (!candidate)
        return FALSE;
    if (!candidate->entry)
        return refuse_candidate(attempt->place, "nothing waits to be approved", error);
    if (!ph_candidate_is_live(candidate, attempt->last_sha256))
        return refuse_candidate(attempt->place,
                                "what waits was proposed beside an earlier baseline; `perfharness "
                                "baseline promote --stable` looks at it anew",
                                error);
    entry = ph_baseline_adopt(candidate->entry, &origin);
    return ph_baseline_attempt_commit(attempt, entry, error);
}

ph_exit ph_baseline_action_approve(const ph_baseline_request *request, GError **error)
{
    ph_exit status;
    g_autoptr(ph_baseline_place) place = choose(request, &status, error);
    g_autoptr(ph_thresholds) thresholds =
        place ? ph_installation_thresholds(request->thresholds_path, error) : NULL;
    g_autoptr(ph_baseline_attempt) attempt = NULL;

    if (!thresholds)
        return status;
    if (!thresholds->is_baseline_promotion_enabled) {
        (void)ph_refuse(error, PH_ERROR_BASELINE,
                        "nothing is promoted: the settings say baseline_promotion_enabled = false");
        return status;
    }
    attempt =
        ph_baseline_attempt_open(request, thresholds, place->fingerprint, place->suite, error);
    return attempt && approve(attempt, error) ? PH_EXIT_PASS : status;
}

static gboolean reject(const ph_baseline_request *request, const ph_baseline_place *place,
                       GError **error)
{
    g_autoptr(ph_candidate) candidate = ph_candidate_read(place, request->schemas, error);
    const char *by = request->promoted_by ? request->promoted_by : "perfharness baseline reject";

    if (!candidate)
        return FALSE;
    if (!candidate->entry)
        return refuse_candidate(place, "nothing waits to be rejected", error);
    ph_candidate_reject(candidate, by, request->reason ? request->reason : "no reason was given");
    if (!ph_candidate_write(candidate, place, request->schemas, error))
        return FALSE;
    ph_baseline_print(place->candidate, "rejected; only newer runs count from now on");
    return TRUE;
}

ph_exit ph_baseline_action_reject(const ph_baseline_request *request, GError **error)
{
    ph_exit status;
    g_autoptr(ph_baseline_place) place = choose(request, &status, error);
    g_autoptr(ph_baseline_store) store =
        place ? ph_baseline_open_for_writing(place, request, error) : NULL;

    return store && reject(request, place, error) ? PH_EXIT_PASS : status;
}
