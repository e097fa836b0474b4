/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `perfharness baseline promote`: a run, or seven of them, becomes what others are compared with.
 */
#include "command/baseline_action.h"
#include "document/json_member.h"

#include <stdio.h>
#include <string.h>

#include "baseline/promotion.h"
#include "command/baseline_text.h"
#include "document/document.h"
#include "document/perf_document.h"
#include "error/error.h"
#include "settings/installation.h"

/* So many objections fit into a sentence. */
enum { OBJECTIONS_SHOWN = 5 };

static gboolean refuse_run(const ph_baseline_request *request, const char *why, GError **error)
{
    return ph_refuse(error, PH_ERROR_BASELINE, "%s is not promoted: %s",
                     request->is_stable ? "the newest of the runs" : request->operands[0], why);
}

static void free_run(gpointer run)
{
    ph_measurement_free(run);
}

static GPtrArray *read_runs(const ph_baseline_request *request, GError **error)
{
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func(free_run);

    for (char **path = request->operands; *path; path++) {
        ph_measurement *run = ph_perf_document_read(*path, request->schemas, error);

        if (!run)
            return NULL;
        g_ptr_array_add(runs, run);
        if (!ph_promotion_is_possible(run, error)) {
            g_prefix_error(error, "%s is not promoted: ", *path);
            return NULL;
        }
    }
    return ph_promotion_order(runs, error) ? g_steal_pointer(&runs) : NULL;
}

/*
 * system-info.json of the runs' host, from beside the first perf.json. NULL without an error when
 * there is none: a baseline can do without what only that says.
 */
static gboolean read_system(const ph_baseline_request *request, const ph_measurement *run,
                            cJSON **ret, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(request->operands[0]);
    g_autofree char *path = g_build_filename(folder, "system-info.json", NULL);
    g_autofree char *kind = NULL;
    cJSON *system;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    system = ph_document_read_valid(path, request->schemas, &kind, error);
    if (!system)
        return FALSE;
    if (g_strcmp0(ph_json_text(system, "fingerprint"), ph_measurement_fingerprint(run)) != 0) {
        cJSON_Delete(system);
        return refuse_run(request, "system-info.json beside it is of another host", error);
    }
    *ret = system;
    return TRUE;
}

/* Where there is a history, the baseline is its last entry, or something was lost. */
static gboolean check_state(const ph_baseline_store *store, const ph_measurement *run,
                            ph_baseline_store_state state, GError **error)
{
    g_autoptr(ph_chain) history =
        ph_baseline_store_chain(store, ph_measurement_fingerprint(run), run->suite, error);

    if (!history)
        return FALSE;
    if (state == PH_BASELINE_STORE_ALONE) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_BASELINE,
                            "the baseline's history is not beside it: restore baselines/ from "
                            "version control");
        return FALSE;
    }
    if (history->entries->len == 0 ||
        (state != PH_BASELINE_STORE_NONE && state != PH_BASELINE_STORE_PLAIN))
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                "%s has %u entries, and the baseline is %s: restore it from version control, or "
                "with `perfharness baseline rollback`",
                history->path, history->entries->len,
                state == PH_BASELINE_STORE_NONE ? "missing" : "none of them");
    return FALSE;
}

static gboolean check_is_new(const ph_baseline_request *request, const ph_baseline *entry,
                             const ph_baseline *current, GError **error)
{
    const cJSON *performance = cJSON_GetObjectItemCaseSensitive(entry->document, "performance");

    if (current && strcmp(entry->timestamp, current->timestamp) == 0 &&
        cJSON_Compare(performance,
                      cJSON_GetObjectItemCaseSensitive(current->document, "performance"), TRUE))
        return refuse_run(request, "it is the baseline already", error);
    return TRUE;
}

