/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When a comparison looks at what it has. How many launches each look has follows from what they
 * cost, never from what they say; and every look spends a part of alpha, so that all of them
 * together give no more false calls than one would.
 */
#ifndef PH_HARNESS_COMPARE_LOOKS_H
#define PH_HARNESS_COMPARE_LOOKS_H

#include <glib.h>

/*
 * How many launches the first set has at the next look: 10, 20, 40 and so on up to half of what can
 * be afforded, as what is found is to be confirmed by as many; where that is not needed, three
 * quarters, and then all.
 *
 * @param taken       Launches at the last look; 0 before the first.
 * @param affordable  As many fit the budget, of both sets together.
 * @return 0 when there is no further look.
 */
guint ph_looks_next(guint taken, guint affordable);

/*
 * How many launches the second set has that confirms what a look found: as many as the first, or
 * else what is left of the budget; 0 where that is too little to confirm anything.
 */
guint ph_looks_confirming(guint taken, guint affordable);

/*
 * What a look spends of alpha. After a share t of what can be afforded, all looks so far are to
 * have spent alpha times the square root of t (an alpha-spending function of Kim and DeMets'
 * family; each look is held against what it spends alone, so that their sum bounds the chance of a
 * false call); the last look spends what is left. Any other look spends at most half of what is
 * left, as what launches cost, and so t, is known only after the first ones and those to come need
 * a part; and a hundredth of it at least, should launches have become dearer meanwhile.
 *
 * @param spent    By earlier looks; this one's is added.
 * @param is_last  There is no further look.
 */
double ph_looks_spend(double alpha, double *spent, guint taken, guint affordable, gboolean is_last);

/*
 * What a look has of alpha that comes with twice as many launches as the one before it, in a budget
 * in which a second set of as many may still confirm it: where a budget that was used up settled
 * nothing, a larger one has such a look.
 */
double ph_looks_further(double alpha);

#endif /* PH_HARNESS_COMPARE_LOOKS_H */
