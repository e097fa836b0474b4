/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a run of the history is what its document says: the document's digest, and the results
 * that follow from it.
 *
 * One thread at a time for each store; no state.
 */
#ifndef PH_HARNESS_HISTORY_DERIVED_RUN_H
#define PH_HARNESS_HISTORY_DERIVED_RUN_H

#include <glib.h>

#include "history/receipt_check.h"
#include "history/run_store.h"

/*
 * Tell what is not. Of a run whose document is no more, as of one that was imported from what is no
 * perf.json, only the number of results is looked at.
 *
 * @param schemas  The folder with the schemas.
 * @return FALSE and error as run_store.h has them: the store could not be read.
 */
gboolean ph_derived_run_check(ph_run_store *store, const ph_history_run *run, const char *schemas,
                              ph_fault_function found, gpointer data, GError **error);

#endif /* PH_HARNESS_HISTORY_DERIVED_RUN_H */
