/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The history of one suite on one host: every baseline it ever had, one a line, oldest first, in
 * FINGERPRINT/SUITE.jsonl of the folder of histories (baseline/place.h). Each entry carries the
 * SHA-256 of the one before and of itself, so that none can be changed, left out or put in between
 * unseen (document/sealed_chain.h). Lines are only ever appended; the oldest may be moved, as they
 * are, to SUITE.jsonl.zst beside it, whose lines come before those of the other.
 *
 * Errors are PH_ERROR_BASELINE: file, line, what was found.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BASELINE_CHAIN_H
#define PH_HARNESS_BASELINE_CHAIN_H

#include <glib.h>

#include "baseline/baseline.h"

/* One entry, as its text: of thousands, their documents would be ten times as large. */
typedef struct ph_chain_entry {
    char *line;
    char *sha256;
} ph_chain_entry;

typedef struct ph_chain {
    char *path;
    GPtrArray *entries; /* ph_chain_entry, oldest first; their schema was not looked at. */
    ph_baseline *last;  /* The newest of them; NULL: there is none. */
    guint packed;       /* So many of them are compressed. */
    gboolean is_moving; /* Some of these stand in the file all the same: a move was cut short. */
    gsize whole_bytes;  /* The length of all lines of the file with their ends. */
    char *tail;         /* What stands behind the last line end, "" as a rule. */
    guint references;
} ph_chain;

/* Where it is in the folder of histories. The caller frees the path. */
char *ph_chain_path(const char *histories, const char *fingerprint, const char *suite);

/*
 * Read a history and check its chain. One that is not there has no entries. A tail, what an append
 * that was cut short leaves behind, is not an error here: whoever asked knows more.
 *
 * @return NULL and error when an entry is not what was written.
 */
ph_chain *ph_chain_read(const char *histories, const char *fingerprint, const char *suite,
                        GError **error);

/* The same of a file that may be called anything, and whose entries are of whichever host and
 * suite.
 */
ph_chain *ph_chain_read_file(const char *path, GError **error);

/* The same history once more, to be freed as well. */
ph_chain *ph_chain_share(ph_chain *chain);
void ph_chain_free(ph_chain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_chain, ph_chain_free)

/* The newest entry; NULL when there is none. Borrowed. */
const ph_baseline *ph_chain_last(const ph_chain *chain);

/* An entry by its place, from 0 on. The caller frees it. */
ph_baseline *ph_chain_entry_at(const ph_chain *chain, guint at);

/*
 * The place of the entry whose hash begins so; of several that do, none is meant.
 *
 * @return -1 and error (PH_ERROR_USAGE) when it is not exactly one.
 */
gint ph_chain_find(const ph_chain *chain, const char *prefix, GError **error);

/* Is this the line a committed append would have left, cut short? */
gboolean ph_chain_tail_is_part_of(const ph_chain *chain, const ph_baseline *entry);

/*
 * Append an entry that is sealed behind the last. It is there when this returns TRUE, whatever
 * happens next; FALSE and error, and the file is as it was before, if that can be had.
 */
gboolean ph_chain_append(const ph_chain *chain, const ph_baseline *entry, GError **error);

/*
 * Cut off the tail, for good. A file without an entry goes, too, with the folders that it leaves
 * empty: it is no history, and to have one that is empty is to have had it edited.
 */
gboolean ph_chain_cut_tail(const ph_chain *chain, GError **error);

/*
 * Move all but the newest entries to the compressed file, or finish that. Whoever is killed between
 * leaves some in both, which readers pass over.
 *
 * @param newest     So many stay; at least one.
 * @param ret_moved  Receives how many were moved.
 * @return FALSE and error, and the history is as it was.
 */
gboolean ph_chain_compress(const ph_chain *chain, guint newest, guint *ret_moved, GError **error);

#endif /* PH_HARNESS_BASELINE_CHAIN_H */
