/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline promote --stable`: the newest runs of each series move its baseline. */
#ifndef PH_HARNESS_COMMAND_BASELINE_STABLE_H
#define PH_HARNESS_COMMAND_BASELINE_STABLE_H

#include <glib.h>

#include "command/baseline_action.h"
#include "settings/thresholds.h"

/*
 * Read the runs that are named, and do it for each series among them. What the rules refuse is told
 * and no error. FALSE and error: the first of what could not be done; the other series are done.
 */
gboolean ph_baseline_promote_stable(const ph_baseline_request *request,
                                    const ph_thresholds *thresholds, GError **error);

#endif /* PH_HARNESS_COMMAND_BASELINE_STABLE_H */
