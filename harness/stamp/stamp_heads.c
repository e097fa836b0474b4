/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/stamp_heads.h"

#include "baseline/chain.h"
#include "baseline/place.h"
#include "stamp/manifest.h"

char *ph_stamp_series(const char *fingerprint, const char *suite)
{
    return g_strdup_printf("%s/%s", fingerprint, suite);
}

char *ph_stamp_histories(const char *baseline)
{
    g_autoptr(ph_baseline_place) place =
        ph_baseline_place_is_folder(baseline) ? NULL : ph_baseline_place_of_file(baseline);

    return g_strdup(place ? place->histories : baseline);
}

static gboolean add_baseline(GPtrArray *manifest, const ph_baseline_place *place, GError **error)
{
    g_autoptr(ph_chain) chain =
        ph_chain_read(place->histories, place->fingerprint, place->suite, error);
    const ph_baseline *last = chain ? ph_chain_last(chain) : NULL;
    g_autofree char *series = ph_stamp_series(place->fingerprint, place->suite);

    if (last)
        ph_manifest_add(manifest, series, chain->entries->len, last->sha256);
    return chain != NULL;
}

GPtrArray *ph_stamp_heads(ph_run_store *store, const char *baseline, GError **error)
{
    g_autoptr(GPtrArray) manifest = ph_manifest_new();
    g_autofree char *histories = baseline ? ph_stamp_histories(baseline) : NULL;
    g_autoptr(GPtrArray) places = histories ? ph_baseline_places(histories) : NULL;
    g_auto(ph_receipt) head = { 0 };

    for (guint i = 0; places && i < places->len; i++)
        if (!add_baseline(manifest, (const ph_baseline_place *)places->pdata[i], error))
            return NULL;
    if (!ph_run_store_head(store, &head, error))
        return NULL;
    if (head.id > 0)
        ph_manifest_add(manifest, PH_MANIFEST_HISTORY, head.id, head.sha256);
    return g_steal_pointer(&manifest);
}
