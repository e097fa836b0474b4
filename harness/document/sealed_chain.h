/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A chain of sealed documents, one a line: each ends in its seal (document/seal.h), and before that
 * has "previous", the seal of the one before, null in the first; so that none can be changed, left
 * out or put in between unseen. Lines are only ever appended.
 *
 * Line by line: no more than one document is in memory at a time.
 *
 * One thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_DOCUMENT_SEALED_CHAIN_H
#define PH_HARNESS_DOCUMENT_SEALED_CHAIN_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdio.h>

#include "error/error.h"

typedef struct ph_sealed_chain {
    const char *path;  /* What messages call it. Borrowed. */
    const char *noun;  /* "history", likewise. */
    ph_error code;     /* Of what is wrong in it. */
    GPtrArray *heads;  /* char *: the seals of all documents so far, oldest first. */
    guint line;        /* The number of the last line that was read. */
    guint repeated;    /* So many lines of what was read last had been read before. */
    gsize whole_bytes; /* The length of all whole lines of what was read last, with their ends. */
    char *tail;        /* What stood behind the last line end there, "" as a rule. */
} ph_sealed_chain;

/* An empty one. All borrowed. */
void ph_sealed_chain_begin(ph_sealed_chain *chain, const char *path, const char *noun,
                           ph_error code);
void ph_sealed_chain_clear(ph_sealed_chain *chain);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_sealed_chain, ph_sealed_chain_clear)

/*
 * Told of each document in turn.
 *
 * @param document  Becomes the function's own.
 * @return NULL, or what is wrong with it, in words; static.
 */
typedef const char *ph_sealed_chain_take(cJSON *document, const char *line, gpointer data);

/*
 * Read what stands behind that which was read before. It may begin with the end of that once more,
 * which is passed over: so it is where lines were on their way from one file to another. A tail,
 * what an append that was cut short leaves behind, is not an error here: whoever asked knows more.
 *
 * @return FALSE and error: a line is not what was written (the chain's code), or cannot be read
 *         (PH_ERROR_STORAGE).
 */
gboolean ph_sealed_chain_read(ph_sealed_chain *chain, FILE *from, ph_sealed_chain_take *take,
                              gpointer data, GError **error);

/* The seal of the newest document; NULL: there is none. Borrowed. */
const char *ph_sealed_chain_head(const ph_sealed_chain *chain);

/* Put a document behind the newest, and seal it: its last two members. Nothing is written. */
void ph_sealed_chain_follow(cJSON *document, const char *previous);

#endif /* PH_HARNESS_DOCUMENT_SEALED_CHAIN_H */
