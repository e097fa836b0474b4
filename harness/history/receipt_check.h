/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a chain of receipts is whole: each one's SHA-256 made again, their order, and that none
 * is missing. Receipts are shown to it one after another; what it finds is told, and it goes on.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_RECEIPT_CHECK_H
#define PH_HARNESS_HISTORY_RECEIPT_CHECK_H

#include <glib.h>

#include "history/receipt.h"

/* Told of one fault after another: a printable sentence that begins with the place. Borrowed. */
typedef void (*ph_fault_function)(const char *fault, gpointer data);

/* Zeroed but for the first two: nothing was shown to it. To be cleared. */
typedef struct ph_receipt_check {
    ph_fault_function found;
    gpointer data;
    ph_receipt last; /* The newest that was shown. */
} ph_receipt_check;

void ph_receipt_check_next(ph_receipt_check *check, const ph_receipt *receipt);

void ph_receipt_check_clear(ph_receipt_check *check);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_receipt_check, ph_receipt_check_clear)

#endif /* PH_HARNESS_HISTORY_RECEIPT_CHECK_H */
