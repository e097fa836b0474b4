/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What `perfharness history show` shows: all that stands in a history, gathered. */
#ifndef PH_HARNESS_COMMAND_HISTORY_VIEW_H
#define PH_HARNESS_COMMAND_HISTORY_VIEW_H

#include "command/history_action.h"
#include "history/case_book.h"
#include "history/series_survey.h"
#include "model/measurement.h"
#include "series/head_room.h"

/* How far a figure is above its floor, and when it will not be. */
typedef struct ph_history_floor {
    const char *name;      /* "COMP-3". Static, as the next ones. */
    const char *benchmark; /* "comp3/stream". */
    const char *level;
    double floor_mb_s;
    double value_mb_s; /* Of the newest run that still has its document. */
    ph_head_room room;
} ph_history_floor;

/* One suite on one host. Owns what it points to but for the key. */
typedef struct ph_history_suite {
    const ph_series_key *key;    /* Of any of its series, for host and suite. */
    ph_history_run *newest;      /* In a trend; one that was timed, if there is such a one. */
    ph_measurement *measurement; /* Of it; NULL: its document's time is over. */
    guint runs;                  /* Of the series that has most. */
    gboolean is_anchored;        /* Some of its series are. */
    GArray *floors;              /* ph_history_floor. */
} ph_history_suite;

typedef struct ph_history_view {
    ph_series_survey *survey;
    ph_case_book *book;
    GPtrArray *suites;     /* ph_history_suite, by host and suite. */
    GPtrArray *alerts;     /* ph_history_alert, and of these what became of them on each channel: */
    GPtrArray *deliveries; /* ph_delivery; both oldest first. */
    GPtrArray *unread;     /* char *: of each run whose document is damaged, a sentence. */
} ph_history_view;

/* NULL and error. Nothing is written. */
ph_history_view *ph_history_view_new(ph_run_store *store, const ph_history_request *request,
                                     GError **error);
void ph_history_view_free(ph_history_view *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_view, ph_history_view_free)

/* Say on standard error which documents are damaged: whoever makes a view does it once. */
void ph_history_view_tell_unread(const ph_history_view *view);

/* MiB/s of a series' benchmark in the newest run; NAN: not known. */
double ph_history_suite_speed(const ph_history_suite *suite, const ph_series_key *key);

/* Whether a series is steady: nothing of it is in a case that somebody is to look at. */
gboolean ph_history_view_is_steady(const ph_history_view *view, const ph_surveyed_series *series);

/* The worst case that is open or suspected of a series now; NULL: there is none. */
const ph_case_entry *ph_history_view_case(const ph_history_view *view,
                                          const ph_surveyed_series *series);

/* What is shown of a suite, ph_surveyed_series: those with the worst cases first, then what is
 * suspected, of these what changed most, else as the survey has them. Free with
 * g_ptr_array_unref(). */
GPtrArray *ph_history_view_ordered(const ph_history_view *view, const ph_history_suite *suite);

/*
 * The living case that a series is news for: its newest level in that one is of the code, or could
 * not be compared.
 *
 * @param ret_level  Receives that level, borrowed; untouched where there is none.
 * @return NULL: there is none. Borrowed.
 */
const ph_case_entry *ph_history_view_news(const ph_history_view *view, gint64 series_id,
                                          const ph_history_level **ret_level);

/* The positions, in points of the series, where a level of the code begins: guint, in order. Free
 * with g_array_unref(). */
GArray *ph_history_level_marks(const ph_surveyed_series *series, guint first);

/* Print the view's JSON. */
void ph_history_view_print_json(const ph_history_request *request, const ph_history_view *view);

/* A series by what a user calls it: its name as it is shown, or its benchmark. Those that match,
 * ph_surveyed_series; NULL and error (PH_ERROR_USAGE): none does. g_ptr_array_unref(). */
GPtrArray *ph_history_series_named(const ph_series_survey *survey, const char *name,
                                   GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_VIEW_H */
