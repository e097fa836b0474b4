/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A series of figures on a terminal: in one line of blocks, or as a chart of dots in a few. Higher
 * is higher. The scale is the figures' own, but never less than a least range: noise is not to look
 * like news.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_SPARKLINE_H
#define PH_REPORTING_SPARKLINE_H

#include <glib.h>

/* All borrowed. */
typedef struct ph_sparkline {
    const double *values;
    guint count;        /* At least one. */
    const guint *marks; /* Indices, in order, before which something changed for good. */
    guint mark_count;
    double range_least;   /* Between the bottom and the top. */
    const double *levels; /* Beside each value, what it lies around: a line in a chart. NULL: none
                             is drawn. */
} ph_sparkline;

/*
 * At most so many columns, at least 8. A column is the median of its figures; a mark is a column of
 * its own. The caller frees it.
 *
 * @param mark_columns  Receives the column of each mark, as many as there are; G_MAXUINT for the
 *                      older ones, where they are too many to be drawn. May be NULL.
 */
char *ph_sparkline_text(const ph_sparkline *line, guint columns, guint *mark_columns);

/* A chart in so many lines, each of which is ended: every figure is a dot, two by four a character,
 * in braille, and a mark a column from the top to the bottom. The rest is as above. */
char *ph_sparkline_chart(const ph_sparkline *line, guint columns, guint rows, guint *mark_columns);

/* What a chart has at its bottom and at its top. */
void ph_sparkline_chart_range(const ph_sparkline *line, double *ret_low, double *ret_high);

#endif /* PH_REPORTING_SPARKLINE_H */
