/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Comparing two builds by their work alone. On any machine: nothing is timed, so that its
 * neighbours do not matter, and no CPU is bound.
 *
 * From the main thread only: it runs the default main context.
 */
#ifndef PH_HARNESS_COMPARE_WORK_ONLY_H
#define PH_HARNESS_COMPARE_WORK_ONLY_H

#include "compare/work.h"
#include "measure/run.h"
#include "verdict/contrast.h"

/*
 * Prove the answers of both, count their work, and judge it by the report's rule. What a build
 * failed at, what could not be counted, and that the time was over, is in the report.
 *
 * @param request  Its subjects are base and head; it has no limits.
 * @param sensor, pairs  As ph_work_draw() has them.
 * @return FALSE and error when nobody can count here (PH_ERROR_ENVIRONMENT), when no worker can be
 *         run, or when the user gave up.
 */
gboolean ph_work_only(const ph_run_request *request, ph_work_sensor *sensor,
                      ph_contrast_report *report, GPtrArray *pairs, GError **error);

#endif /* PH_HARNESS_COMPARE_WORK_ONLY_H */
