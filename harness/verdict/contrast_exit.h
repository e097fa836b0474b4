/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The exit status that a comparison ends in, whoever says it. No state. */
#ifndef PH_HARNESS_VERDICT_CONTRAST_EXIT_H
#define PH_HARNESS_VERDICT_CONTRAST_EXIT_H

#include "settings/thresholds.h"
#include "verdict/contrast.h"

/*
 * PH_EXIT_REGRESSION where head crashes, answers wrongly or claims what the referee did not see and
 * base does not, for which no setting makes good; else PH_EXIT_FAILED of what could not be done;
 * else what the gate makes of the verdict.
 */
ph_exit ph_contrast_exit(const ph_contrast_report *report, ph_gate gate);

#endif /* PH_HARNESS_VERDICT_CONTRAST_EXIT_H */
