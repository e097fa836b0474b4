/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Comparing the builds of a case, and writing down what came of it: events, levels, and the cases
 * that are over by it. Who compares is a function of the caller's.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_HISTORY_CASE_CONFIRM_H
#define PH_HARNESS_HISTORY_CASE_CONFIRM_H

#include <glib.h>

#include "history/case_search.h"

/* What is to be compared. All borrowed. */
typedef struct ph_case_question {
    const char *base_sha;
    const char *head_sha;
    guint layouts;           /* Of their code, from 1: as built, and moved in other ways. */
    const GPtrArray *series; /* const ph_series_key *: of what. */
} ph_case_question;

/* What came of it for one series. */
typedef struct ph_case_answer {
    ph_compared_change change; /* change NAN: it could not be told. */
    char *reason;              /* Why not, printable; NULL: there is no more to say. */
} ph_case_answer;

/*
 * Compare.
 *
 * @param answers  One for each series of the question, zeroed; receives them. Their reasons are the
 *                 asker's to free.
 * @return FALSE and error: nothing could be compared, and why; PH_ERROR_INTERRUPTED ends all.
 */
typedef gboolean (*ph_case_compare)(const ph_case_question *question, ph_case_answer *answers,
                                    gpointer data, GError **error);

/* What came of a case. */
typedef enum ph_case_outcome {
    PH_CASE_OUTCOME_CONFIRMED,
    PH_CASE_OUTCOME_REFUTED,
    PH_CASE_OUTCOME_UNCONFIRMED, /* It could not be compared, for long enough to warn of it. */
    PH_CASE_OUTCOME_WAITING,     /* It could not be compared, yet. */
} ph_case_outcome;

/* Owns its text. */
typedef struct ph_case_confirmed {
    ph_case_outcome outcome;
    guint comparisons;
    gint64 resolved; /* A case that this one has ended; 0: none. */
    char *reason;    /* Why something could not be compared; NULL: all could. */
} ph_case_confirmed;

void ph_case_confirmed_clear(ph_case_confirmed *confirmed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_case_confirmed, ph_case_confirmed_clear)

/*
 * Confirm one case, with the candidates that the search found of it: one at least. Counts are as
 * exact in series as side by side, so nothing is compared for them.
 *
 * Events come before levels: whoever is killed between them compares again, and loses nothing.
 *
 * @param ret  To be cleared.
 * @return FALSE and error: the store's, and PH_ERROR_INTERRUPTED.
 */
gboolean ph_case_confirm(ph_run_store *store, const ph_case_search *search, gint64 case_id,
                         ph_case_compare compare, gpointer data, ph_case_confirmed *ret,
                         GError **error);

#endif /* PH_HARNESS_HISTORY_CASE_CONFIRM_H */
