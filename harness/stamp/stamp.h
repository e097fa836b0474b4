/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A manifest of heads (manifest.h) with what others say of it, as a history keeps it: a fact of the
 * kind stamp, whose text is a JSON object on one line,
 *
 *     {"manifest":"perfharness-manifest-1\n…","answer":"BASE64"}     an authority's answer, DER
 *     {"manifest":"…","signature":"-----BEGIN SSH SIGNATURE-----\n…"} of the kind countersign
 *
 * with the SHA-256 of the manifest as the fact's name, so that each is kept once. Its receipt is in
 * the chain, and so in the next manifest.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_STAMP_STAMP_H
#define PH_HARNESS_STAMP_STAMP_H

#include <glib.h>

#include "history/run_store.h"
#include "stamp/time_stamp.h"

/* Owns what it holds. */
typedef struct ph_stamp {
    char *store;         /* The history that has it, as messages call it. */
    char *text;          /* The manifest's; "" where the fact has none. */
    char *sha256;        /* Of that. */
    GPtrArray *manifest; /* ph_manifest_head; NULL: that text is no manifest. */
    GBytes *answer;      /* NULL: it is a counter-signature. */
    char *signature;     /* NULL: it is a time stamp. */
    gint64 added_us;     /* When the history got it, by its own clock. */
    ph_time_stamp said;  /* Of a time stamp: what its answer says, once it was looked at. */
    char *fault;         /* Why it is none; NULL: nothing is known. */
} ph_stamp;

/* The facts of both kinds of a history, oldest first: ph_stamp. NULL and error as run_store.h has
 * them. */
GPtrArray *ph_stamps_read(ph_run_store *store, const char *name, GError **error);

/*
 * Add one to a history, where it is not there yet. Its receipt is written with it.
 *
 * @param answer     DER; NULL: it is a counter-signature.
 * @param signature  As ssh-keygen writes it; NULL: it is a time stamp.
 */
gboolean ph_stamp_add(ph_run_store *store, const char *manifest_text, GBytes *answer,
                      const char *signature, GError **error);

/*
 * Look at the answer of a time stamp: `said` is filled, or `fault` says why not.
 *
 * @param roots  NULL: who signed it is not looked at.
 */
void ph_stamp_examine(ph_stamp *stamp, const ph_stamp_roots *roots);

/* The day of a time, "2026-12-01". The caller frees it. */
char *ph_stamp_day(gint64 at_us);

void ph_stamp_free(ph_stamp *stamp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_stamp, ph_stamp_free)

#endif /* PH_HARNESS_STAMP_STAMP_H */
