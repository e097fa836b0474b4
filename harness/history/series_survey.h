/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where every series of a history stands: its points, its levels, and what the detector says of its
 * newest end.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_HISTORY_SERIES_SURVEY_H
#define PH_HARNESS_HISTORY_SERIES_SURVEY_H

#include <glib.h>

#include "history/run_store.h"
#include "series/level_detector.h"
#include "series/trend_line.h"

/* A series that was last measured so long before its host's newest run of the suite is over. */
#define PH_SERIES_OVER_DAYS 30

/* Owns what it points to. */
typedef struct ph_surveyed_series {
    gint64 id;
    ph_series_key key;
    ph_series_kind kind;
    /*
     * It is looked at: not what is the host's own record (the limits, the reference, the anchor),
     * what was imported, nor the times of what has an anchor, as their ratios to it are looked at
     * in their place.
     */
    gboolean is_watched;
    gboolean is_imported; /* Of others: shown where all are, or where it is asked for. */
    gboolean is_over;     /* By PH_SERIES_OVER_DAYS. */
    guint runs;           /* More than points where commits were measured again. */
    GArray *points;       /* ph_series_point: pooled, at least one. */
    GArray *decisions;    /* ph_level_decision. */
    GPtrArray *levels;    /* ph_history_level; borrowed from the survey. */
    ph_detection found;
    ph_trend_line week;    /* Of the 7 days before the newest run. */
    ph_trend_line quarter; /* Of the 90 days before. */
    ph_trend_line slope;   /* Of those of them that are on the level of now. */
    double newest;         /* The value of the newest commit's point. */
    gint64 newest_us;      /* When its newest run was received. */
} ph_surveyed_series;

typedef struct ph_series_survey {
    GPtrArray *series; /* ph_surveyed_series, in the order of ph_run_store_series(). */
    GPtrArray *levels; /* ph_history_level, of all series. */
    GHashTable *shas;  /* gint64 * run id: const char * commit, of runs that stand in a trend. */
} ph_series_survey;

/* Survey what a query names. */
ph_series_survey *ph_series_survey_new(ph_run_store *store, const ph_series_query *query,
                                       GError **error);
void ph_series_survey_free(ph_series_survey *survey);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_series_survey, ph_series_survey_free)

/* The series of an id; NULL: it has no point, or was not asked for. */
ph_surveyed_series *ph_series_survey_find(const ph_series_survey *survey, gint64 series_id);

/* The commit of a run; NULL: not known. */
const char *ph_series_survey_sha(const ph_series_survey *survey, gint64 run_id);

/* What two series need to have the same of to be of one suite on one host. */
gboolean ph_series_key_is_beside(const ph_series_key *a, const ph_series_key *b);

#endif /* PH_HARNESS_HISTORY_SERIES_SURVEY_H */
