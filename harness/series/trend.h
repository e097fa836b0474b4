/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The values of one series in order: by position on the first-parent line of the main branch, and
 * for one position in the order in which they were added. No run of a pull request, and none
 * without a position, is among them.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_SERIES_TREND_H
#define PH_HARNESS_SERIES_TREND_H

#include <glib.h>

#include "series/series_key.h"

/* Times are Unix microseconds. */
typedef struct ph_trend_point {
    gint64 run_id;
    gint64 position;
    const char *sha;    /* Borrowed from the trend. */
    gint64 started_us;  /* PH_NO_TIME (history_run.h): not known. */
    gint64 received_us; /* What is asked for by days is asked for by this one. */
    double value;       /* As the metric has it (metric.h). */
    double error;       /* Its standard error over launches, on the same scale; NAN: not known. */
    guint launches;
    gboolean is_ahead; /* The runner's clock was ahead of the store's by more than 10 minutes. */
} ph_trend_point;

typedef struct ph_trend {
    ph_history_series *series;
    GArray *points;     /* ph_trend_point. */
    GStringChunk *shas; /* What the points' commits are borrowed from. */
} ph_trend;

/* Takes the series over. */
ph_trend *ph_trend_new(ph_history_series *series);
void ph_trend_free(ph_trend *trend);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_trend, ph_trend_free)

/* Append a point, whose sha is copied. */
void ph_trend_add(ph_trend *trend, const ph_trend_point *point);

/* Put the points into the order above. */
void ph_trend_sort(ph_trend *trend);

#endif /* PH_HARNESS_SERIES_TREND_H */
