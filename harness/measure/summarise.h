/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From launches to numbers: estimates, intervals, shares and comparisons. */
#ifndef PH_SUMMARISE_H
#define PH_SUMMARISE_H

#include "measure/measurement.h"

/*
 * Fill in a result's estimates from input_bytes and launch_ns, the shares of the limits apart,
 * which become NAN, and call it measured. FALSE, and it is what it was, when no launch gave a
 * sample.
 */
gboolean ph_summarise_launches(ph_result *result);

/* Fill in the estimates of all results and limits of this benchmark, and compare its subjects. */
void ph_summarise_benchmark(ph_measurement *measurement, const char *benchmark);

/* Once all benchmarks are summarised: collect errors and warnings from the results. */
void ph_summarise_run(ph_measurement *measurement);

#endif /* PH_SUMMARISE_H */
