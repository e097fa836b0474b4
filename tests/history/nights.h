/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Years of nightly runs of one series, drawn from a seed, before the detector and its rules as the
 * product has them. Only `compare` is drawn as well: what the code truly did, and an error of
 * 0.12 %, with which it convicts identical code more often than it ever was seen to.
 *
 * One thread at a time for each object; no global state.
 */
#ifndef PH_TESTS_HISTORY_NIGHTS_H
#define PH_TESTS_HISTORY_NIGHTS_H

#include <glib.h>

#include "series/level_detector.h"

/* What the code does in a year. */
typedef struct ph_code_year {
    double shift;          /* Logarithm, in one night of the year. */
    guint mended_in;       /* So many nights later it is back; 0: it stays. */
    double creep_per_week; /* From that night on. */
} ph_code_year;

/* What came of one year. */
typedef struct ph_year_seen {
    guint candidates, comparisons, refuted, host_levels, alerts;
    guint alerts_before;  /* Of what was not there yet. */
    gboolean is_learning; /* When the code changed, the level was not known. */
    guint runs_to_alert;  /* From the change on, that run included; 0: never alerted. */
    guint nights_to_alert;
} ph_year_seen;

ph_year_seen ph_year_simulate(guint64 seed, ph_series_kind kind, const ph_code_year *code);

/* What came of many; shares are of `asked`, the years in which the level was known at the change.
 */
typedef struct ph_years_seen {
    guint years, asked;
    guint candidates, comparisons, refuted, host_levels, alerts;
    guint alerts_before; /* False ones; where nothing changes, all are. */
    guint within_3_runs, within_7_runs, within_14_runs, within_8_weeks;
    guint alerted_never, alerted_once, alerted_twice, alerted_more;
} ph_years_seen;

ph_years_seen ph_years_simulate(guint64 seed, guint years, ph_series_kind kind,
                                const ph_code_year *code);

#endif /* PH_TESTS_HISTORY_NIGHTS_H */
