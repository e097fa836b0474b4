/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facts, and the receipts of all that happened. */
#include <string.h>

#include "history/history_clock.h"
#include "history/run_store_object.h"
#include "perfharness/require.h"

typedef struct newest_fact {
    const guint8 *digest;
    gboolean is_same;
} newest_fact;

static gboolean compare_newest(const ph_store_value *columns, gpointer data)
{
    newest_fact *newest = (newest_fact *)data;

    newest->is_same = columns[0].type == PH_STORE_BYTES &&
                      columns[0].length == PH_STORE_DIGEST_BYTES &&
                      memcmp(columns[0].bytes, newest->digest, PH_STORE_DIGEST_BYTES) == 0;
    return FALSE;
}

/* Has it been told already, by what its kind says of that? */
static gboolean look_for_fact(ph_run_store *store, const ph_history_fact *fact,
                              const guint8 *digest, gboolean *ret_is_known, GError **error)
{
    const ph_store_value kind = ph_store_text(ph_receipt_kind_word(fact->kind));
    const ph_store_value once[] = { kind, ph_store_bytes(digest, PH_STORE_DIGEST_BYTES) };
    const ph_store_value changes[] = { kind, ph_store_text(fact->host), ph_store_text(fact->name) };
    newest_fact newest = { digest, FALSE };
    gint64 fact_id = 0;

    switch (ph_receipt_kind_often(fact->kind)) {
    case PH_RECEIPT_ONCE:
        if (!ph_run_store_ask_integer(store, PH_STATEMENT_FIND_FACT, once, &fact_id, error))
            return FALSE;
        *ret_is_known = fact_id > 0;
        return TRUE;
    case PH_RECEIPT_CHANGES:
        if (!ph_run_store_ask(store, PH_STATEMENT_NEWEST_FACT, changes, compare_newest, &newest,
                              error))
            return FALSE;
        *ret_is_known = newest.is_same;
        return TRUE;
    case PH_RECEIPT_EACH: break;
    }
    *ret_is_known = FALSE;
    return TRUE;
}

gboolean ph_run_store_write_fact(ph_run_store *store, ph_store_chain *chain,
                                 const ph_history_fact *fact, gint64 now_us, gboolean *ret_is_new,
                                 GError **error)
{
    guint8 digest[PH_STORE_DIGEST_BYTES];
    const gboolean is_hex = ph_store_hex_to_bytes(fact->digest, digest, sizeof digest);
    const ph_store_value parameters[] = {
        ph_store_text(ph_receipt_kind_word(fact->kind)),
        ph_store_text(fact->host),
        ph_store_text(fact->name),
        ph_store_text(fact->text),
        ph_store_bytes(digest, sizeof digest),
        ph_store_text(fact->actor),
        ph_store_integer(now_us),
    };
    ph_history_fact copy = *fact;
    gboolean is_known = FALSE;

    PH_REQUIRE(is_hex);
    if (!look_for_fact(store, fact, digest, &is_known, error))
        return FALSE;
    if (ret_is_new)
        *ret_is_new = !is_known;
    if (is_known)
        return TRUE;
    copy.at_us = now_us;
    return ph_run_store_ask(store, PH_STATEMENT_ADD_FACT, parameters, NULL, NULL, error) &&
           ph_store_chain_add_text(chain, fact->kind, ph_history_fact_text(&copy), now_us, error);
}

typedef struct added_fact {
    const ph_history_fact *fact;
    gboolean is_new;
} added_fact;

static gboolean add_fact(ph_run_store *store, gpointer data, GError **error)
{
    added_fact *added = (added_fact *)data;
    g_auto(ph_store_chain) chain = { 0 };

    return ph_store_chain_begin(&chain, store->engine, error) &&
           ph_run_store_write_fact(store, &chain, added->fact, ph_history_now_us(), &added->is_new,
                                   error);
}

gboolean ph_run_store_add_fact(ph_run_store *store, const ph_history_fact *fact,
                               gboolean *ret_is_new, GError **error)
{
    added_fact added = { fact, FALSE };

    if (!ph_run_store_transact(store, add_fact, &added, error))
        return FALSE;
    if (ret_is_new)
        *ret_is_new = added.is_new;
    return TRUE;
}

static void free_fact(gpointer fact)
{
    ph_history_fact_free((ph_history_fact *)fact);
}

static gpointer take_fact(const ph_store_value *columns)
{
    const ph_receipt_kind kind = ph_receipt_kind_of(ph_store_as_text(&columns[1]));
    g_autofree char *host = ph_store_copy_known(&columns[2]);
    g_autofree char *name = ph_store_copy_known(&columns[3]);
    g_autofree char *text = ph_store_copy_known(&columns[4]);
    g_autofree char *digest = ph_store_bytes_to_hex(&columns[5]);
    ph_history_fact *fact;

    if (kind == PH_RECEIPT_KIND_COUNT)
        return NULL;
    fact = ph_history_fact_new(kind, host, name, text, digest);
    fact->id = ph_store_as_integer(&columns[0], 0);
    fact->actor = ph_store_copy_text(&columns[6]);
    fact->at_us = ph_store_as_integer(&columns[7], 0);
    return fact;
}

GPtrArray *ph_run_store_facts(ph_run_store *store, ph_receipt_kind kind, GError **error)
{
    const ph_store_value parameters[] = {
        ph_store_any_text(kind < PH_RECEIPT_KIND_COUNT ? ph_receipt_kind_word(kind) : NULL),
    };

    return ph_run_store_collect(store, PH_STATEMENT_FACTS, parameters, take_fact, free_fact, error);
}

typedef struct added_receipt {
    ph_receipt_kind kind;
    const char *digest;
    const char *note;
} added_receipt;

static gboolean add_receipt(ph_run_store *store, gpointer data, GError **error)
{
    const added_receipt *added = (const added_receipt *)data;
    g_auto(ph_store_chain) chain = { 0 };

    return ph_store_chain_begin(&chain, store->engine, error) &&
           ph_store_chain_add(&chain, added->kind, added->digest, ph_history_now_us(), added->note,
                              error);
}

gboolean ph_run_store_add_receipt(ph_run_store *store, ph_receipt_kind kind, const char *digest,
                                  const char *note, GError **error)
{
    added_receipt added = { kind, digest, note };

    return ph_run_store_transact(store, add_receipt, &added, error);
}

typedef struct receipt_listener {
    ph_receipt_function each;
    gpointer data;
} receipt_listener;

static gboolean pass_receipt(const ph_store_value *columns, gpointer data)
{
    const receipt_listener *listener = (const receipt_listener *)data;
    g_auto(ph_receipt) receipt = { 0 };

    ph_store_chain_take(columns, &receipt);
    return listener->each(&receipt, listener->data);
}

gboolean ph_run_store_receipts(ph_run_store *store, ph_receipt_function each, gpointer data,
                               GError **error)
{
    receipt_listener listener = { each, data };

    return ph_run_store_ask(store, PH_STATEMENT_RECEIPTS, NULL, pass_receipt, &listener, error);
}

static gboolean take_head(const ph_store_value *columns, gpointer data)
{
    ph_store_chain_take(columns, (ph_receipt *)data);
    return FALSE;
}

gboolean ph_run_store_head(ph_run_store *store, ph_receipt *ret, GError **error)
{
    *ret = (ph_receipt){ 0 };
    return ph_run_store_ask(store, PH_STATEMENT_HEAD, NULL, take_head, ret, error);
}
