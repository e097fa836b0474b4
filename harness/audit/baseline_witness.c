/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit/baseline_witness.h"

#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "history/receipt.h"
#include "history/witness.h"
#include "perfharness/require.h"
#include "stamp/stamp_heads.h"

/* 0: it does not say. */
static gint64 time_of(const ph_baseline *entry)
{
    const char *promoted_at = ph_json_text(entry->document, "promoted_at");
    gint64 at_us = 0;

    (void)(promoted_at && ph_history_time_read(promoted_at, &at_us));
    return at_us;
}

char *ph_baseline_witness(const ph_chain *history)
{
    const ph_baseline *last = ph_chain_last(history);

    PH_REQUIRE(last != NULL);
    return ph_receipt_witness(&(ph_receipt){
        .id = history->entries->len,
        .sha256 = (char *)last->sha256,
        .at_us = time_of(last),
    });
}

void ph_baseline_witnesses_hold(const ph_chain *history, GPtrArray *witnesses)
{
    g_autofree char *path = ph_error_printable(history->path);

    for (guint i = 0; witnesses->len > 0 && i < history->entries->len; i++) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(history, i);

        ph_witnesses_hold(witnesses, path, i + 1, entry->sha256, time_of(entry));
    }
    ph_witnesses_end(witnesses, path, history->entries->len);
}

void ph_baseline_stamps_hold(const ph_chain *history, ph_stamp_check *stamps)
{
    const ph_baseline *last = ph_chain_last(history);
    g_autofree char *path = ph_error_printable(history->path);
    g_autofree char *series = last ? ph_stamp_series(last->fingerprint, last->suite) : NULL;

    if (!last)
        return;
    ph_stamp_check_begin(stamps, path, series, NULL);
    for (guint i = 0; i < history->entries->len; i++) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(history, i);

        ph_stamp_check_element(stamps, i + 1, entry->sha256, time_of(entry));
    }
}
