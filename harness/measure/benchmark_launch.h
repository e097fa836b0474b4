/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Taking one launch of a benchmark: of all libraries in one process, or, where one of them does
 * something to the others, of each in a process of its own.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_BENCHMARK_LAUNCH_H
#define PH_HARNESS_MEASURE_BENCHMARK_LAUNCH_H

#include "measure/benchmark_run.h"

/*
 * Take the next launch, again without whoever ended it, for as long as there is one. Who that is
 * shows a launch without the others; where it does not show, all are taken apart from now on, from
 * the first launch: then fewer are taken than before. FALSE and error as ph_run().
 */
gboolean ph_benchmark_launch(ph_benchmark_run *run, GError **error);

#endif /* PH_HARNESS_MEASURE_BENCHMARK_LAUNCH_H */
