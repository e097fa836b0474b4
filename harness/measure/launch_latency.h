/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worker said of an arm's single calls, made into the launch's figures. */
#ifndef PH_HARNESS_MEASURE_LAUNCH_LATENCY_H
#define PH_HARNESS_MEASURE_LAUNCH_LATENCY_H

#include "measure/worker_process.h"
#include "model/latency.h"

/* NULL where the worker said nothing of this subject at this level; else the caller frees it. */
ph_launch_latency *ph_launch_latency_read(const ph_worker_outcome *outcome, const char *subject,
                                          const char *level);

#endif /* PH_HARNESS_MEASURE_LAUNCH_LATENCY_H */
