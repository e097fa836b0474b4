/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A referee of two builds: launches of each in turn, in processes of their own, beside what was
 * timed of them in one.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_REFEREE_CHANGES_H
#define PH_HARNESS_COMPARE_REFEREE_CHANGES_H

#include "measure/run.h"
#include "verdict/contrast.h"

/*
 * Hold what was timed against what a referee sees; what it contradicts is void, and where that is
 * base's doing, an error of the report. found: what
 * ph_discover() found of both. FALSE and error as ph_run(), but that when the time is over that is
 * an error of the report.
 */
gboolean ph_referee_changes(const ph_run_request *request, const GPtrArray *found,
                            ph_contrast_report *report, GError **error);

#endif /* PH_HARNESS_COMPARE_REFEREE_CHANGES_H */
