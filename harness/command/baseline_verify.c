/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline verify`: is every history whole, and baseline.json its last entry? */
#include <stdio.h>

#include "command/baseline_action.h"
#include "error/error.h"

/* The states of which nothing can be proven; NULL for the others. */
static const char *find_doubt(ph_baseline_store_state state, gboolean has_histories)
{
    switch (state) {
    case PH_BASELINE_STORE_PLAIN:
        return "it is in the specification's plain shape, which has no history to verify it by";
    case PH_BASELINE_STORE_ALONE:
        return "its history is not beside it: restore baselines/ from version control";
    case PH_BASELINE_STORE_NONE:
        return has_histories ? "there is no such file, though baselines/ has a history: "
                               "`perfharness baseline rollback` restores it"
                             : "there is no such file";
    case PH_BASELINE_STORE_WHOLE:
    case PH_BASELINE_STORE_UNFINISHED: break;
    }
    return NULL;
}

gboolean ph_baseline_action_verify(const ph_baseline_request *request, GError **error)
{
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open(request->path, request->schemas, PH_BASELINE_STORE_READ, error);
    g_autoptr(GPtrArray) histories = store ? ph_baseline_store_chains(store, error) : NULL;
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state state;
    const char *doubt;

    if (!histories || !ph_baseline_store_current(store, &current, &state, error))
        return FALSE;
    doubt = find_doubt(state, histories->len > 0);
    if (doubt) {
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE, "%s: %s", request->path, doubt);
        return FALSE;
    }
    for (guint i = 0; i < histories->len; i++) {
        const ph_chain *history = histories->pdata[i];

        (void)printf("%s: whole, %u %s\n", history->path, history->entries->len,
                     history->entries->len == 1 ? "entry" : "entries");
    }
    (void)printf("%s: whole, the last finished entry of its history\n", request->path);
    if (state == PH_BASELINE_STORE_UNFINISHED)
        (void)printf("%s.unfinished: a promotion or rollback was interrupted; the next one "
                     "finishes or undoes it\n",
                     request->path);
    return TRUE;
}
