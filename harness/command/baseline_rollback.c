/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline rollback`: an earlier entry becomes the baseline again. */
#include <stdio.h>

#include "command/baseline_action.h"
#include "command/baseline_text.h"
#include "error/error.h"

static ph_baseline *refuse_entry(const ph_chain *history, const char *why, GError **error)
{
    (void)ph_refuse(error, PH_ERROR_BASELINE, "%s: %s", history->path, why);
    return NULL;
}

/* Without a name, the entry before the baseline; where that is lost, the last one. */
static ph_baseline *choose_entry(const ph_chain *history, const ph_baseline *current,
                                 const char *prefix, GError **error)
{
    const ph_baseline *last = ph_chain_last(history);
    const gboolean is_last_current = last && current && ph_baseline_equals(last, current);
    const guint offset = is_last_current ? 2 : 1;
    gint at;

    if (!prefix && history->entries->len < offset)
        return refuse_entry(history, "there is no earlier entry to go back to", error);
    at = prefix ? ph_chain_find(history, prefix, error) : (gint)(history->entries->len - offset);
    if (at + 1 == (gint)history->entries->len && is_last_current)
        return refuse_entry(history, "this entry is the baseline already", error);
    return at < 0 ? NULL : ph_chain_entry_at(history, (guint)at);
}

static ph_baseline *make_entry(const ph_baseline_request *request, const ph_baseline *earlier,
                               const ph_baseline *current)
{
    g_autoptr(GPtrArray) overridden = g_ptr_array_new();
    g_autoptr(ph_measurement) before = current ? ph_baseline_measurement(current) : NULL;
    g_autoptr(ph_measurement) after = ph_baseline_measurement(earlier);
    g_autofree char *default_reason =
        g_strdup_printf("back to the baseline of %s", earlier->timestamp);
    const ph_evidence evidence = ph_evidence_of(before, after);
    const ph_baseline_origin origin = {
        .promoted_by =
            request->promoted_by ? request->promoted_by : "perfharness baseline rollback",
        .reason = request->reason ? request->reason : default_reason,
        .overridden = overridden,
        .reason_kind = request->reason_kind != PH_REASON_KIND_NONE ? request->reason_kind
                                                                   : PH_REASON_KIND_MANUAL_OVERRIDE,
        .evidence = &evidence,
    };

    return ph_baseline_restore(earlier, &origin);
}

ph_exit ph_baseline_action_rollback(const ph_baseline_request *request, GError **error)
{
    g_autoptr(ph_baseline_place) place = ph_baseline_choose_place(request, error);
    g_autoptr(ph_baseline_store) store =
        place ? ph_baseline_open_for_writing(place, request, error) : NULL;
    g_autoptr(ph_baseline) current = NULL, entry = NULL, earlier = NULL;
    g_autoptr(ph_chain) history = NULL;
    ph_baseline_store_state state;

    /* A baseline.json that is damaged is what this is for. */
    if (store)
        (void)ph_baseline_store_current(store, &current, &state, NULL);
    history = store ? ph_baseline_choose_history(place, store, current, request, error) : NULL;
    earlier = history ? choose_entry(history, current, request->operands[0], error) : NULL;
    if (!earlier)
        return PH_EXIT_FAILED;
    entry = make_entry(request, earlier, current);
    if (!ph_baseline_store_commit(store, entry, error))
        return PH_EXIT_FAILED;
    ph_baseline_print(place->path, "rolled back");
    ph_baseline_show_line(stdout, entry);
    ph_baseline_tell_history(request, store, entry);
    return PH_EXIT_PASS;
}
