/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From launches to numbers: estimates, intervals, shares and comparisons.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_SUMMARISE_H
#define PH_HARNESS_MODEL_SUMMARISE_H

#include "model/measurement.h"

/* Fill in the estimates of all results and limits of this benchmark, and compare its subjects. */
void ph_summarise_benchmark(ph_measurement *measurement, const char *benchmark);

/* Once all benchmarks are summarised: collect errors and warnings from the results. */
void ph_summarise_run(ph_measurement *measurement);

#endif /* PH_HARNESS_MODEL_SUMMARISE_H */
