/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/judged_run.h"

#include "baseline/folder_entry.h"
#include "baseline/store.h"
#include "document/stored_run.h"
#include "error/error.h"
#include "settings/installation.h"

/* What is judged: which run, beside which baseline, and whether it may have been judged before. */
typedef struct judged_paths {
    const char *perf;
    const char *baseline;
    const char *thresholds;
    gboolean is_again;
} judged_paths;

static void take_baseline(ph_judged_run *judged, const judged_paths *paths, const char *schemas,
                          ph_folder_entry **ret_found)
{
    if (!ph_baseline_place_is_folder(paths->baseline)) {
        judged->baseline =
            ph_baseline_store_read_base(paths->baseline, schemas, &judged->baseline_error);
        return;
    }
    *ret_found =
        ph_folder_entry_find(paths->baseline, judged->run, paths->is_again ? paths->perf : NULL,
                             schemas, &judged->baseline_error);
    if (!*ret_found || !(*ret_found)->entry)
        return;
    judged->entry = g_steal_pointer(&(*ret_found)->entry);
    judged->baseline = ph_baseline_measurement(judged->entry);
}

static void judge(ph_judged_run *judged, const ph_folder_entry *found)
{
    judged->judgement = ph_judge(judged->run, judged->baseline, judged->thresholds);
    if (judged->baseline_error) {
        g_autofree char *why = ph_error_printable(judged->baseline_error->message);

        ph_judgement_lose_baseline(judged->judgement, why);
    } else if (found && found->why_none) {
        ph_judgement_lose_baseline(judged->judgement, found->why_none);
    } else if (found && found->remark) {
        g_ptr_array_add(judged->judgement->notes, g_strdup(found->remark));
    }
}

static ph_judged_run *read_and_judge(const judged_paths *paths, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_judged_run) judged = g_new0(ph_judged_run, 1);
    g_autoptr(ph_folder_entry) found = NULL;

    judged->thresholds = ph_installation_thresholds(paths->thresholds, error);
    if (!judged->thresholds)
        return NULL;
    judged->run = ph_stored_run_read(paths->perf, schemas, error);
    if (!judged->run)
        return NULL;
    if (paths->baseline)
        take_baseline(judged, paths, schemas, &found);
    judge(judged, found);
    return g_steal_pointer(&judged);
}

ph_judged_run *ph_judged_run_read(const char *perf_path, const char *baseline_path,
                                  const char *thresholds_path, GError **error)
{
    const judged_paths paths = { perf_path, baseline_path, thresholds_path, FALSE };

    return read_and_judge(&paths, error);
}

ph_judged_run *ph_judged_run_read_again(const char *perf_path, const char *baseline_path,
                                        const char *thresholds_path, GError **error)
{
    const judged_paths paths = { perf_path, baseline_path, thresholds_path, TRUE };

    return read_and_judge(&paths, error);
}

void ph_judged_run_free(ph_judged_run *judged)
{
    g_clear_pointer(&judged->judgement, ph_judgement_free);
    g_clear_pointer(&judged->baseline, ph_measurement_free);
    g_clear_pointer(&judged->entry, ph_baseline_free);
    g_clear_pointer(&judged->run, ph_measurement_free);
    g_clear_pointer(&judged->thresholds, ph_thresholds_free);
    g_clear_error(&judged->baseline_error);
    g_free(judged);
}
