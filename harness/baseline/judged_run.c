/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/judged_run.h"

#include "baseline/store.h"
#include "document/stored_run.h"
#include "error/error.h"
#include "settings/installation.h"

ph_judged_run *ph_judged_run_read(const char *perf_path, const char *baseline_path,
                                  const char *thresholds_path, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_judged_run) judged = g_new0(ph_judged_run, 1);

    judged->thresholds = ph_installation_thresholds(thresholds_path, error);
    if (!judged->thresholds)
        return NULL;
    judged->run = ph_stored_run_read(perf_path, schemas, error);
    if (!judged->run)
        return NULL;
    if (baseline_path)
        judged->baseline =
            ph_baseline_store_read_base(baseline_path, schemas, &judged->baseline_error);
    judged->judgement = ph_judge(judged->run, judged->baseline, judged->thresholds);
    if (judged->baseline_error) {
        g_autofree char *why = ph_error_printable(judged->baseline_error->message);

        ph_judgement_lose_baseline(judged->judgement, why);
    }
    return g_steal_pointer(&judged);
}

void ph_judged_run_free(ph_judged_run *judged)
{
    g_clear_pointer(&judged->judgement, ph_judgement_free);
    g_clear_pointer(&judged->baseline, ph_measurement_free);
    g_clear_pointer(&judged->run, ph_measurement_free);
    g_clear_pointer(&judged->thresholds, ph_thresholds_free);
    g_clear_error(&judged->baseline_error);
    g_free(judged);
}
