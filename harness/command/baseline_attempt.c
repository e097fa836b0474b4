/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/baseline_attempt.h"

#include <stdio.h>
#include <string.h>

#include "baseline/candidate.h"
#include "baseline/promotion.h"
#include "command/baseline_text.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "platform/path.h"

/* So many objections fit into a sentence. */
enum { OBJECTIONS_SHOWN = 5 };

/* Where there is a history, the baseline is its last entry, or something was lost. */
static gboolean check_state(const ph_chain *history, ph_baseline_store_state state, GError **error)
{
    if (state == PH_BASELINE_STORE_ALONE)
        return ph_refuse(error, PH_ERROR_BASELINE,
                         "the baseline's history is not beside it: restore it from version "
                         "control");
    if (history->entries->len == 0 ||
        (state != PH_BASELINE_STORE_NONE && state != PH_BASELINE_STORE_PLAIN))
        return TRUE;
    return ph_refuse(error, PH_ERROR_BASELINE,
                     "%s has %u entries, and the baseline is %s: restore it from version control, "
                     "or with `perfharness baseline rollback`",
                     history->path, history->entries->len,
                     state == PH_BASELINE_STORE_NONE ? "missing" : "none of them");
}

static gboolean read_current(ph_baseline_attempt *attempt, const char *fingerprint,
                             const char *suite, GError **error)
{
    g_autoptr(ph_chain) history = NULL;
    ph_baseline_store_state state;

    if (!ph_baseline_store_current(attempt->store, &attempt->current, &state, error))
        return FALSE;
    history = ph_baseline_store_chain(attempt->store, fingerprint, suite, error);
    if (!history || !check_state(history, state, error))
        return FALSE;
    if (ph_chain_last(history))
        attempt->last_sha256 = g_strdup(ph_chain_last(history)->sha256);
    attempt->base = attempt->current ? ph_baseline_measurement(attempt->current) : NULL;
    return TRUE;
}

ph_baseline_attempt *ph_baseline_attempt_open(const ph_baseline_request *request,
                                              const ph_thresholds *thresholds,
                                              const char *fingerprint, const char *suite,
                                              GError **error)
{
    g_autoptr(ph_baseline_attempt) attempt = g_new0(ph_baseline_attempt, 1);

    attempt->request = request;
    attempt->thresholds = thresholds;
    attempt->place = ph_baseline_place_is_folder(request->path)
                         ? ph_baseline_place_in(request->path, fingerprint, suite, error)
                         : ph_baseline_place_of_file(request->path);
    if (attempt->place)
        attempt->store = ph_baseline_open_for_writing(attempt->place, request, error);
    return attempt->store && read_current(attempt, fingerprint, suite, error)
               ? g_steal_pointer(&attempt)
               : NULL;
}

void ph_baseline_attempt_free(ph_baseline_attempt *attempt)
{
    g_clear_pointer(&attempt->store, ph_baseline_store_close);
    g_clear_pointer(&attempt->place, ph_baseline_place_free);
    g_clear_pointer(&attempt->current, ph_baseline_free);
    g_clear_pointer(&attempt->base, ph_measurement_free);
    g_free(attempt->last_sha256);
    g_free(attempt);
}

/*
 * system-info.json of the run's host, from beside its perf.json. NULL without an error when there
 * is none: a baseline can do without what only that says.
 */
static gboolean read_system(const ph_baseline_request *request, const ph_run_file *file,
                            cJSON **ret, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(file->path);
    g_autofree char *path = ph_path_join(folder, "system-info.json", NULL);
    g_autofree char *kind = NULL;
    cJSON *system;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    system = ph_document_read_valid(path, request->schemas, &kind, error);
    if (!system)
        return FALSE;
    if (g_strcmp0(ph_json_text(system, "fingerprint"), ph_measurement_fingerprint(file->run)) ==
        0) {
        *ret = system;
        return TRUE;
    }
    cJSON_Delete(system);
    return ph_refuse(error, PH_ERROR_BASELINE,
                     "%s is not promoted: system-info.json beside it is of another host",
                     file->path);
}

static const char *reason_of(const ph_baseline_attempt *attempt)
{
    if (attempt->request->reason)
        return attempt->request->reason;
    if (!attempt->current)
        return "the first baseline: every floor is met, and the launches agree";
    return attempt->request->is_stable
               ? "seven consecutive runs pass, and show an improvement"
               : "every floor is met, nothing has become slower, and the launches agree";
}

