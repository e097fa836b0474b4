/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/visible_shift.h"

#include <math.h>

#include "perfharness/require.h"
#include "series/detection_rules.h"

/* Of a normal distribution, 5 % lie below as many standard deviations under its mean. */
static const double SURE_DEVIATIONS = 1.645;

double ph_series_visible_shift(double spread, unsigned runs)
{
    PH_REQUIRE(runs > 0);

    /* The sum of so many runs, less the slack of each, is beyond its limit even on a bad week. */
    const double spreads =
        PH_SUM_SLACK + (PH_SUM_LIMIT + SURE_DEVIATIONS * sqrt((double)runs)) / (double)runs;

    return fmax(spreads * spread, PH_CONFIRM_SURE);
}
