/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two builds of identical machine code: nothing needs to be timed. */
#ifndef PH_UNCHANGED_H
#define PH_UNCHANGED_H

#include "compare/contrast.h"
#include "measure/run.h"

/*
 * Give every benchmark that both builds, request->subjects, could be measured in its contrast, with
 * the verdict UNCHANGED. A build that cannot be loaded is in the report's errors.
 *
 * @return FALSE and error when no worker can be run, or the user gave up.
 */
gboolean ph_unchanged(const ph_run_request *request, ph_contrast_report *report, GError **error);

#endif /* PH_UNCHANGED_H */
