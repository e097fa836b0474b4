/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline log`: every baseline that a host and suite ever had. */
#include <stdio.h>

#include "audit/baseline_witness.h"
#include "command/baseline_action.h"
#include "command/baseline_text.h"
#include "command/command.h"
#include "error/error.h"

/* For when baseline.json cannot say whose it was. */
static ph_chain *only_history(const ph_baseline_store *store, GError **error)
{
    g_autoptr(GPtrArray) histories = ph_baseline_store_chains(store, error);

    if (!histories)
        return NULL;
    if (histories->len == 1)
        return g_ptr_array_steal_index(histories, 0);
    g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                "there is no baseline to say whose history is meant, and there are %u histories: "
                "name one with --host and --suite",
                histories->len);
    return NULL;
}

ph_chain *ph_baseline_choose_history(const ph_baseline_place *place, const ph_baseline_store *store,
                                     const ph_baseline *current, const ph_baseline_request *request,
                                     GError **error)
{
    const char *host = request->host, *suite = request->suite;

    if (place->fingerprint)
        return ph_baseline_store_chain(store, place->fingerprint, place->suite, error);

    if (current && !current->is_plain) {
        host = host ? host : current->fingerprint;
        suite = suite ? suite : current->suite;
    }
    return host && suite ? ph_baseline_store_chain(store, host, suite, error)
                         : only_history(store, error);
}

static void print_json(const ph_chain *history)
{
    cJSON *list = cJSON_CreateArray();

    for (guint i = history->entries->len; i > 0; i--) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(history, i - 1);

        cJSON_AddItemToArray(list, cJSON_Duplicate(entry->document, TRUE));
    }
    ph_command_print_json(list);
}

static void print_witness(const ph_chain *history)
{
    g_autofree char *line = ph_baseline_witness(history);

    (void)printf("%s\n", line);
}

ph_exit ph_baseline_action_log(const ph_baseline_request *request, GError **error)
{
    g_autoptr(ph_baseline_place) place = ph_baseline_choose_place(request, error);
    g_autoptr(ph_baseline_store) store =
        place ? ph_baseline_store_open_at(place, request->schemas, PH_BASELINE_STORE_READ, error)
              : NULL;
    g_autoptr(ph_baseline) current = NULL;
    g_autoptr(ph_chain) history = NULL;
    ph_baseline_store_state state;

    /* The history is worth seeing when baseline.json is damaged, too. */
    if (store)
        (void)ph_baseline_store_current(store, &current, &state, NULL);
    history = store ? ph_baseline_choose_history(place, store, current, request, error) : NULL;
    if (!history)
        return PH_EXIT_FAILED;
    if (!history->entries->len) {
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE, "%s: there is no such history",
                    history->path);
        return PH_EXIT_FAILED;
    }
    if (request->is_witness)
        print_witness(history);
    else if (request->is_json)
        print_json(history);
    else
        ph_baseline_show_history(stdout, history);
    return PH_EXIT_PASS;
}
