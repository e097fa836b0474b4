/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* On how many threads files are decoded, as `run --threads` or a suite has it. */
#ifndef PH_HARNESS_SESSION_THREAD_PLAN_H
#define PH_HARNESS_SESSION_THREAD_PLAN_H

#include "measure/plan.h"
#include "session/measuring.h"

/* "1,2,4": guint, ascending. Free with g_array_unref(). NULL and error (PH_ERROR_USAGE) where it is
 * no list of numbers, or has one twice. */
GArray *ph_thread_counts_read(const char *text, GError **error);

/*
 * Plan the files of all records that the plan has on so many threads, and on one, by which they are
 * judged. FALSE and error (PH_ERROR_USAGE) when there are not so many CPUs for them, or no records.
 *
 * @param counts  guint, ascending, at least one.
 */
gboolean ph_thread_plan_add(GPtrArray *plan, const GArray *counts, const ph_measuring_place *place,
                            GError **error);

/* Measure what threads cost there (fitness/thread_cost.h), once for each number of them. Blocks for
 * up to 2 s each; while nobody else measures. */
void ph_thread_plan_measure(const GPtrArray *plan, guint cpu);

#endif /* PH_HARNESS_SESSION_THREAD_PLAN_H */
