/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Contrasts with launches that nobody measured, to judge without luck. */
#ifndef PH_TESTS_VERDICT_PLANTED_CONTRAST_H
#define PH_TESTS_VERDICT_PLANTED_CONTRAST_H

#include "verdict/contrast.h"

/* The usual limits. */
extern const ph_slowdown_rule planted_rule;

/* Ten launches that lost so much of the throughput on average, each so far off it, either way. */
void planted_launches(ph_contrast_set *set, double lost, double spread);

/* Measured in both sets, and called by the first; the report's. */
ph_contrast *planted_contrast(ph_contrast_report *report, const char *name, double lost,
                              double spread);

#endif /* PH_TESTS_VERDICT_PLANTED_CONTRAST_H */
