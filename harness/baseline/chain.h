/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The history of one suite on one host: every baseline it ever had, one a line, oldest first, in
 * FINGERPRINT/SUITE.jsonl of the folder of histories (baseline/place.h). Each entry carries the
 * SHA-256 of the one before and of itself, so that none can be changed, left out or put in between
 * unseen. Lines are only ever appended.
 *
 * Errors are PH_ERROR_BASELINE: file, line, what was found.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BASELINE_CHAIN_H
#define PH_HARNESS_BASELINE_CHAIN_H

#include <glib.h>

#include "baseline/baseline.h"

typedef struct ph_chain {
    char *path;
    GPtrArray *entries; /* ph_baseline, oldest first; their schema was not looked at. */
    gsize whole_bytes;  /* The length of all entries with their line ends. */
    char *tail;         /* What stands behind the last line end, "" as a rule. */
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

void ph_chain_free(ph_chain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_chain, ph_chain_free)

/* The newest entry; NULL when there is none. Borrowed. */
const ph_baseline *ph_chain_last(const ph_chain *chain);

/*
 * The entry whose hash begins so; of several with one that do, none is meant.
 *
 * @return borrowed; NULL and error (PH_ERROR_USAGE) when it is not exactly one.
 */
const ph_baseline *ph_chain_find(const ph_chain *chain, const char *prefix, GError **error);

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

#endif /* PH_HARNESS_BASELINE_CHAIN_H */
