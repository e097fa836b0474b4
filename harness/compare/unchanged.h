/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two builds of identical machine code: nothing needs to be timed. */
#ifndef PH_HARNESS_COMPARE_UNCHANGED_H
#define PH_HARNESS_COMPARE_UNCHANGED_H

#include "measure/run.h"
#include "verdict/contrast.h"

/*
 * Give every benchmark that both builds, request->subjects, could be measured in its contrast, with
 * the verdict UNCHANGED. One that they cannot is an error of the report.
 *
 * @param found  ph_found_subject: what the two builds are.
 */
void ph_unchanged(const ph_run_request *request, const GPtrArray *found,
                  ph_contrast_report *report);

#endif /* PH_HARNESS_COMPARE_UNCHANGED_H */
