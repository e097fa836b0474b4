/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Counting what a library allocates, in a launch of its own: one call on data that it has not seen,
 * whose answer is proven, as work is counted. Of a user's own records there are none that it has
 * not seen: there the answer is the one that was proven.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_ALLOCATION_COUNT_H
#define PH_HARNESS_MEASURE_ALLOCATION_COUNT_H

#include "measure/run.h"
#include "model/allocations.h"

/* One arm of a library. */
typedef struct ph_arm_allocations {
    char *subject; /* With its variant. */
    char *level;
    ph_allocations *counted; /* Owned. */
} ph_arm_allocations;

/* Why nothing can be counted here, whatever the library; NULL: it can. Static. */
const char *ph_allocation_count_missing(void);

/*
 * Count one call of each arm, on at most 64 KiB; of a user's own records, the first of them. What
 * chance decides (worker/chance.h) is that of the draw. skips: "SUBJECT/LEVEL" that are not run, or
 * NULL.
 *
 * What dies, or answers wrongly, has no count, and says why; so does a library that takes memory
 * from elsewhere than the C library's allocator: what it does there is not seen, and is not 0.
 *
 * @return ph_arm_allocations, owned by the array; none where the process died. NULL and error:
 *         PH_ERROR_TIMEOUT, PH_ERROR_INTERRUPTED, PH_ERROR_ENVIRONMENT when nobody can count here,
 *         PH_ERROR_SUBJECT_CRASH when the library's process dies of it.
 */
GPtrArray *ph_allocation_count(const ph_run_request *request, const ph_benchmark *benchmark,
                               const ph_run_subject *subject, const GPtrArray *skips, guint draw,
                               GError **error);

#endif /* PH_HARNESS_MEASURE_ALLOCATION_COUNT_H */
