/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Adding to the store's chain of receipts, inside of a transaction.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_HISTORY_STORE_CHAIN_H
#define PH_HARNESS_HISTORY_STORE_CHAIN_H

#include <glib.h>

#include "history/receipt.h"
#include "history/run_store_engine.h"

/* The newest receipt of the chain that is added to; zeroed: there is none. */
typedef struct ph_store_chain {
    ph_store_engine *engine; /* Borrowed. */
    ph_receipt newest;
} ph_store_chain;

/* Lock the chain, which lasts as long as the transaction, and find its end. To be cleared. */
gboolean ph_store_chain_begin(ph_store_chain *chain, ph_store_engine *engine, GError **error);

/*
 * Append a receipt.
 *
 * @param digest  64 hexadecimal digits.
 */
gboolean ph_store_chain_add(ph_store_chain *chain, ph_receipt_kind kind, const char *digest,
                            gint64 at_us, const char *note, GError **error);

/* The same of what has a canonical text, which it frees. */
gboolean ph_store_chain_add_text(ph_store_chain *chain, ph_receipt_kind kind, char *text,
                                 gint64 at_us, GError **error);

void ph_store_chain_clear(ph_store_chain *chain);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_store_chain, ph_store_chain_clear)

/* A receipt from the columns of PH_STATEMENT_HEAD and PH_STATEMENT_RECEIPTS; to be cleared. An
 * unknown kind is PH_RECEIPT_KIND_COUNT. */
void ph_store_chain_take(const ph_store_value *columns, ph_receipt *ret);

#endif /* PH_HARNESS_HISTORY_STORE_CHAIN_H */
