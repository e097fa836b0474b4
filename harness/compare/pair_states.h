/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which pairs of arms a measurement of both builds has figures of, and whose fault it is where not.
 */
#ifndef PH_HARNESS_COMPARE_PAIR_STATES_H
#define PH_HARNESS_COMPARE_PAIR_STATES_H

#include "verdict/contrast.h"

/*
 * Give every pair of arms its contrast, with its state and faults. What a fault is stays one, and a
 * pair that only head has is a note. Too busy a machine is no fault.
 */
void ph_pair_states_take(ph_contrast_report *report, const ph_measurement *measurement);

#endif /* PH_HARNESS_COMPARE_PAIR_STATES_H */
