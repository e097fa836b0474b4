/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A series by hand: one run a night, one commit a night, around levels that a test sets.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_TESTS_HISTORY_MADE_UP_SERIES_H
#define PH_TESTS_HISTORY_MADE_UP_SERIES_H

#include <glib.h>

#include "series/confirmation.h"

typedef struct ph_made_up_series {
    GArray *runs;      /* ph_trend_point. */
    GArray *decisions; /* ph_level_decision. */
    gint64 run_id;     /* The last. */
} ph_made_up_series;

ph_made_up_series *ph_made_up_series_new(void);
void ph_made_up_series_free(ph_made_up_series *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_made_up_series, ph_made_up_series_free)

/* One run, of exactly that value. */
void ph_made_up_run(ph_made_up_series *series, gint64 position, double value);

/* A night of each position of [first, last], within 0.2 % around the level. */
void ph_made_up_nights(ph_made_up_series *series, gint64 first, gint64 last, double level);

/* Where its newest run stands. */
ph_detection ph_made_up_detect(const ph_made_up_series *series, ph_series_kind kind);

/*
 * Confirm a candidate of an anchored series with comparisons that all say the same of the two
 * builds; what is decided is appended. Returns what the confirmation came to.
 */
ph_confirmation ph_made_up_confirm(ph_made_up_series *series, const ph_candidate *candidate,
                                   double change);

#endif /* PH_TESTS_HISTORY_MADE_UP_SERIES_H */
