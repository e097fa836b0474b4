/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands side by side in a group, on both sides: who is whose partner, and how far each side
 * has been looked at. */
#ifndef PH_HARNESS_ANSWER_LAYOUT_GROUP_H
#define PH_HARNESS_ANSWER_LAYOUT_GROUP_H

#include "answer/layout_walk.h"
#include "answer/name_alignment.h"

/* Above all bytes that are added up: 2^53. */
#define PH_LAYOUT_BYTES_MAX (INT64_C(1) << 53)

/* A group as both have it. Bytes are counted from its first, on each side. */
typedef struct ph_layout_group {
    const char *path;
    uint32_t *items; /* Of the copybook, those with storage. Owned. */
    size_t item_count;
    uint32_t *found;          /* Of the subject, likewise. Owned. */
    const char **found_names; /* NULL: of a group that is none, and whose items stand behind it. */
    size_t found_count;
    size_t *partners;         /* By place in items: the one in found, or PH_NO_NAME. Owned. */
    int64_t base, found_base; /* Where it begins in the record. */
    size_t base_cause;        /* Why that differs. */
    int64_t end, found_end;   /* Behind all that was looked at so far. */
    int64_t stray_end;        /* Behind what shares storage, and not where it should. */
    int64_t found_reach;      /* Behind all that the subject has, in whatever place. */
    size_t cause;             /* Why they differ. */
    uint32_t before;          /* The item before, in the copybook. */
} ph_layout_group;

/* Bytes of so many occurrences; PH_LAYOUT_BYTES_MAX at most. */
int64_t ph_layout_extent(uint64_t size, uint64_t occurs);

/* What both have in this group: ranges of the copybook's items, and of the described ones. False
 * without memory; it is to be freed in either case. */
bool ph_layout_group_fill(ph_layout_walk *w, uint32_t begin, uint32_t end, uint32_t found_begin,
                          uint32_t found_end, ph_layout_group *g);
void ph_layout_group_free(ph_layout_group *g);

/* By how much what comes next stands elsewhere in its group. */
int64_t ph_layout_group_shift(const ph_layout_group *g);

/* Something that ends there was looked at; cause is why it may not on both sides. */
void ph_layout_group_move_ends(ph_layout_group *g, int64_t end, int64_t found_end, size_t cause);

/* "GROUP.NAME", of PH_LAYOUT_PATH_MAX bytes at most. */
void ph_layout_group_path(const ph_layout_group *g, const char *name, char *ret);

#endif /* PH_HARNESS_ANSWER_LAYOUT_GROUP_H */
