/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When a comparison looks at what it has. How many launches each look has follows from what they
 * cost, never from what they say; and every look spends a part of alpha, so that all of them
 * together give no more false calls than one would.
 */
#ifndef PH_LOOKS_H
#define PH_LOOKS_H

#include <glib.h>

/* What a look that is not the last spends of alpha; the last has what is left. */
#define PH_LOOKS_EARLY_SHARE 0.25

/*
 * How many launches a set has at the next look: 10, 20 and 40, as far as they can be afforded; what
 * can be is used up.
 *
 * @param taken       Launches at the last look; 0 before the first.
 * @param affordable  As many fit the budget, in each of the two sets.
 * @return 0 when there is no further look.
 */
guint ph_looks_next(guint taken, guint affordable);

#endif /* PH_LOOKS_H */
