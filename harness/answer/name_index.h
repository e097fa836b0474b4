/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names in order, found without a look at each: upper and lower case are the same. */
#ifndef PH_HARNESS_ANSWER_NAME_INDEX_H
#define PH_HARNESS_ANSWER_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ph_named_place {
    const char *name; /* Borrowed, of so many characters. */
    uint32_t length;
    uint32_t place; /* In whatever list it stands. */
} ph_named_place;

typedef struct ph_name_index {
    ph_named_place *names; /* Owned. */
    size_t count;
    size_t capacity;
} ph_name_index;

#define PH_NO_PLACE UINT32_MAX

/* Places are added in any order. False without memory. */
bool ph_name_index_add(ph_name_index *index, const char *name, size_t length, uint32_t place);

/* Once all are added, and before one is looked for. */
void ph_name_index_sort(ph_name_index *index);

/* The first place from this one on that has the name, or PH_NO_PLACE. */
uint32_t ph_name_index_find(const ph_name_index *index, const char *name, uint32_t from);

void ph_name_index_free(ph_name_index *index);

#endif /* PH_HARNESS_ANSWER_NAME_INDEX_H */
