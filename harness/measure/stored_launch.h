/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A launch of a benchmark of files: each library in a process of its own, which is timed as a
 * referee is, by the kernel's clock and by ours, on files that were made a moment before; and what
 * it wrote is compared by us. What is claimed there is nothing.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_STORED_LAUNCH_H
#define PH_HARNESS_MEASURE_STORED_LAUNCH_H

#include "measure/benchmark_run.h"

/*
 * Take it, and what the device gives and takes beside it. What dies, or is wrong, is void or failed
 * in the run.
 *
 * @return FALSE and error: PH_ERROR_STORAGE when the files cannot be made, or as
 *         ph_worker_is_stopped().
 */
gboolean ph_stored_launch(ph_benchmark_run *run, GError **error);

#endif /* PH_HARNESS_MEASURE_STORED_LAUNCH_H */
