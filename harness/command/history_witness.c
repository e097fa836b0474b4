/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history witness`: the head of the chain, to be kept where nobody can change both. */
#include <stdio.h>

#include "command/history_action.h"
#include "error/error.h"

ph_exit ph_history_action_witness(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = ph_history_open(request, PH_STORE_READ, TRUE, error);
    g_auto(ph_receipt) head = { 0 };
    g_autofree char *line = NULL;

    if (!store || !ph_run_store_head(store, &head, error))
        return PH_EXIT_FAILED;
    if (head.id == 0) {
        (void)ph_refuse(error, PH_ERROR_STORAGE, "the history %s has no receipts",
                        request->place->name);
        return PH_EXIT_FAILED;
    }
    line = ph_receipt_witness(&head);
    (void)printf("%s\n", line);
    return PH_EXIT_PASS;
}
