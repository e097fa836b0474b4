/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/looks.h"

enum { LAUNCHES_FIRST = 10, LAUNCHES_MAX = 40 };

guint ph_looks_next(guint taken, guint affordable)
{
    const guint most = MIN(affordable, LAUNCHES_MAX);
    const guint doubled = 2 * taken;

    if (taken == 0)
        return LAUNCHES_FIRST; /* What they cost is known only after them. */
    if (most <= taken)
        return 0;
    return 2 * doubled > most ? most : doubled;
}
