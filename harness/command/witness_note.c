/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/witness_note.h"

#include "baseline/chain.h"
#include "baseline/place.h"
#include "history/run_store.h"
#include "stamp/stamp_heads.h"

static void add(GPtrArray *notes, const char *what, gint64 number, const char *sha256)
{
    g_ptr_array_add(notes, g_strdup_printf("witness of the %s, for perfharness verify --witness: "
                                           "%" G_GINT64_FORMAT ":%s",
                                           what, number, sha256));
}

static void add_history(GPtrArray *notes)
{
    const char *variable = g_getenv(PH_STORE_VARIABLE);
    g_autofree char *remark = NULL;
    g_autoptr(ph_store_place) place =
        variable && *variable ? ph_store_place_choose(NULL, NULL) : NULL;
    g_autoptr(ph_run_store) store =
        place ? ph_run_store_open(place, PH_STORE_READ, &remark, NULL) : NULL;
    g_auto(ph_receipt) head = { 0 };

    if (store && ph_run_store_head(store, &head, NULL) && head.id > 0)
        add(notes, "history", head.id, head.sha256);
}

static void add_baseline(GPtrArray *notes, const ph_measurement *run, const char *baseline)
{
    const char *host = ph_measurement_fingerprint(run);
    g_autofree char *histories = ph_stamp_histories(baseline);
    g_autoptr(ph_chain) chain = NULL;
    const ph_baseline *last;

    if (!host || !run->suite || !ph_baseline_is_fingerprint(host) ||
        !ph_baseline_is_suite_name(run->suite))
        return;
    chain = ph_chain_read(histories, host, run->suite, NULL);
    last = chain ? ph_chain_last(chain) : NULL;
    if (last)
        add(notes, "baseline's history", chain->entries->len, last->sha256);
}

void ph_witness_notes_add(GPtrArray *notes, const ph_measurement *run, const char *baseline)
{
    add_history(notes);
    if (run && baseline)
        add_baseline(notes, run, baseline);
}
