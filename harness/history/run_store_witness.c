/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The monthly receipt for all results. */
#include <string.h>

#include "history/history_clock.h"
#include "history/results_digest.h"
#include "history/run_store_object.h"

enum { MONTH_DIGITS = 7 }; /* "2026-10" */

static gboolean take_receipt(const ph_store_value *columns, gpointer data)
{
    ph_store_chain_take(columns, (ph_receipt *)data);
    return FALSE;
}

/* Id 0: there is none. */
static gboolean find_receipt(ph_run_store *store, ph_statement statement, ph_receipt_kind kind,
                             ph_receipt *ret, GError **error)
{
    const ph_store_value parameters[] = { ph_store_text(ph_receipt_kind_word(kind)) };

    return ph_run_store_ask(store, statement, parameters, take_receipt, ret, error);
}

/* A clock that was ahead once is no reason to wait for that month. */
static gboolean is_same_month(gint64 a_us, gint64 b_us)
{
    g_autofree char *a = ph_history_time_text(a_us);
    g_autofree char *b = ph_history_time_text(b_us);

    return strncmp(a, b, MONTH_DIGITS) == 0;
}

/* The last witness, or the first run: in its month, there is nothing to do. */
static gboolean is_due(ph_run_store *store, ph_receipt *ret_witness, gboolean *ret, GError **error)
{
    g_auto(ph_receipt) first = { 0 };

    if (!find_receipt(store, PH_STATEMENT_NEWEST_RECEIPT, PH_RECEIPT_WITNESS, ret_witness, error))
        return FALSE;
    if (ret_witness->id == 0 &&
        !find_receipt(store, PH_STATEMENT_OLDEST_RECEIPT, PH_RECEIPT_RUN, &first, error))
        return FALSE;
    *ret =
        (ret_witness->id > 0 || first.id > 0) &&
        !is_same_month(ph_history_now_us(), ret_witness->id > 0 ? ret_witness->at_us : first.at_us);
    return TRUE;
}

/* The runs that were added since, and what is said of those that are not there any more. */
typedef struct new_runs {
    gint64 after;        /* This receipt. */
    GPtrArray *digests;  /* char *. */
    GHashTable *deleted; /* Digest of a run to that of its results. */
    gint64 newest_us;    /* When the last of them was added. */
} new_runs;

static gboolean note_receipt(const ph_receipt *receipt, gpointer data)
{
    new_runs *runs = (new_runs *)data;
    const char *results =
        receipt->kind == PH_RECEIPT_DELETE ? ph_retention_note_results(receipt->note) : NULL;

    if (results)
        g_hash_table_insert(runs->deleted, g_strdup(receipt->digest), g_strdup(results));
    if (receipt->kind == PH_RECEIPT_RUN && receipt->id > runs->after) {
        g_ptr_array_add(runs->digests, g_strdup(receipt->digest));
        runs->newest_us = receipt->at_us;
    }
    return TRUE;
}

static gboolean add_run(ph_run_store *store, const new_runs *runs, const char *digest,
                        ph_results_total *total, GError **error)
{
    const char *deleted = (const char *)g_hash_table_lookup(runs->deleted, digest);
    guint8 bytes[PH_STORE_DIGEST_BYTES];
    g_autoptr(GPtrArray) results = NULL;
    g_autofree char *own = NULL;
    gint64 run_id = 0;

    if (!ph_store_hex_to_bytes(digest, bytes, sizeof bytes))
        return TRUE;

    const ph_store_value parameters[] = { ph_store_bytes(bytes, sizeof bytes) };

    if (!ph_run_store_ask_integer(store, PH_STATEMENT_FIND_RUN, parameters, &run_id, error))
        return FALSE;
    if (run_id > 0) {
        results = ph_run_store_results(store, run_id, error);
        if (!results)
            return FALSE;
        own = ph_results_digest(digest, results);
    }
    ph_results_total_add(total, digest, own ? own : deleted ? deleted : PH_RESULTS_NO_DIGEST);
    return TRUE;
}

static gboolean add_runs(ph_run_store *store, const new_runs *runs, ph_results_total *total,
                         GError **error)
{
    for (guint i = 0; i < runs->digests->len; i++)
        if (!add_run(store, runs, (const char *)runs->digests->pdata[i], total, error))
            return FALSE;
    return TRUE;
}

static gboolean write_witness(ph_run_store *store, ph_store_chain *chain, const new_runs *runs,
                              GError **error)
{
    ph_results_total total;
    g_autofree char *until = ph_history_time_text(runs->newest_us);
    g_autofree char *digest = NULL;
    g_autofree char *note = NULL;
    gboolean is_read;

    ph_results_total_begin(&total);
    is_read = add_runs(store, runs, &total, error);
    digest = ph_results_total_end(&total);
    note = g_strdup_printf("results of %u run%s until %.*s", total.runs, total.runs == 1 ? "" : "s",
                           MONTH_DIGITS, until);
    return is_read &&
           ph_store_chain_add(chain, PH_RECEIPT_WITNESS, digest, ph_history_now_us(), note, error);
}

static gboolean witness(ph_run_store *store, gpointer data, GError **error)
{
    g_auto(ph_store_chain) chain = { 0 };
    g_auto(ph_receipt) last = { 0 };
    g_autoptr(GPtrArray) digests = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) deleted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    new_runs runs = { .digests = digests, .deleted = deleted };
    gboolean due;

    (void)data;
    /* Whoever comes at the same time waits here, and then finds it done. */
    if (!ph_store_chain_begin(&chain, store->engine, error) || !is_due(store, &last, &due, error))
        return FALSE;
    if (!due)
        return TRUE;
    runs.after = last.id;
    if (!ph_run_store_receipts(store, note_receipt, &runs, error))
        return FALSE;
    return digests->len == 0 || write_witness(store, &chain, &runs, error);
}

gboolean ph_run_store_witness_results(ph_run_store *store, GError **error)
{
    g_auto(ph_receipt) last = { 0 };
    gboolean due;

    return is_due(store, &last, &due, error) &&
           (!due || ph_run_store_transact(store, witness, NULL, error));
}
