/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline show`: what runs are compared with now. */
#include <stdio.h>

#include "columns.h"
#include "command/baseline_action.h"
#include "command/baseline_text.h"
#include "error/error.h"

static void print_document(const ph_baseline *baseline)
{
    char *text = ph_baseline_text(baseline);

    (void)puts(text);
    cJSON_free(text);
}

ph_exit ph_baseline_action_show(const ph_baseline_request *request, GError **error)
{
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open(request->path, request->schemas, PH_BASELINE_STORE_READ, error);
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state state;

    if (!store || !ph_baseline_store_current(store, &current, &state, error))
        return PH_EXIT_FAILED;
    if (!current) {
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                    "%s: there is no such file; `perfharness baseline promote` makes it",
                    request->path);
        return PH_EXIT_FAILED;
    }
    if (request->is_json)
        print_document(current);
    else
        ph_baseline_show(stdout, current);
    if (!request->is_json && state == PH_BASELINE_STORE_ALONE) {
        (void)putchar('\n');
        ph_columns_print(
            stdout, 2, 2,
            "Its history is not beside it: nothing but its own seal says that it is whole.");
    }
    return PH_EXIT_PASS;
}
