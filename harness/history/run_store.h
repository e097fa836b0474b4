/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The history of all runs: who adds, asks and prunes does it here, and knows no database.
 *
 * What is added is in one transaction with its receipt, and on disk when the function returns TRUE;
 * FALSE and error, and nothing of it is there. Errors:
 *
 *   PH_ERROR_NETWORK      the server is away, or went away, or its disk is full, or its history is
 *                         of another version, or not made yet: try again later (run_spool.h)
 *   PH_ERROR_TIMEOUT      others held the store for longer than 60 s: likewise
 *   PH_ERROR_ENVIRONMENT  it cannot be kept there, or not by this user; another version of
 *                         perfharness made the file
 *   PH_ERROR_CHANGED      the file was cut or written over: it is no database any more, or never
 *                         was one
 *   PH_ERROR_STORAGE      all else, as a disk of one's own that is full
 *   PH_ERROR_DATA         what is asked to be added contradicts what is there
 *
 * The store may be used by many processes at once; an object by one thread at a time.
 */
#ifndef PH_HARNESS_HISTORY_RUN_STORE_H
#define PH_HARNESS_HISTORY_RUN_STORE_H

#include <glib.h>

#include "history/delivery.h"
#include "history/history_alert.h"
#include "history/history_fact.h"
#include "history/receipt.h"
#include "history/retention.h"
#include "history/run_entry.h"
#include "history/store_place.h"
#include "series/history_case.h"
#include "series/history_event.h"
#include "series/history_level.h"
#include "series/history_run.h"
#include "series/trend.h"

typedef struct ph_run_store ph_run_store;

typedef enum ph_store_access {
    PH_STORE_READ,  /* One that is not there is an error. */
    PH_STORE_WRITE, /* It is made if need be, and brought to this version's schema. */
} ph_store_access;

/*
 * @param ret_note  Receives one sentence where something is to be said, as of a migration; else
 *                  NULL. The caller frees it.
 */
ph_run_store *ph_run_store_open(const ph_store_place *place, ph_store_access access,
                                char **ret_note, GError **error);
void ph_run_store_close(ph_run_store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_run_store, ph_run_store_close)

/* Of one that was opened to be read: what of its schema is not as it was made, a sentence, as of a
 * trigger that is missing. Borrowed; NULL: nothing. */
const char *ph_run_store_doubt(const ph_run_store *store);

/* Is there a history at that place? Of a server, always. */
gboolean ph_run_store_exists(const ph_store_place *place);

/* Whether an error says that the same may be tried later. */
gboolean ph_run_store_is_away(const GError *error);

/* Runs */

typedef enum ph_run_added {
    PH_RUN_ADDED,
    PH_RUN_WAS_THERE,   /* One of that digest. What was not known of its commit is known now. */
    PH_RUN_WAS_DELETED, /* It was there until its time was over; it stays deleted. */
} ph_run_added;

/*
 * Add a run with its results, its facts as far as they changed, and its receipts. The position of
 * a commit is known once: another one for the same commit is PH_ERROR_DATA.
 *
 * @param ret_run_id  Receives its id; may be NULL.
 */
gboolean ph_run_store_add_run(ph_run_store *store, const ph_run_entry *entry,
                              ph_run_added *ret_added, gint64 *ret_run_id, GError **error);

/* Which runs; zeroed: all. Borrowed. */
typedef struct ph_run_query {
    const char *host;   /* NULL: of any. */
    const char *suite;  /* NULL: of any. */
    const char *sha;    /* NULL: of any; else its first digits, 7 or more. */
    gint64 received_us; /* At that time or later; 0: at any. */
    guint newest;       /* At most so many; 0: all. */
} ph_run_query;

/* ph_history_run, newest first by when they were added. Free with g_ptr_array_unref(). */
GPtrArray *ph_run_store_runs(ph_run_store *store, const ph_run_query *query, GError **error);

/* One run, by its digest or the first 8 or more digits of it, if only one begins so; else NULL and
 * error (PH_ERROR_USAGE). */
ph_history_run *ph_run_store_run(ph_run_store *store, const char *digest, GError **error);

/* The document of a run, as it was added. NULL without error: its time was over. */
GBytes *ph_run_store_document(ph_run_store *store, gint64 run_id, GError **error);

/* The results of a run: ph_run_result, by series. */
GPtrArray *ph_run_store_results(ph_run_store *store, gint64 run_id, GError **error);

/* Keep a run for longer: never shorter than it is kept already. */
gboolean ph_run_store_keep(ph_run_store *store, gint64 run_id, ph_run_keep keep, GError **error);

/* Series */

/* Which series; zeroed: all. Borrowed. */
typedef struct ph_series_query {
    const char *host; /* NULL: of any, as the next ones. */
    const char *suite;
    const char *benchmark;
    const char *subject;
    const char *metric; /* Its word. */
} ph_series_query;

/* ph_history_series, by host, suite, benchmark, level, subject, metric, then oldest method first.
 */
GPtrArray *ph_run_store_series(ph_run_store *store, const ph_series_query *query, GError **error);

/*
 * The trend of a series.
 *
 * @param since_us  Of the runs that were received at that time or later; 0: of all.
 */
ph_trend *ph_run_store_trend(ph_run_store *store, gint64 series_id, gint64 since_us,
                             GError **error);

/* Told of one series after another; the trend is borrowed. FALSE ends it. */
typedef gboolean (*ph_trend_function)(const ph_trend *trend, gpointer data);

/* The trends of all series that a query names, those without a point left out, one at a time. */
gboolean ph_run_store_overview(ph_run_store *store, const ph_series_query *query, gint64 since_us,
                               ph_trend_function each, gpointer data, GError **error);

/* Levels and cases */

