/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness publish --may-bench`: whether who asks for a measurement in a comment may. */
#ifndef PH_HARNESS_COMMAND_PUBLISH_BENCH_H
#define PH_HARNESS_COMMAND_PUBLISH_BENCH_H

#include "command/publishing.h"

/*
 * Judge the comment that began this job. Where it may, print what is to be measured, NAME=VALUE a
 * line, and append the same to the job's outputs. The exit status is to be returned by the command:
 * PH_EXIT_REGRESSION and error where it may not.
 */
ph_exit ph_publish_may_bench(const ph_publish_target *target, GError **error);

#endif /* PH_HARNESS_COMMAND_PUBLISH_BENCH_H */
