/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking for what has moved, whenever runs were added. */
#ifndef PH_HARNESS_COMMAND_HISTORY_SEARCH_H
#define PH_HARNESS_COMMAND_HISTORY_SEARCH_H

#include "history/run_store.h"

/* In the suites and hosts of the runs that were received since then. Says how many cases are new.
 */
gboolean ph_history_search_since(ph_run_store *store, gint64 since_us, GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_SEARCH_H */
