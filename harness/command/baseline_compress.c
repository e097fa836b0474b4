/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline compress`: older entries take less room, and are read as before. */
#include <stdio.h>

#include "columns.h"
#include "command/baseline_action.h"
#include "error/error.h"

ph_exit ph_baseline_action_compress(const ph_baseline_request *request, GError **error)
{
    g_autoptr(ph_baseline_place) place = ph_baseline_choose_place(request, error);
    g_autoptr(ph_baseline_store) store =
        place ? ph_baseline_open_for_writing(place, request, error) : NULL;
    g_autoptr(ph_baseline) current = NULL;
    g_autoptr(ph_chain) history = NULL;
    ph_baseline_store_state state;
    g_autofree char *path = NULL;
    guint moved;

    if (!store || !ph_baseline_store_current(store, &current, &state, error))
        return PH_EXIT_FAILED;
    history = ph_baseline_choose_history(place, store, current, request, error);
    if (!history || !ph_chain_compress(history, request->newest, &moved, error))
        return PH_EXIT_FAILED;
    path = ph_error_printable(history->path);
    ph_columns_print(stdout, 0, 2, "%s: %u entr%s compressed; %u in all, of which %u are lines",
                     path, moved, moved == 1 ? "y" : "ies", history->entries->len,
                     history->entries->len - history->packed - moved);
    return PH_EXIT_PASS;
}