/*
 * Add a level with its receipt. One of the same series, first run and cause is there once.
 *
 * @param ret_id  Receives its id, new or old; may be NULL, as below.
 */
gboolean ph_run_store_add_level(ph_run_store *store, const ph_history_level *level, gint64 *ret_id,
                                GError **error);

/* The levels of a series, or of all with 0, in order of position, then id: ph_history_level. */
GPtrArray *ph_run_store_levels(ph_run_store *store, gint64 series_id, GError **error);

/* Add a case with its first event, whose case_id is set here, and that one's receipt. */
gboolean ph_run_store_add_case(ph_run_store *store, const ph_history_case *history_case,
                               const ph_history_event *first, gint64 *ret_id, GError **error);

/*
 * The same with the levels that it is suspected for, all in one transaction, unless another program
 * was faster: one of these levels (series, first run, cause) is there already.
 *
 * @param levels  ph_history_level, whose case_id is set here.
 * @param ret_id  Receives its id; 0: another one was faster, and nothing is added.
 */
gboolean ph_run_store_open_case(ph_run_store *store, const ph_history_case *history_case,
                                const ph_history_event *first, const GPtrArray *levels,
                                gint64 *ret_id, GError **error);

/* All cases, oldest first: ph_history_case. */
GPtrArray *ph_run_store_cases(ph_run_store *store, GError **error);

/* Add an event with its receipt. */
gboolean ph_run_store_add_event(ph_run_store *store, const ph_history_event *event, gint64 *ret_id,
                                GError **error);

/* The events of a case, or of all with 0, oldest first: ph_history_event. */
GPtrArray *ph_run_store_events(ph_run_store *store, gint64 case_id, GError **error);

/* Alerts, and the outbox */

/* An alert that is added. All borrowed. */
typedef struct ph_new_alert {
    const ph_history_alert *alert;
    const ph_history_event *event; /* That says so of its case; NULL: none does. */
    const char *const *channels;   /* NULL-terminated; NULL: it is to be told nowhere. */
} ph_new_alert;

/*
 * Add alerts with their events, the receipts of both, and a delivery for each channel, due at once:
 * all in one transaction, unless another program was faster: an alert of one of these names is
 * there.
 *
 * @param ret_is_added  Receives FALSE where one was, and nothing is added.
 */
gboolean ph_run_store_add_alerts(ph_run_store *store, const ph_new_alert *alerts, guint count,
                                 gboolean *ret_is_added, GError **error);

/* All alerts, oldest first: ph_history_alert. */
GPtrArray *ph_run_store_alerts(ph_run_store *store, GError **error);

/* All deliveries, oldest first: ph_delivery. */
GPtrArray *ph_run_store_deliveries(ph_run_store *store, GError **error);

/*
 * Take one for an attempt, before it is made: nobody else gets it before that time, when it is due
 * again unless it was written down what became of it. Its attempts and next_us are set.
 *
 * @param ret_is_claimed  FALSE: another program has it, or was told what became of it.
 */
gboolean ph_run_store_claim_delivery(ph_run_store *store, ph_delivery *delivery, gint64 until_us,
                                     gboolean *ret_is_claimed, GError **error);

/* Write down what became of one: attempts, next_us, done_us, remote, progress and error. */
gboolean ph_run_store_update_delivery(ph_run_store *store, const ph_delivery *delivery,
                                      GError **error);

/* Facts and receipts */

/*
 * Add a fact with its receipt, as often as its kind says (PH_RECEIPT_KIND_LIST).
 *
 * @param ret_is_new  Receives whether it was added; may be NULL.
 */
gboolean ph_run_store_add_fact(ph_run_store *store, const ph_history_fact *fact,
                               gboolean *ret_is_new, GError **error);

/* The facts of a kind, oldest first, of all with PH_RECEIPT_KIND_COUNT: ph_history_fact. */
GPtrArray *ph_run_store_facts(ph_run_store *store, ph_receipt_kind kind, GError **error);

/* Add a receipt for what has no row of its own, as a witness of a month's results. */
gboolean ph_run_store_add_receipt(ph_run_store *store, ph_receipt_kind kind, const char *digest,
                                  const char *note, GError **error);

/*
 * With the first of a month: a receipt (kind witness) with one digest of the results of all runs
 * that were added since the last such (results_digest.h), so that results are known when the
 * documents that they follow from are no more. Otherwise nothing.
 */
gboolean ph_run_store_witness_results(ph_run_store *store, GError **error);

/* Told of one receipt after another; it is borrowed. FALSE ends it. */
typedef gboolean (*ph_receipt_function)(const ph_receipt *receipt, gpointer data);

/* All receipts by number, as they are stored, whole or not: whoever asks checks them. */
gboolean ph_run_store_receipts(ph_run_store *store, ph_receipt_function each, gpointer data,
                               GError **error);

/* The newest receipt, to be cleared. FALSE and error; TRUE and id 0: there is none. */
gboolean ph_run_store_head(ph_run_store *store, ph_receipt *ret, GError **error);

/* Retention */

/* How many runs, or documents, each rule ends. */
typedef struct ph_pruned {
    guint count[PH_RETENTION_RULE_COUNT];
} ph_pruned;

/* What is over at a time, by each rule. */
gboolean ph_run_store_outdated(ph_run_store *store, gint64 now_us, ph_pruned *ret, GError **error);

/*
 * Delete it: their receipts first, in the same transaction, and what it leaves in the store's files
 * is erased as far as the store can do that.
 *
 * @param ret_erasure  Receives a sentence on how far that is. The caller frees it.
 */
gboolean ph_run_store_prune(ph_run_store *store, gint64 now_us, ph_pruned *ret, char **ret_erasure,
                            GError **error);

#endif /* PH_HARNESS_HISTORY_RUN_STORE_H */
