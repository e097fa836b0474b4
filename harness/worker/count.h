/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Work instead of time: how many instructions each arm takes for the data set. */
#ifndef PH_HARNESS_WORKER_COUNT_H
#define PH_HARNESS_WORKER_COUNT_H

#include "worker/bench.h"

/*
 * Decode the data set with each arm, once to warm it and once to be counted. Says in an event
 * "count" for each arm: "name", "level", "source", "items" decoded, and "instructions" (source
 * cpu), or the number of its callgrind file, "file" (source callgrind), or the "reason" why it
 * could not be counted.
 */
void ph_count_all(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_COUNT_H */
