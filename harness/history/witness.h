/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is known elsewhere of a chain, of receipts or of a baseline's entries: lines "N SHA256 TIME"
 * (receipt.h), or "N:SHA256" where the time is not known. A chain that was written anew as a whole
 * is whole; only they show it.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_WITNESS_H
#define PH_HARNESS_HISTORY_WITNESS_H

#include <glib.h>

/* Owns its texts. */
typedef struct ph_witness {
    gint64 number;   /* From 1 on. */
    char *sha256;    /* 64 hexadecimal digits. */
    gint64 at_us;    /* G_MININT64: nobody said. */
    gboolean is_met; /* A chain has it. */
    char *instead;   /* What the first chain that ought to have it has; NULL: none ought to. */
} ph_witness;

/* An array that owns what is put into it: ph_witness. */
GPtrArray *ph_witnesses_new(void);

/*
 * Add what was given: one line, or a file of such lines, of which those that are blank say nothing.
 * FALSE and error: PH_ERROR_USAGE for what is neither, PH_ERROR_STORAGE for a file that is not
 * read.
 */
gboolean ph_witnesses_take(GPtrArray *witnesses, const char *given, GError **error);

/*
 * Hold one element of a chain against them, at whatever place it stands.
 *
 * @param chain  What messages call it.
 */
void ph_witnesses_hold(GPtrArray *witnesses, const char *chain, gint64 number, const char *sha256,
                       gint64 at_us);

/* The end of a chain, and the number of its last element. */
void ph_witnesses_end(GPtrArray *witnesses, const char *chain, gint64 last);

/* The line of a witness. The caller frees it. */
char *ph_witness_line(const ph_witness *witness);

/* What a witness that no chain has says, in one sentence. The caller frees it. */
char *ph_witness_contradiction(const ph_witness *witness);

#endif /* PH_HARNESS_HISTORY_WITNESS_H */
