/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Work instead of time: how many instructions each arm takes for the data set's first chunk, or
 * what it allocates for it.
 */
#ifndef PH_HARNESS_WORKER_COUNT_H
#define PH_HARNESS_WORKER_COUNT_H

#include "worker/bench.h"

/*
 * Prove each arm on the data set, which warms it; then count one call on data that it has not seen,
 * and hold its answer against the truth; of the user's own data, one on data that it has. Says in
 * an event "count" for each arm: "name", "level", "source", "items" decoded, and "instructions"
 * (source cpu), or the number of its callgrind file, "file" (source callgrind), or what it
 * allocated (source allocator); where that is asked for, what else the CPU counted, or
 * "events_missing", why it did not; or the "reason" why it could
 * not be counted. False after a refusal event.
 */
bool ph_count_all(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_COUNT_H */
