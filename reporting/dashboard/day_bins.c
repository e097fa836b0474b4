/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dashboard/day_bins.h"

#include <math.h>

#include "model/statistics.h"
#include "perfharness/require.h"

static ph_day_bin bin_of(const double *values, guint first, guint end)
{
    g_autoptr(GArray) figures = g_array_sized_new(FALSE, FALSE, sizeof(double), end - first);
    ph_day_bin bin = { first, end - first, values[first], values[first], values[first] };

    g_array_append_vals(figures, values + first, end - first);
    for (guint i = first; i < end; i++) {
        bin.low = fmin(bin.low, values[i]);
        bin.high = fmax(bin.high, values[i]);
    }
    bin.median = ph_quantile(figures, 0.5);
    return bin;
}

GArray *ph_day_bins(const double *values, const gint64 *times_us, guint count, guint bins_max)
{
    PH_REQUIRE(count > 0 && bins_max > 0);

    const gint64 begin_day = times_us[0] / G_TIME_SPAN_DAY;
    const gint64 days = times_us[count - 1] / G_TIME_SPAN_DAY - begin_day + 1;
    const gint64 days_each = (days + bins_max - 1) / bins_max;
    GArray *bins = g_array_new(FALSE, FALSE, sizeof(ph_day_bin));

    for (guint first = 0, end; first < count; first = end) {
        const gint64 which = (times_us[first] / G_TIME_SPAN_DAY - begin_day) / days_each;
        ph_day_bin bin;

        for (end = first + 1; end < count; end++)
            if ((times_us[end] / G_TIME_SPAN_DAY - begin_day) / days_each != which)
                break;
        bin = bin_of(values, first, end);
        g_array_append_val(bins, bin);
    }
    return bins;
}
