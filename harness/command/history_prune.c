/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history prune`: what is over is told, or deleted. */
#include <stdio.h>

#include "columns.h"
#include "command/history_action.h"
#include "history/history_clock.h"

static guint print(const ph_pruned *pruned, const char *done)
{
    guint total = 0;

    for (guint rule = 0; rule < PH_RETENTION_RULE_COUNT; rule++) {
        const gboolean is_run =
            ph_retention_rule_scope((ph_retention_rule)rule) == PH_RETENTION_RUN;
        const guint count = pruned->count[rule];

        total += count;
        if (count > 0)
            ph_columns_print(stdout, 0, 2, "%s: %u %s%s%s",
                             ph_retention_name((ph_retention_rule)rule), count,
                             is_run ? "run" : "document", count == 1 ? "" : "s", done);
    }
    return total;
}

static gboolean tell(ph_run_store *store, GError **error)
{
    ph_pruned pruned;

    if (!ph_run_store_outdated(store, ph_history_now_us(), &pruned, error))
        return FALSE;
    if (print(&pruned, " to delete") == 0)
        ph_columns_print(stdout, 0, 0, "nothing is over");
    else
        ph_columns_print(stdout, 0, 0, "nothing was deleted: --apply does that");
    return TRUE;
}

static gboolean apply(ph_run_store *store, GError **error)
{
    g_autofree char *erasure = NULL;
    ph_pruned pruned;

    if (!ph_run_store_prune(store, ph_history_now_us(), &pruned, &erasure, error))
        return FALSE;
    if (print(&pruned, " deleted") == 0)
        ph_columns_print(stdout, 0, 0, "nothing is over");
    else
        ph_columns_print(stdout, 0, 0, "%s", erasure);
    return TRUE;
}

ph_exit ph_history_action_prune(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = ph_history_open(
        request, request->is_applied ? PH_STORE_WRITE : PH_STORE_READ, FALSE, error);
    gboolean is_done;

    if (!store)
        return PH_EXIT_FAILED;
    is_done = request->is_applied ? apply(store, error) : tell(store, error);
    return is_done ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
