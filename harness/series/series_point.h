/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one run says of one series, and what all runs of one commit say together.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_SERIES_POINT_H
#define PH_HARNESS_SERIES_SERIES_POINT_H

#include <glib.h>

typedef struct ph_series_point {
    gint64 position; /* Of the commit on the branch's first-parent line, from 1. */
    gint64 run_id;   /* Above 0; newer runs have higher ones. */
    double value;    /* As the metric has it (series/metric.h). */
    double error;    /* Its standard error over launches; NAN: not known. */
} ph_series_point;

/*
 * One point a commit, ordered by position: runs of the same commit are weighed by their precision,
 * of which none is taken for better than PH_SPREAD_LEAST. One whose error is not known counts as
 * the least precise of them. The point has the newest run's id.
 *
 * @param points  ph_trend_point (series/trend.h), in any order; borrowed.
 * @return ph_series_point. Free with g_array_unref().
 */
GArray *ph_series_pool(const GArray *points);

/* The first of pooled points that is at a position or behind it; points->len where none is. */
guint ph_series_find(const GArray *points, gint64 position);

#endif /* PH_HARNESS_SERIES_SERIES_POINT_H */