static gboolean refuse_objections(const ph_baseline_request *request, const GPtrArray *objections,
                                  GError **error)
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < MIN(objections->len, OBJECTIONS_SHOWN); i++)
        g_string_append_printf(list, "%s%s", i ? "; " : "", (const char *)objections->pdata[i]);
    if (objections->len > OBJECTIONS_SHOWN)
        g_string_append_printf(list, "; and %u more", objections->len - OBJECTIONS_SHOWN);
    g_string_append(list, " (--force --reason TEXT overrides the rules)");
    (void)refuse_run(request, list->str, error);
    g_string_free(list, TRUE);
    return FALSE;
}

static const char *reason_of(const ph_baseline_request *request, gboolean is_first)
{
    if (request->reason)
        return request->reason;
    if (is_first)
        return "the first baseline: every floor is met, and the launches agree";
    return request->is_stable
               ? "seven consecutive runs pass, and show an improvement"
               : "every floor is met, nothing has become slower, and the launches agree";
}

static ph_baseline *make_entry(const ph_baseline_request *request, const ph_measurement *run,
                               const ph_baseline *current, const GPtrArray *objections,
                               GError **error)
{
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    const ph_baseline_origin origin = {
        .promoted_by = request->promoted_by ? request->promoted_by : "perfharness baseline promote",
        .reason = reason_of(request, !current),
        .is_forced = request->is_forced,
        /* Without force, an entry that is objected to is refused, and overrides nothing. */
        .overridden = request->is_forced ? objections : nothing,
    };
    cJSON *system = NULL;
    ph_baseline *entry;

    if (!read_system(request, run, &system, error))
        return NULL;
    entry = ph_baseline_of_run(run, system, current && current->is_plain ? current : NULL, &origin);
    cJSON_Delete(system);
    return entry;
}

/* The new baseline; NULL and error, and nothing has changed, when it is refused. */
static ph_baseline *promote(ph_baseline_store *store, const ph_baseline_request *request,
                            const ph_thresholds *thresholds, GError **error)
{
    g_autoptr(GPtrArray) runs = read_runs(request, error);
    g_autoptr(GPtrArray) objections = NULL;
    g_autoptr(ph_baseline) current = NULL, entry = NULL;
    g_autoptr(ph_measurement) base = NULL;
    const ph_measurement *run = runs ? runs->pdata[runs->len - 1] : NULL;
    ph_baseline_store_state state;

    if (!runs || !ph_baseline_store_current(store, &current, &state, error) ||
        !check_state(store, run, state, error))
        return NULL;
    base = current ? ph_baseline_measurement(current) : NULL;
    objections = request->is_stable ? ph_promotion_objections_stable(runs, base, thresholds)
                                    : ph_promotion_objections(run, base, thresholds);
    entry = make_entry(request, run, current, objections, error);
    if (!entry || !check_is_new(request, entry, current, error))
        return NULL;
    if (objections->len && !request->is_forced) {
        (void)refuse_objections(request, objections, error);
        return NULL;
    }
    return ph_baseline_store_commit(store, entry, error) ? g_steal_pointer(&entry) : NULL;
}

ph_exit ph_baseline_action_promote(const ph_baseline_request *request, GError **error)
{
    g_autoptr(ph_thresholds) thresholds =
        ph_installation_thresholds(request->thresholds_path, error);
    g_autoptr(ph_baseline_store) store = NULL;
    g_autoptr(ph_baseline) entry = NULL;

    if (!thresholds)
        return PH_EXIT_FAILED;
    /* One person's --force is not stronger than what the repository agreed on. */
    if (!thresholds->is_baseline_promotion_enabled) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_BASELINE,
                            "nothing is promoted, not even with --force: the settings say "
                            "baseline_promotion_enabled = false");
        return PH_EXIT_FAILED;
    }
    store = ph_baseline_open_for_writing(request, error);
    entry = store ? promote(store, request, thresholds, error) : NULL;
    if (!entry)
        return PH_EXIT_FAILED;
    ph_baseline_print(request, "promoted");
    ph_baseline_show_line(stdout, entry);
    return PH_EXIT_PASS;
}
