/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking for what has moved, and writing it down: a candidate opens a case, or joins the one that
 * it is of. The same search again adds nothing.
 *
 * One thread at a time for each object; several programs may search one store at once.
 */
#ifndef PH_HARNESS_HISTORY_CASE_SEARCH_H
#define PH_HARNESS_HISTORY_CASE_SEARCH_H

#include <glib.h>

#include "history/run_store.h"
#include "history/series_survey.h"
#include "series/case_group.h"

/* A candidate as it is now, and the case that it is of. */
typedef struct ph_case_member {
    gint64 case_id;
    ph_nomination nomination;
    ph_surveyed_series *series; /* Borrowed from the survey. */
} ph_case_member;

typedef struct ph_case_search {
    ph_series_survey *survey; /* Of all series that were searched. */
    GArray *members;          /* ph_case_member: by case, the largest first. */
    guint opened;             /* So many cases are new. */
} ph_case_search;

/*
 * Search the series that a query names. A case of theirs that is a candidate, and of which no
 * series is off its level any more, is refuted.
 */
ph_case_search *ph_case_search_run(ph_run_store *store, const ph_series_query *query,
                                   GError **error);
void ph_case_search_free(ph_case_search *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_case_search, ph_case_search_free)

/* The level of a candidate's first suspect, with that cause, and the change as the series shows
 * it. */
ph_history_level *ph_case_member_level(const ph_case_member *member, ph_level_cause cause);

#endif /* PH_HARNESS_HISTORY_CASE_SEARCH_H */
