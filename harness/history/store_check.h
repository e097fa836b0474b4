/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a history is as it was written: its chain of receipts; that each row that has a receipt
 * is what that is for, and each receipt's row there, or announced as deleted; and on demand the
 * documents, and the results that follow from them. What is not in a receipt is not shown by it:
 * where a commit stands, and what was delivered.
 *
 * All of it is looked at as it was at one time, whoever writes meanwhile. Whatever is found is
 * told, and it goes on. One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_STORE_CHECK_H
#define PH_HARNESS_HISTORY_STORE_CHECK_H

#include <glib.h>

#include "history/receipt_check.h"
#include "history/run_store.h"

typedef struct ph_store_check {
    const char *chain;    /* What messages call it. Borrowed, as the next ones. */
    const char *schemas;  /* The folder with the schemas; of a deep one alone. */
    GPtrArray *witnesses; /* ph_witness: what the chain has is noted there. */
    gboolean is_deep;     /* Documents are inflated, and results derived again. */
    ph_fault_function found;
    void (*shown)(const ph_receipt *receipt, gpointer data); /* Each receipt; NULL: nobody asks. */
    gpointer data;
    gint64 receipts; /* Results: how many there are, the next one of a deep one alone. */
    guint documents;
} ph_store_check;

/* FALSE and error as run_store.h has them: it could not be read to its end. */
gboolean ph_store_check_run(ph_store_check *check, ph_run_store *store, GError **error);

#endif /* PH_HARNESS_HISTORY_STORE_CHECK_H */
