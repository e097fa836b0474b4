/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Promotions and rollbacks in the history's chain of receipts: each entry of a baseline's history
 * is a fact there, once, and the runs that it is based on are kept for as long as it is.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_COMMAND_HISTORY_PROMOTIONS_H
#define PH_HARNESS_COMMAND_HISTORY_PROMOTIONS_H

#include <glib.h>

#include "baseline/chain.h"
#include "history/run_store.h"

/*
 * Add the entries that are not there.
 *
 * @param ret_added  Receives how many that were.
 */
gboolean ph_history_add_promotions(ph_run_store *store, const ph_chain *history, guint *ret_added,
                                   GError **error);

/* Is this a baseline, a history of one, or a folder of them? */
gboolean ph_history_is_baseline(const char *path);

/* Add the entries that are not there, and print a line about it. */
gboolean ph_history_add_chain(ph_run_store *store, const ph_chain *history, GError **error);

/* The histories that such a path names, at least one, each a ph_chain that is whole. */
GPtrArray *ph_history_baseline_chains(const char *path, const char *schemas, GError **error);

/* Add all of them, with a line about each. */
gboolean ph_history_add_baseline(ph_run_store *store, const char *path, const char *schemas,
                                 GError **error);

/*
 * Tell the history of a baseline that has just moved, where one was named by --store or
 * PERFHARNESS_STORE. The baseline has moved, whatever becomes of that: what could not be told is
 * said, and how to do it later.
 *
 * @param store_name  Of --store; NULL: not given.
 */
void ph_history_tell_promotion(const char *store_name, const ph_chain *history);

#endif /* PH_HARNESS_COMMAND_HISTORY_PROMOTIONS_H */
