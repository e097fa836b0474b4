/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which baseline is meant by --baseline, --host and --suite. */
#include "command/baseline_action.h"
#include "error/error.h"

static void free_place(gpointer place)
{
    ph_baseline_place_free(place);
}

GPtrArray *ph_baseline_choose_places(const ph_baseline_request *request)
{
    g_autoptr(GPtrArray) all = NULL;
    GPtrArray *chosen = g_ptr_array_new_with_free_func(free_place);

    if (!ph_baseline_place_is_folder(request->path)) {
        g_ptr_array_add(chosen, ph_baseline_place_of_file(request->path));
        return chosen;
    }
    all = ph_baseline_places(request->path);
    for (guint i = 0; i < all->len; i++) {
        const ph_baseline_place *place = all->pdata[i];

        if ((!request->host || g_strcmp0(request->host, place->fingerprint) == 0) &&
            (!request->suite || g_strcmp0(request->suite, place->suite) == 0))
            g_ptr_array_add(chosen, ph_baseline_place_copy(place));
    }
    return chosen;
}

ph_baseline_place *ph_baseline_choose_place(const ph_baseline_request *request, GError **error)
{
    g_autoptr(GPtrArray) places = ph_baseline_choose_places(request);

    if (places->len == 1)
        return g_ptr_array_steal_index(places, 0);
    g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                "%s: it has %u baselines%s: name one with --host and --suite", request->path,
                places->len, request->host || request->suite ? " of these" : "");
    return NULL;
}
