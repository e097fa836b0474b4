/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a measurement that lacks a number it was asked for comes to, as an exit status. No state. */
#ifndef PH_HARNESS_VERDICT_SHORTFALL_H
#define PH_HARNESS_VERDICT_SHORTFALL_H

#include "model/measurement.h"
#include "verdict/verdict.h"

/*
 * The gravest of all that is missing: PH_EXIT_REGRESSION where a subject crashed, hung or answered
 * wrongly; else PH_EXIT_FAILED where a number could not be taken, or anything else went wrong; else
 * PH_EXIT_INCONCLUSIVE where the machine was too busy for one; else PH_EXIT_PASS. What is void as
 * it should be lacks nothing.
 *
 * @param measurement  As it was measured just now: what a stored one failed for, is not known.
 */
ph_exit ph_shortfall_exit(const ph_measurement *measurement);

#endif /* PH_HARNESS_VERDICT_SHORTFALL_H */
