/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A stored run with the verdict on it, as check, report and publish show it. */
#ifndef PH_HARNESS_BASELINE_JUDGED_RUN_H
#define PH_HARNESS_BASELINE_JUDGED_RUN_H

#include <glib.h>

#include "baseline/baseline.h"
#include "verdict/judgement.h"

typedef struct ph_judged_run {
    ph_thresholds *thresholds;
    ph_measurement *run;
    ph_measurement *baseline; /* NULL: none was named, or it cannot be used. */
    ph_judgement *judgement;
    ph_baseline
        *entry; /* The baseline's, where it is one of a FOLDER (baseline/place.h); else NULL. */
    GError *baseline_error; /* Why the one that was named cannot be used: then it is no pass. */
} ph_judged_run;

/*
 * Read a perf.json and judge it. What its host is, the model says too where the system-info.json
 * beside it is of that host.
 *
 * @param baseline_path    A FILE or a FOLDER, of which the current entry is taken; NULL: only the
 *                         floors are judged.
 * @param thresholds_path  NULL: those in config/.
 * @return NULL and error when run or thresholds cannot be read. Free with ph_judged_run_free().
 */
ph_judged_run *ph_judged_run_read(const char *perf_path, const char *baseline_path,
                                  const char *thresholds_path, GError **error);

/* The same of a run that may have been judged: of a FOLDER, the entry that was kept beside it is
 * taken (baseline/folder_entry.h). */
ph_judged_run *ph_judged_run_read_again(const char *perf_path, const char *baseline_path,
                                        const char *thresholds_path, GError **error);

void ph_judged_run_free(ph_judged_run *judged);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_judged_run, ph_judged_run_free)

#endif /* PH_HARNESS_BASELINE_JUDGED_RUN_H */
