/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness publish perf.json`: a judged run. */
#ifndef PH_HARNESS_COMMAND_PUBLISH_RUN_H
#define PH_HARNESS_COMMAND_PUBLISH_RUN_H

#include "command/publishing.h"

/*
 * Judge a run and show it. The exit status is that of the verdict, to be returned by the command.
 *
 * @param baseline_path    A FILE or a FOLDER; NULL: only the floors are judged.
 * @param thresholds_path  NULL: those in config/.
 */
ph_exit ph_publish_run(const char *path, const ph_publish_target *target, const char *baseline_path,
                       const char *thresholds_path, GError **error);

#endif /* PH_HARNESS_COMMAND_PUBLISH_RUN_H */
