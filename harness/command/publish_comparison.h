/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness publish comparison.json`. */
#ifndef PH_HARNESS_COMMAND_PUBLISH_COMPARISON_H
#define PH_HARNESS_COMMAND_PUBLISH_COMPARISON_H

#include "command/publishing.h"

/*
 * Show a comparison: summary, status and comment, which are those of comparisons and leave a run's
 * alone. The exit status, that of the comparison itself, is to be returned by the command.
 *
 * @param thresholds_path  Whether it gates, and whether comments are made; NULL: those in config/.
 */
ph_exit ph_publish_comparison(const char *path, const ph_publish_target *target,
                              const char *thresholds_path, GError **error);

#endif /* PH_HARNESS_COMMAND_PUBLISH_COMPARISON_H */
