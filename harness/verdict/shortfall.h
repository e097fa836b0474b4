/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a measurement that lacks a number it was asked for comes to: as an exit status, and as a
 * word. A command that measures and one that judges what is stored say the same. No state.
 */
#ifndef PH_HARNESS_VERDICT_SHORTFALL_H
#define PH_HARNESS_VERDICT_SHORTFALL_H

#include "model/measurement.h"
#include "verdict/verdict.h"

/*
 * What one result, or one of the errors, is: PH_EXIT_REGRESSION where a subject crashed, hung or
 * answered wrongly, and where nothing says why there is no number; PH_EXIT_INCONCLUSIVE where the
 * machine was too busy for one; PH_EXIT_FAILED where it could not be taken for another cause, such
 * as the time, the data or a file. PH_EXIT_PASS: a result that lacks nothing, or is void as it
 * should be.
 */
ph_exit ph_shortfall_of_result(const ph_result *result);
ph_exit ph_shortfall_of_error(const char *error);

/* 3 goes before 1, and 1 before 4. */
ph_exit ph_shortfall_graver(ph_exit a, ph_exit b);

/* The gravest of all results and errors. */
ph_exit ph_shortfall_exit(const ph_measurement *measurement);

/* What a gate makes of it: FAIL of what was found, INCONCLUSIVE of what could not be done or told.
 */
ph_verdict ph_shortfall_verdict(ph_exit shortfall);

#endif /* PH_HARNESS_VERDICT_SHORTFALL_H */
