/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The comparison of one record's layouts while it goes on, and the differences that it notes. For
 * layout_difference.c and what it is made of; one thread.
 */
#ifndef PH_HARNESS_ANSWER_LAYOUT_WALK_H
#define PH_HARNESS_ANSWER_LAYOUT_WALK_H

#include "answer/described_layout.h"
#include "answer/layout_difference.h"
#include "answer/name_index.h"
#include "answer/unread_text.h"

/* No difference: what stands elsewhere does so for no reason that was seen. */
#define PH_LAYOUT_NO_CAUSE SIZE_MAX

/* Pairs of names that are looked at for all of a record, at most. */
#define PH_LAYOUT_LOOKED_MAX 10000000

/* The comparison of one record. */
typedef struct ph_layout_walk {
    const ph_layout_truth *truth;
    const ph_record_item *items;        /* The copybook's. */
    const ph_described_item *described; /* The subject's. */
    uint32_t described_count;
    uint32_t *partners; /* By item of the record: the described one, or PH_RECORD_NO_ITEM. Owned. */
    size_t varying;     /* The difference that says so first, or PH_LAYOUT_NO_CAUSE. */
    uint32_t looked;    /* Pairs of names: PH_LAYOUT_LOOKED_MAX. */
    bool has_unread;    /* It was read. */
    ph_unread_text unread;
    ph_name_index renames; /* The subject's level 66, by name. */
    bool has_no_memory;
    ph_layout_differences *result;
} ph_layout_walk;

/* printf() into a text of so many bytes, which ends in any case. */
void ph_layout_put_text(char *ret, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The difference of that index; NULL: it is only counted, or none. */
ph_layout_difference *ph_layout_difference_at(ph_layout_walk *w, size_t index);

/* Note one; either may be NULL. Returns its index: beyond what is kept, it is counted. */
size_t ph_layout_note(ph_layout_walk *w, ph_layout_difference_kind kind, const char *path,
                      const ph_record_item *item, const ph_described_item *found);

/* Note what both have, and its rule. */
size_t ph_layout_note_rule(ph_layout_walk *w, ph_layout_difference_kind kind, const char *path,
                           const ph_layout_place *place, const ph_described_item *found,
                           void (*put_rule)(const ph_layout_place *place, char *ret));

/* What was expected of it, and what was found. */
void ph_layout_say(ph_layout_walk *w, size_t index, const char *expected, const char *found);
void ph_layout_say_numbers(ph_layout_walk *w, size_t index, int64_t expected, int64_t found);

/* One more stands elsewhere for that cause alone. */
void ph_layout_follow(ph_layout_walk *w, size_t cause);

/* Where the name stands in what the reader leaves out. False: nowhere, or no memory to look. */
bool ph_layout_find_unread(ph_layout_walk *w, const char *name, uint32_t *ret_line,
                           const char **ret_what);

#endif /* PH_HARNESS_ANSWER_LAYOUT_WALK_H */
