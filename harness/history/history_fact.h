/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is known of a host, a program, a library, a settings file or a baseline from a time on: the
 * text behind a receipt that is for none of the store's own rows.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_HISTORY_FACT_H
#define PH_HARNESS_HISTORY_HISTORY_FACT_H

#include <glib.h>

#include "history/receipt.h"

/* Owns its texts. */
typedef struct ph_history_fact {
    gint64 id; /* 0: not added yet. */
    ph_receipt_kind kind;
    char *host;   /* A fingerprint; "": of none, as of settings. */
    char *name;   /* What of it: a subject, a check of the doctor's, a file's name; or "". */
    char *text;   /* What it was, printable: "6.1.0-18-amd64"; a JSON object where it is more. */
    char *digest; /* What two are told apart by: 64 hexadecimal digits. */
    char *actor;  /* Who is named; NULL: nobody. */
    gint64 at_us; /* The store's clock; set as it is added. */
} ph_history_fact;

/*
 * A fact, its texts copied.
 *
 * @param digest  64 hexadecimal digits; NULL: that of the text.
 */
ph_history_fact *ph_history_fact_new(ph_receipt_kind kind, const char *host, const char *name,
                                     const char *text, const char *digest);

/*
 * The text whose SHA-256 its receipt carries: a JSON object on one line, its members in the order
 * above but for id, as canonical_text.h has it. The caller frees it.
 */
char *ph_history_fact_text(const ph_history_fact *fact);

void ph_history_fact_free(ph_history_fact *fact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_fact, ph_history_fact_free)

#endif /* PH_HARNESS_HISTORY_HISTORY_FACT_H */
