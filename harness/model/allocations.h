/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one call of a subject allocates, counted exactly: the same in every run of the same library
 * on the same data.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_ALLOCATIONS_H
#define PH_HARNESS_MODEL_ALLOCATIONS_H

#include <glib.h>
#include <stdint.h>

/*
 * The counts. Identifier and member of documents; for people, what there is more of; and what a
 * change is a share of where base has less: so much of it, of an ITEM or of the whole CALL.
 */
#define PH_ALLOCATION_LIST(X)                                                                      \
    X(calls, "allocations", ITEM, 1.0)                                                             \
    X(bytes, "allocated bytes", ITEM, 64.0)                    /* A cache line. */                 \
    X(peak_live_bytes, "bytes in use at a time", CALL, 4096.0) /* A page. */

typedef enum ph_allocation_count_id {
#define X(member, what, of, least) PH_ALLOCATION_##member,
    PH_ALLOCATION_LIST(X)
#undef X
        PH_ALLOCATION_COUNTS,
} ph_allocation_count_id;

typedef struct ph_allocations {
    uint64_t records; /* That the call was of; above 0. */
    uint64_t items;   /* Their cells, at kernel level, else these records; as many for each. */
    /* Malloc, calloc, realloc and their like; free is none. Bytes as they were asked for. The peak
     * is of those beyond what was in use when the call began. */
#define X(member, what, of, least) uint64_t member;
    PH_ALLOCATION_LIST(X)
#undef X
    /* Of the whole process, its data included: no exact count. 0: not known. */
    uint64_t peak_resident_bytes;
    char *unseen; /* Why nothing is counted: then these are 0, and mean nothing. NULL: it is. */
} ph_allocations;

ph_allocations *ph_allocations_copy(const ph_allocations *allocations);
void ph_allocations_free(ph_allocations *allocations);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_allocations, ph_allocations_free)

/* Is there a count? Of NULL there is none. */
gboolean ph_allocations_are_seen(const ph_allocations *allocations);

/* One of its counts, and its name for people, "allocations". */
uint64_t ph_allocations_count(const ph_allocations *allocations, ph_allocation_count_id id);
const char *ph_allocation_what(ph_allocation_count_id id);

/* How much more of it head has than base, as a share of base's; where that has hardly any, of so
 * much that a change matters. Both are of the same call. */
double ph_allocations_more(const ph_allocations *base, const ph_allocations *head,
                           ph_allocation_count_id id);

/* An item's share of a count of the call. */
double ph_allocations_per_item(const ph_allocations *allocations, uint64_t count);

#endif /* PH_HARNESS_MODEL_ALLOCATIONS_H */
