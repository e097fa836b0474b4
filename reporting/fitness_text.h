/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was found of the host before a run: the checks' names, the heaviest first. */
#ifndef PH_REPORTING_FITNESS_TEXT_H
#define PH_REPORTING_FITNESS_TEXT_H

#include "model/fitness_finding.h"

/*
 * "2 findings: load, interrupts; 3 of 20 checks unknown".
 *
 * @param findings  NULL: the host was not examined.
 * @return The caller frees it; NULL when there is nothing to say.
 */
char *ph_fitness_text(const GPtrArray *findings);

/* For a line of a terminal: "9 findings: load, steal, hypervisor and 6 more". As above. */
char *ph_fitness_line(const GPtrArray *findings);

#endif /* PH_REPORTING_FITNESS_TEXT_H */
