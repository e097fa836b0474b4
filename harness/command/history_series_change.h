/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How much a series of the history changed last, and from what to what. */
#ifndef PH_HARNESS_COMMAND_HISTORY_SERIES_CHANGE_H
#define PH_HARNESS_COMMAND_HISTORY_SERIES_CHANGE_H

#include "change_bar.h"
#include "command/history_view.h"

typedef struct ph_series_change {
    double change; /* A share: as a comparison has it, else as the series shows it. Of counts it may
                      be infinite. */
    double before; /* Medians of the series before and since, as its metric has them. */
    double after;
} ph_series_change;

/* Of what is open or suspected of it; where nothing is, of its newest commit beside its level. */
ph_series_change ph_history_series_change(const ph_history_view *view,
                                          const ph_surveyed_series *series);

/* The largest of all series that are watched, and not over; at least 0.01. */
double ph_history_longest_change(const ph_history_view *view);

/* "+2.31 %". The caller frees it, as the next one. */
char *ph_history_series_change_text(const ph_series_change *change);

/* "(142 µs → 145 µs)"; of a ratio "(0.998 → 1.021)". */
char *ph_history_series_change_values(const ph_series_change *change,
                                      const ph_surveyed_series *series);

/* What the scale of a chart of it spans at least: ±0.5 %, in units of its values. */
double ph_history_series_range(const ph_surveyed_series *series);

#endif /* PH_HARNESS_COMMAND_HISTORY_SERIES_CHANGE_H */
