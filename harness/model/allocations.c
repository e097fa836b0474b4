/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/allocations.h"

#include "perfharness/require.h"

ph_allocations *ph_allocations_copy(const ph_allocations *allocations)
{
    ph_allocations *copy = g_new(ph_allocations, 1);

    *copy = *allocations;
    copy->unseen = g_strdup(allocations->unseen);
    return copy;
}

void ph_allocations_free(ph_allocations *allocations)
{
    g_free(allocations->unseen);
    g_free(allocations);
}

/* Where a share of base's would say nothing, as of none at all. */
static const struct {
    const char *what;
    gboolean is_of_item;
    double least;
} counts[] = {
#define ITEM                       TRUE
#define CALL                       FALSE
#define X(member, what, of, least) { what, of, least },
    PH_ALLOCATION_LIST(X)
#undef X
#undef ITEM
#undef CALL
};

uint64_t ph_allocations_count(const ph_allocations *allocations, ph_allocation_count_id id)
{
    switch (id) {
#define X(member, what, of, least)                                                                 \
    case PH_ALLOCATION_##member: return allocations->member;
        PH_ALLOCATION_LIST(X)
#undef X
    default: PH_REQUIRE(id < PH_ALLOCATION_COUNTS); return 0;
    }
}

const char *ph_allocation_what(ph_allocation_count_id id)
{
    PH_REQUIRE(id < PH_ALLOCATION_COUNTS);

    return counts[id].what;
}

double ph_allocations_more(const ph_allocations *base, const ph_allocations *head,
                           ph_allocation_count_id id)
{
    PH_REQUIRE(base->items == head->items);

    const double before = (double)ph_allocations_count(base, id);
    const double after = (double)ph_allocations_count(head, id);
    const double least = counts[id].least * (counts[id].is_of_item ? (double)base->items : 1.0);

    return (after - before) / MAX(before, least);
}

gboolean ph_allocations_are_seen(const ph_allocations *allocations)
{
    return allocations && !allocations->unseen;
}

double ph_allocations_per_item(const ph_allocations *allocations, uint64_t count)
{
    PH_REQUIRE(allocations->items > 0);

    return (double)count / (double)allocations->items;
}
