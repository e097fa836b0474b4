/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Exact work, the sensor beside time: how many instructions two builds take for an item. The same
 * in every run to the instruction, whatever the machine's neighbours do; but it is not time.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_WORK_H
#define PH_HARNESS_COMPARE_WORK_H

#include "compare/work_count.h"
#include "verdict/contrast.h"

/*
 * Count both builds in a benchmark, in one draw, wherever both were measured, and add the counts to
 * the contrasts; those that cannot be counted are told why.
 *
 * @param request  Its subjects are base and head.
 * @param sensor   As ph_work_count() has it.
 * @return FALSE and error when nobody can count here, the time is over or the user gave up.
 */
gboolean ph_work_draw(const ph_run_request *request, const ph_benchmark *benchmark, guint draw,
                      ph_work_sensor *sensor, ph_contrast_report *report, GError **error);

/*
 * Two draws of each benchmark of the plan: whether chance has a part in the work, they show. What
 * cannot be counted is a note of the report, said once; that the time was over, an error.
 *
 * @return FALSE and error only when the user gave up.
 */
gboolean ph_work_add(const ph_run_request *request, ph_contrast_report *report, GError **error);

#endif /* PH_HARNESS_COMPARE_WORK_H */
