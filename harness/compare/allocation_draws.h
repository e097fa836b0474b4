/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What two builds allocate for the same call, counted exactly: beside the time, or the work.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_ALLOCATION_DRAWS_H
#define PH_HARNESS_COMPARE_ALLOCATION_DRAWS_H

#include "measure/run.h"
#include "verdict/contrast.h"

/*
 * Two draws of chance of each benchmark of the plan, wherever both builds were measured, judged by
 * the report's rule. What cannot be counted is a note, said once; that the time was over, an error
 * of the report.
 *
 * @param request  Its subjects are base and head.
 * @return FALSE and error only when the user gave up.
 */
gboolean ph_allocation_draws_add(const ph_run_request *request, ph_contrast_report *report,
                                 GError **error);

#endif /* PH_HARNESS_COMPARE_ALLOCATION_DRAWS_H */
