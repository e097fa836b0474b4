/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where all chains end now: of a history, and of the baselines of a place.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_STAMP_STAMP_HEADS_H
#define PH_HARNESS_STAMP_STAMP_HEADS_H

#include <glib.h>

#include "history/run_store.h"

/*
 * The manifest of what there is (manifest.h).
 *
 * @param baseline  A FILE or a FOLDER (baseline/place.h), need not be there; NULL: none.
 * @return NULL and error: a baseline's history that was changed (PH_ERROR_BASELINE), or those of
 *         run_store.h.
 */
GPtrArray *ph_stamp_heads(ph_run_store *store, const char *baseline, GError **error);

/* The folder with the histories of a FILE or a FOLDER. The caller frees it. */
char *ph_stamp_histories(const char *baseline);

/* What a manifest calls the history of a baseline. The caller frees it. */
char *ph_stamp_series(const char *fingerprint, const char *suite);

#endif /* PH_HARNESS_STAMP_STAMP_HEADS_H */
