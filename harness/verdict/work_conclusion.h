/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The verdict of a gate by work alone: does head take more instructions for an item than base, or
 * allocate more? That is not time, and no word here says that it is.
 *
 * Counts repeat to the instruction, but where chance has a part in the work (hash tables that are
 * seeded with random numbers, and what is allocated in their order): then several draws of chance
 * are counted, and the interval of their mean is judged, at what all benchmarks and looks leave of
 * the rule's chance of a false call.
 */
#ifndef PH_HARNESS_VERDICT_WORK_CONCLUSION_H
#define PH_HARNESS_VERDICT_WORK_CONCLUSION_H

#include "verdict/contrast.h"

/* A smaller share of more or less work is not worth a word. */
#define PH_WORK_SAME 0.001

/* What is drawn by one look after the other, as long as something is open: so many in all. */
enum { PH_WORK_LOOKS = 3 };
extern const guint ph_work_draws[PH_WORK_LOOKS];

/* Would further draws change nothing? Of a contrast that has none: TRUE where it gets none. */
gboolean ph_work_is_settled(const ph_contrast *contrast, const ph_contrast_report *report);

/*
 * Judge every contrast by its draws, at least two, and put it into words: FAIL and WARN where the
 * whole interval is more work than that; INCONCLUSIVE where it lies on both sides of WARN, or where
 * there is no count; IMPROVED: less work. WARN and FAIL also where what is allocated is that, by
 * the report's rule for it. The report's verdict is the worst.
 */
void ph_work_conclude(ph_contrast_report *report);

/*
 * The interval that a claim stands on, or falls with, that is held against alpha divided by that
 * share, and its confidence: over all draws, and what looks leave of it.
 */
void ph_work_decide_at(ph_contrast *contrast, const ph_contrast_report *report, guint share);

#endif /* PH_HARNESS_VERDICT_WORK_CONCLUSION_H */
