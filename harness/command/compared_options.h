/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a comparison.json takes in the place of a perf.json. */
#ifndef PH_HARNESS_COMMAND_COMPARED_OPTIONS_H
#define PH_HARNESS_COMMAND_COMPARED_OPTIONS_H

#include <glib.h>

/* FALSE and error (PH_ERROR_USAGE) for options that judge a run: a comparison is judged already.
 * Each is NULL where it is not given. */
gboolean ph_comparison_takes(const char *baseline, const char *thresholds, GError **error);

#endif /* PH_HARNESS_COMMAND_COMPARED_OPTIONS_H */
