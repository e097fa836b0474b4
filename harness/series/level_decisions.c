/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/level_decisions.h"

#include "series/level.h"

static gint by_id(gconstpointer a, gconstpointer b)
{
    const ph_history_level *const *first = a, *const *second = b;

    return ((*first)->id > (*second)->id) - ((*first)->id < (*second)->id);
}

/* Never before the level itself, whatever became of the store's clock. */
static gint64 head_at(const ph_history_level *level, const GArray *runs)
{
    gint64 head = level->first_position;

    for (guint i = 0; i < runs->len; i++) {
        const ph_trend_point *run = &g_array_index(runs, ph_trend_point, i);

        if (run->received_us <= level->at_us)
            head = MAX(head, run->position);
    }
    return head;
}

GArray *ph_level_decisions(const GPtrArray *levels, const ph_trend *trend)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    GArray *decisions = g_array_new(FALSE, FALSE, sizeof(ph_level_decision));

    for (guint i = 0; i < levels->len; i++)
        g_ptr_array_add(sorted, levels->pdata[i]);
    g_ptr_array_sort(sorted, by_id);
    for (guint i = 0; i < sorted->len; i++) {
        const ph_history_level *level = sorted->pdata[i];
        const ph_level_decision decision = { level->cause, level->first_position,
                                             head_at(level, trend->points) };

        g_array_append_val(decisions, decision);
    }
    return decisions;
}
