/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a launch that had both builds in it to the pairs of a comparison: the same arm of base and
 * of head.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_COMPARE_PAIRS_H
#define PH_HARNESS_COMPARE_PAIRS_H

#include "measure/launch.h"
#include "verdict/contrast.h"

/* The variant's name behind "base", borrowed from the subject's; NULL for an arm of head. */
const char *ph_pair_base_variant(const char *subject);

/*
 * Add a launch of a benchmark to all of its pairs in the report, but to those of which the call is
 * made and not to be confirmed: other pairs of the benchmark want more launches.
 *
 * @param is_second  To their second sets.
 */
void ph_pairs_take(ph_contrast_report *report, const char *benchmark, const ph_launch *launch,
                   gboolean is_second);

#endif /* PH_HARNESS_COMPARE_PAIRS_H */
