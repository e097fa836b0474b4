/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the calls of single benchmarks to the verdict of a gate. */
#ifndef PH_HARNESS_VERDICT_CONCLUSION_H
#define PH_HARNESS_VERDICT_CONCLUSION_H

#include "verdict/contrast.h"

/*
 * Estimate, confirm with the second sets, correct for the number of benchmarks (Holm), weigh the
 * work that was counted, and put all of it into words. The report's verdict is the worst.
 */
void ph_conclude(ph_contrast_report *report);

#endif /* PH_HARNESS_VERDICT_CONCLUSION_H */
