/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history push`: what had to wait for the history is handed in. */
#include <stdio.h>

#include "columns.h"
#include "command/history_handing.h"
#include "command/history_search.h"
#include "history/history_clock.h"

ph_exit ph_history_action_push(const ph_history_request *request, GError **error)
{
    const gint64 since_us = ph_history_now_us();
    ph_history_failures failures = { 0 };
    g_autoptr(ph_run_store) store = ph_history_open(request, PH_STORE_WRITE, FALSE, error);

    if (!store || !ph_run_store_witness_results(store, error) ||
        !ph_history_push_spooled(store, request, &failures, error))
        return PH_EXIT_FAILED;
    if (failures.tried == 0)
        ph_columns_print(stdout, 0, 0, "nothing waits");
    if (!ph_history_search_since(store, since_us, error))
        return PH_EXIT_FAILED;
    return ph_history_failures_end(&failures, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
