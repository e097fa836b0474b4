/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Many figures over time as fewer: of so many days each, the median and what it lies between.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_DASHBOARD_DAY_BINS_H
#define PH_REPORTING_DASHBOARD_DAY_BINS_H

#include <glib.h>

typedef struct ph_day_bin {
    guint first; /* Of the figures, the first in it. */
    guint count; /* At least 1: days without a figure have no bin. */
    double low, median, high;
} ph_day_bin;

/*
 * Bins of whole days, of as few days as make at most so many bins.
 *
 * @param times_us  Of the figures, in order, none before the one before.
 * @return ph_day_bin. Free with g_array_unref().
 */
GArray *ph_day_bins(const double *values, const gint64 *times_us, guint count, guint bins_max);

#endif /* PH_REPORTING_DASHBOARD_DAY_BINS_H */
