/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Comparing what two earlier runs wrote down: weaker than measuring side by side, and said to be.
 */
#ifndef PH_HARNESS_VERDICT_STORED_RUNS_H
#define PH_HARNESS_VERDICT_STORED_RUNS_H

#include "verdict/contrast.h"

/*
 * Judge head's launches against base's, and what it allocates, where both have counted. Runs of two
 * hosts, two suites or two releases of copybook-rs are not compared: the report's verdict is
 * NEUTRAL then, and a note says why. What base has a number for and head has not is FAIL, and so is
 * the report of runs with errors, which it holds with their side before them. The report has both
 * sides as subjects where it is known what copybook-rs was built from. Both measurements stay the
 * caller's.
 */
ph_contrast_report *ph_stored_compare(const ph_measurement *base, const ph_measurement *head,
                                      const ph_slowdown_rule *rule,
                                      const ph_allocation_rule *allocation_rule);

#endif /* PH_HARNESS_VERDICT_STORED_RUNS_H */
