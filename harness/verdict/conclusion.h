/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the calls of single benchmarks to the verdict of a gate. */
#ifndef PH_HARNESS_VERDICT_CONCLUSION_H
#define PH_HARNESS_VERDICT_CONCLUSION_H

#include "verdict/contrast.h"

/*
 * Estimate, confirm with the second sets, correct for the number of benchmarks (Holm), weigh the
 * work and the allocations that were counted, and put all of it into words. The report's verdict is
 * the worst.
 */
void ph_conclude(ph_contrast_report *report);

/*
 * Reports that were concluded, of which all claims are made at once: what their number alone
 * explains is dropped as well (Holm over all of their benchmarks). Of counts that repeat, as most
 * do by work, nothing is.
 *
 * @param reports  ph_contrast_report, of one mode and with one rule.
 */
void ph_conclude_together(const GPtrArray *reports);

#endif /* PH_HARNESS_VERDICT_CONCLUSION_H */
