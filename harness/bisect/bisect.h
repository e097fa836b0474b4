/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which commit made the difference between two? Its ends are compared, then as few commits between
 * them as it takes, and at last what was found, again.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_BISECT_BISECT_H
#define PH_HARNESS_BISECT_BISECT_H

#include "bisect/build_pair.h"

/* All borrowed. */
typedef struct ph_bisect_plan {
    ph_bisect_means means;
    const char *state_path; /* Written after each comparison (state.h). */
    /* Told of each comparison that is made. May be NULL. */
    void (*ends)(const ph_bisection *bisection, const ph_bisection_comparison *comparison);
} ph_bisect_plan;

/* At most so many comparisons are made of so many commits behind base, beside those that tell
 * nothing. */
guint ph_bisect_comparisons_max(guint commits);

/*
 * Search. What the bisection has of comparisons is not made again.
 *
 * @param bisection  With its question and its commits; receives the rest.
 * @return FALSE and error: as ph_build_pair_ends(), and PH_ERROR_STORAGE where the state cannot be
 *         written. What was compared until then is in it.
 */
gboolean ph_bisect(const ph_bisect_plan *plan, ph_bisection *bisection, GError **error);

#endif /* PH_HARNESS_BISECT_BISECT_H */
