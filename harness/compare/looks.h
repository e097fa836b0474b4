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
 * How many launches a set has at the next look: 10, 20, 40 and so on, as far as they can be
 * afforded; what can be is used up.
 *
 * @param taken       Launches at the last look; 0 before the first.
 * @param affordable  As many fit the budget, in each of the two sets.
 * @return 0 when there is no further look.
 */
guint ph_looks_next(guint taken, guint affordable);

/*
 * What a look spends: a quarter of the alpha that is left, the last look all of it.
 *
 * @param alpha_left  Becomes what is left for later ones.
 */
double ph_looks_spend(double *alpha_left, gboolean is_last);

#endif /* PH_HARNESS_COMPARE_LOOKS_H */
