/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of a benchmark that has no figure, whichever that would be: of time or of work. */
#ifndef PH_HARNESS_VERDICT_UNMEASURED_H
#define PH_HARNESS_VERDICT_UNMEASURED_H

#include "verdict/contrast.h"

/*
 * One whose head alone fails is a failure; where base fails, there is nothing to compare with; what
 * is to give no number is neutral.
 *
 * @param otherwise  Why there is no figure, where it is nobody's fault: it cannot be told.
 */
void ph_conclude_unmeasured(ph_contrast *contrast, const char *otherwise);

#endif /* PH_HARNESS_VERDICT_UNMEASURED_H */
