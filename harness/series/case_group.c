/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/case_group.h"

#include <math.h>

#include "series/detection_rules.h"

static void group_free(gpointer data)
{
    ph_case_group *group = data;

    g_array_unref(group->members);
    g_free(group);
}

/* Each ends at its head and begins behind its base. */
static gboolean overlap(gint64 base_a, gint64 head_a, gint64 base_b, gint64 head_b)
{
    return base_a < head_b && base_b < head_a;
}

static ph_case_group *group_new(const ph_nomination *first)
{
    ph_case_group *group = g_new0(ph_case_group, 1);

    group->direction = first->candidate.direction;
    group->base = first->candidate.base;
    group->head = first->candidate.head;
    group->members = g_array_new(FALSE, FALSE, sizeof(ph_nomination));
    return group;
}

static gboolean takes(const ph_case_group *group, const ph_candidate *candidate)
{
    return group->direction == candidate->direction &&
           overlap(group->base.position, group->head.position, candidate->base.position,
                   candidate->head.position);
}

static void add(ph_case_group *group, const ph_nomination *nomination)
{
    const ph_candidate *candidate = &nomination->candidate;

    if (candidate->base.position < group->base.position)
        group->base = candidate->base;
    if (candidate->head.position > group->head.position)
        group->head = candidate->head;
    g_array_append_val(group->members, *nomination);
}

/* By their bases: who overlaps with none of those before overlaps with none of theirs. */
static gint by_base(gconstpointer a, gconstpointer b)
{
    const ph_nomination *first = a, *second = b;
    const gint64 before = first->candidate.base.position, behind = second->candidate.base.position;

    return (before > behind) - (before < behind);
}

static gint by_size(gconstpointer a, gconstpointer b)
{
    const ph_nomination *first = a, *second = b;
    const gboolean is_count = first->candidate.rule == PH_CANDIDATE_EXACT;
    const gboolean is_other_count = second->candidate.rule == PH_CANDIDATE_EXACT;
    const double size = fabs(first->candidate.size), other = fabs(second->candidate.size);

    if (is_count != is_other_count)
        return is_count ? -1 : 1;
    return (size < other) - (size > other);
}

static gint by_first_size(gconstpointer a, gconstpointer b)
{
    const ph_case_group *const *first = a, *const *second = b;

    return by_size(&g_array_index((*first)->members, ph_nomination, 0),
                   &g_array_index((*second)->members, ph_nomination, 0));
}

static ph_case_group *group_of(GPtrArray *groups, const ph_nomination *nomination)
{
    for (guint i = 0; i < groups->len; i++) {
        if (takes(groups->pdata[i], &nomination->candidate))
            return groups->pdata[i];
    }
    g_ptr_array_add(groups, group_new(nomination));
    return groups->pdata[groups->len - 1];
}

GPtrArray *ph_case_groups(const GArray *nominations)
{
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(ph_nomination));
    GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);

    g_array_append_vals(sorted, nominations->data, nominations->len);
    g_array_sort(sorted, by_base);
    for (guint i = 0; i < sorted->len; i++) {
        const ph_nomination *nomination = &g_array_index(sorted, ph_nomination, i);

        add(group_of(groups, nomination), nomination);
    }
    for (guint i = 0; i < groups->len; i++)
        g_array_sort(((ph_case_group *)groups->pdata[i])->members, by_size);
    g_ptr_array_sort(groups, by_first_size);
    return groups;
}

gboolean ph_case_takes(const ph_history_case *history_case, const ph_candidate *candidate)
{
    return history_case->direction == candidate->direction &&
           overlap(history_case->base_position, history_case->head_position,
                   candidate->base.position, candidate->head.position);
}

gboolean ph_case_is_same_change(const ph_history_case *a, const ph_history_case *b)
{
    return a->direction == b->direction &&
           overlap(a->base_position, a->head_position, b->base_position, b->head_position);
}

gboolean ph_case_is_resolved_by(const ph_compared_change *shift, const ph_compared_change *later)
{
    const double left = shift->change + later->change;
    const double error =
        hypot(shift->ci95.high - shift->ci95.low, later->ci95.high - later->ci95.low) / 2.0;

    return shift->change * later->change < 0.0 && fabs(left) <= fmax(error, PH_CONFIRM_LEAST);
}

int ph_common_direction(const GArray *detections)
{
    guint known = 0, higher = 0, lower = 0;

    for (guint i = 0; i < detections->len; i++) {
        const ph_detection *detection = &g_array_index(detections, ph_detection, i);

        known += detection->state != PH_SERIES_LEARNING;
        if (detection->state == PH_SERIES_CANDIDATE) {
            higher += detection->candidate.direction > 0;
            lower += detection->candidate.direction < 0;
        }
    }
    if (known < PH_COMMON_SERIES_LEAST || MAX(higher, lower) < PH_COMMON_SHARE * known)
        return 0;
    return higher >= lower ? 1 : -1;
}
