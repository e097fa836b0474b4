/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/store_chain.h"

#include "perfharness/require.h"

void ph_store_chain_take(const ph_store_value *columns, ph_receipt *ret)
{
    *ret = (ph_receipt){
        .id = ph_store_as_integer(&columns[0], 0),
        .kind = ph_receipt_kind_of(ph_store_as_text(&columns[1])),
        .digest = ph_store_bytes_to_hex(&columns[2]),
        .at_us = ph_store_as_integer(&columns[3], 0),
        .note = ph_store_copy_known(&columns[4]),
        .previous = ph_store_bytes_to_hex(&columns[5]),
        .sha256 = ph_store_bytes_to_hex(&columns[6]),
    };
}

static gboolean take_newest(const ph_store_value *columns, gpointer data)
{
    ph_store_chain_take(columns, (ph_receipt *)data);
    return FALSE;
}

gboolean ph_store_chain_begin(ph_store_chain *chain, ph_store_engine *engine, GError **error)
{
    *chain = (ph_store_chain){ .engine = engine };
    return engine->calls->lock_chain(engine, error) &&
           engine->calls->run(engine, PH_STATEMENT_HEAD, NULL, take_newest, &chain->newest, error);
}

static gboolean write_receipt(ph_store_engine *engine, const ph_receipt *receipt, GError **error)
{
    guint8 digest[PH_STORE_DIGEST_BYTES], previous[PH_STORE_DIGEST_BYTES];
    guint8 sha256[PH_STORE_DIGEST_BYTES];
    const gboolean is_hex = ph_store_hex_to_bytes(receipt->digest, digest, sizeof digest);
    const gboolean is_whole = ph_store_hex_to_bytes(receipt->previous, previous, sizeof previous) &&
                              ph_store_hex_to_bytes(receipt->sha256, sha256, sizeof sha256);
    const ph_store_value parameters[] = {
        ph_store_integer(receipt->id),         ph_store_text(ph_receipt_kind_word(receipt->kind)),
        ph_store_bytes(digest, sizeof digest), ph_store_integer(receipt->at_us),
        ph_store_text(receipt->note),          ph_store_bytes(previous, sizeof previous),
        ph_store_bytes(sha256, sizeof sha256),
    };

    PH_REQUIRE(is_hex);
    PH_REQUIRE(is_whole);
    return engine->calls->run(engine, PH_STATEMENT_ADD_RECEIPT, parameters, NULL, NULL, error);
}

gboolean ph_store_chain_add(ph_store_chain *chain, ph_receipt_kind kind, const char *digest,
                            gint64 at_us, const char *note, GError **error)
{
    g_auto(ph_receipt) receipt = {
        .kind = kind,
        .digest = g_strdup(digest),
        .at_us = at_us,
        .note = g_strdup(note),
    };

    ph_receipt_follow(&receipt, chain->newest.id > 0 ? &chain->newest : NULL);
    if (!write_receipt(chain->engine, &receipt, error))
        return FALSE;
    ph_receipt_clear(&chain->newest);
    ph_receipt_copy(&chain->newest, &receipt);
    return TRUE;
}

gboolean ph_store_chain_add_text(ph_store_chain *chain, ph_receipt_kind kind, char *text,
                                 gint64 at_us, GError **error)
{
    g_autofree char *owned = text;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, owned, -1);

    return ph_store_chain_add(chain, kind, digest, at_us, "", error);
}

void ph_store_chain_clear(ph_store_chain *chain)
{
    ph_receipt_clear(&chain->newest);
}
