/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Exact work, the sensor beside time: how many instructions a build takes for an item. The same in
 * every run to the instruction, whatever the machine's neighbours do; but it is not time.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_WORK_H
#define PH_HARNESS_COMPARE_WORK_H

#include "measure/run.h"
#include "verdict/contrast.h"

/*
 * Count both builds, twice each, wherever both were measured, and add the counts to the contrasts:
 * the second time shows whether a build does the same in every process. What cannot be counted is a
 * note of the report, said once; that the time was over, an error.
 *
 * @param request  Its subjects are base and head; its plan is what was measured.
 * @return FALSE and error only when the user gave up.
 */
gboolean ph_work_add(const ph_run_request *request, ph_contrast_report *report, GError **error);

#endif /* PH_HARNESS_COMPARE_WORK_H */
