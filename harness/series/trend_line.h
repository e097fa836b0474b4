/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The straight line through the newest days of a series: shown, never a reason to tell anybody, as
 * noise alone has a slope of its own (29 times a year, at 5 %, in series of times).
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_TREND_LINE_H
#define PH_HARNESS_SERIES_TREND_LINE_H

#include <glib.h>

#include "model/statistics.h"

/* The days that trends are shown of: days, and their word. */
#define PH_TREND_DAYS_LIST(X)                                                                      \
    X(7, "week")                                                                                   \
    X(90, "quarter")                                                                               \
    X(365, "year")

typedef struct ph_trend_line {
    guint runs;           /* So many points. */
    double per_week;      /* The slope: of values that are logarithms, ln a week. NAN: too few. */
    ph_interval ci95;     /* Student's, of it; NAN likewise. */
    double at_end;        /* The line's value at the end of its days; NAN likewise. */
    gboolean is_distinct; /* The interval does not hold 0. */
} ph_trend_line;

/*
 * Least squares through the points that are at most so many days older than an end, and not newer.
 * Three points at two times at least, else there is no line.
 *
 * @param points  ph_trend_point (series/trend.h), in any order, of values that are logarithms or
 *                counts; by the store's clock.
 */
ph_trend_line ph_trend_line_through(const GArray *points, gint64 end_us, guint days);

/*
 * "+0.12 % a week (0.05 … 0.19)", "+0.1 % a week (−0.4 … 0.6): not distinguishable from none", or
 * "too few runs", of a line through logarithms. The caller frees it.
 */
char *ph_trend_line_text(const ph_trend_line *line);

#endif /* PH_HARNESS_SERIES_TREND_LINE_H */
