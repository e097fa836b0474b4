/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the libraries of a benchmark allocate, counted when all of it is timed. */
#ifndef PH_HARNESS_MEASURE_RUN_ALLOCATIONS_H
#define PH_HARNESS_MEASURE_RUN_ALLOCATIONS_H

#include "measure/benchmark_run.h"

/*
 * Count it for all of its results that are measured, each library in a launch of its own. That
 * nobody can count is a warning, said once.
 *
 * @return FALSE and error when the time is over, or the user gave up.
 */
gboolean ph_run_allocations_take(ph_benchmark_run *run, GError **error);

#endif /* PH_HARNESS_MEASURE_RUN_ALLOCATIONS_H */