static ph_reason_kind kind_of(const ph_baseline_attempt *attempt)
{
    const ph_baseline_request *request = attempt->request;

    if (request->reason_kind != PH_REASON_KIND_NONE)
        return request->reason_kind;
    if (!attempt->current)
        return PH_REASON_KIND_NONE;
    return request->is_stable && !request->is_forced ? PH_REASON_KIND_SUSTAINED_IMPROVEMENT
                                                     : PH_REASON_KIND_MANUAL_OVERRIDE;
}

static ph_evidence evidence_of(const ph_baseline_attempt *attempt, const GPtrArray *files,
                               const ph_measurement *run)
{
    ph_evidence evidence = ph_evidence_of(attempt->base, run);
    g_autoptr(GPtrArray) runs = ph_run_files_runs(files);

    evidence.runs = files;
    if (attempt->base && attempt->request->is_stable && files->len > 1) {
        evidence.display_gibs.least_gain =
            ph_promotion_least_gain(runs, attempt->base, PH_HEADLINE_DISPLAY);
        evidence.comp3_mibs.least_gain =
            ph_promotion_least_gain(runs, attempt->base, PH_HEADLINE_COMP3);
        evidence.confidence = PH_PROMOTION_GAIN_CONFIDENCE;
    }
    return evidence;
}

ph_baseline *ph_baseline_attempt_entry(const ph_baseline_attempt *attempt, const GPtrArray *files,
                                       const GPtrArray *objections, GError **error)
{
    const ph_baseline_request *request = attempt->request;
    const ph_baseline *current = attempt->current;
    const ph_run_file *newest = files->pdata[files->len - 1];
    const ph_evidence evidence = evidence_of(attempt, files, newest->run);
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    const ph_baseline_origin origin = {
        .promoted_by = request->promoted_by ? request->promoted_by : "perfharness baseline promote",
        .reason = reason_of(attempt),
        .is_forced = request->is_forced,
        /* Without force, an entry that is objected to is refused, and overrides nothing. */
        .overridden = request->is_forced ? objections : nothing,
        .reason_kind = kind_of(attempt),
        .evidence = &evidence,
        .checks = ph_baseline_checks_record(request->checks, newest->run->commit),
    };
    cJSON *system = NULL;
    ph_baseline *entry;

    if (!read_system(request, newest, &system, error))
        return NULL;
    entry = ph_baseline_of_run(newest->run, system, current && current->is_plain ? current : NULL,
                               &origin);
    cJSON_Delete(system);
    return entry;
}

gboolean ph_baseline_attempt_is_current(const ph_baseline_attempt *attempt,
                                        const ph_baseline *entry)
{
    const ph_baseline *current = attempt->current;

    return current && strcmp(entry->timestamp, current->timestamp) == 0 &&
           cJSON_Compare(ph_json_member(entry->document, "performance"),
                         ph_json_member(current->document, "performance"), TRUE);
}

/* It would be of an earlier baseline. */
static gboolean clear_candidate(const ph_baseline_attempt *attempt, GError **error)
{
    const char *schemas = attempt->request->schemas;
    g_autoptr(ph_candidate) candidate = NULL;

    if (!attempt->place->candidate)
        return TRUE;
    candidate = ph_candidate_read(attempt->place, schemas, error);
    if (!candidate)
        return FALSE;
    if (!candidate->entry)
        return TRUE;
    ph_candidate_withdraw(candidate);
    return ph_candidate_write(candidate, attempt->place, schemas, error);
}

gboolean ph_baseline_attempt_commit(const ph_baseline_attempt *attempt, ph_baseline *entry,
                                    GError **error)
{
    if (!ph_baseline_store_commit(attempt->store, entry, error))
        return FALSE;
    ph_baseline_print(attempt->place->path, "promoted");
    ph_baseline_show_line(stdout, entry);
    ph_baseline_tell_history(attempt->request, attempt->store, entry);
    return clear_candidate(attempt, error);
}

char *ph_baseline_objections_text(const GPtrArray *objections)
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < MIN(objections->len, OBJECTIONS_SHOWN); i++)
        g_string_append_printf(list, "%s%s", i ? "; " : "", (const char *)objections->pdata[i]);
    if (objections->len > OBJECTIONS_SHOWN)
        g_string_append_printf(list, "; and %u more", objections->len - OBJECTIONS_SHOWN);
    return g_string_free(list, FALSE);
}

void ph_baseline_print_notice(const char *path, const char *why)
{
    g_autofree char *text = g_strconcat("not promoted: ", why, NULL);
    g_autofree char *printable = ph_error_printable(text);

    ph_baseline_print(path, printable);
}
