/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/looks.h"

#include <math.h>

#include "perfharness/require.h"

enum { LAUNCHES_FIRST = 10, CONFIRMING_MIN = 5 };

/* Of the alpha that is left, any look but the last spends from so much to so much. */
#define SPENT_MIN 0.01
#define SPENT_MAX 0.5

guint ph_looks_next(guint taken, guint affordable)
{
    const guint half = affordable / 2, most = affordable - affordable / 4;
    const guint doubled = 2 * taken;

    if (taken == 0)
        return LAUNCHES_FIRST; /* What they cost is known only after them. */
    if (affordable <= taken)
        return 0;
    if (taken < half) /* No part of it is left for a look that cannot come. */
        return half / 2 < doubled ? half : doubled;
    return taken < most ? most : affordable;
}

guint ph_looks_confirming(guint taken, guint affordable)
{
    const guint left = affordable > taken ? affordable - taken : 0;

    if (taken <= LAUNCHES_FIRST)
        return taken;
    return left < CONFIRMING_MIN ? 0 : MIN(left, taken);
}

double ph_looks_spend(double alpha, double *spent, guint taken, guint affordable, gboolean is_last)
{
    PH_REQUIRE(alpha > *spent && taken > 0);

    const double left = alpha - *spent;
    const double share = affordable > taken ? sqrt((double)taken / affordable) : 1.0;
    const double now =
        is_last ? left : CLAMP(alpha * share - *spent, SPENT_MIN * left, SPENT_MAX * left);

    *spent += now;
    return now;
}

double ph_looks_further(double alpha)
{
    double spent = 0.0;

    (void)ph_looks_spend(alpha, &spent, LAUNCHES_FIRST, 4 * LAUNCHES_FIRST, FALSE);
    return ph_looks_spend(alpha, &spent, 2 * LAUNCHES_FIRST, 4 * LAUNCHES_FIRST, FALSE);
}
