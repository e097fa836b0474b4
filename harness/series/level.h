/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The levels of a series: what was decided of its shifts, and where it stands since the last.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_LEVEL_H
#define PH_HARNESS_SERIES_LEVEL_H

#include <glib.h>

#include "series/history_level.h"
#include "series/series_point.h"

/* Whether a level begins where a shift of that cause does: not with one that only is suspected. */
gboolean ph_level_begins(ph_level_cause cause);

/* What was decided of a shift, at some time. */
typedef struct ph_level_decision {
    ph_level_cause cause;
    gint64 first_position; /* Of the first suspect: here the level begins, if one does. */
    gint64 head_position;  /* Of the newest commit of the series at that time. */
} ph_level_decision;

/* Where a series stands. */
typedef struct ph_series_level {
    guint first;   /* Of the pooled points, the one that it begins with. */
    guint settled; /* The first that is newer than what the decision knew: shifts begin here. */
    guint runs;    /* So many points. */
    double value;  /* NAN: it is still being learnt. */
    double spread; /* Of points around it, as a standard deviation; NAN with value. */
} ph_series_level;

/*
 * The level that the newest points are on. The first one of a series is known after
 * PH_LEVEL_RUNS_LEAST points, a later one at once: it inherits the spread.
 *
 * @param points     Pooled.
 * @param decisions  ph_level_decision, in the order they were made.
 */
ph_series_level ph_level_now(const GArray *points, const GArray *decisions);

/* The middle one of points [first, end), not empty. */
double ph_level_median(const GArray *points, guint first, guint end);

#endif /* PH_HARNESS_SERIES_LEVEL_H */
