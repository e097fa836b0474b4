/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/looks.h"

/* What a look that is not the last spends of the alpha that is left. */
#define EARLY_SHARE 0.25

enum { LAUNCHES_FIRST = 10 };

guint ph_looks_next(guint taken, guint affordable)
{
    const guint doubled = 2 * taken;

    if (taken == 0)
        return LAUNCHES_FIRST; /* What they cost is known only after them. */
    if (affordable <= taken)
        return 0;
    return affordable / 2 < doubled ? affordable : doubled;
}

double ph_looks_spend(double *alpha_left, gboolean is_last)
{
    const double spent = is_last ? *alpha_left : EARLY_SHARE * *alpha_left;

    *alpha_left -= spent;
    return spent;
}
