/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/name_index.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIRST_CAPACITY = 64 };

bool ph_name_index_add(ph_name_index *index, const char *name, size_t length, uint32_t place)
{
    if (index->count == index->capacity) {
        const size_t capacity = index->capacity ? 2 * index->capacity : FIRST_CAPACITY;
        ph_named_place *larger = realloc(index->names, capacity * sizeof(*larger));

        if (!larger)
            return false;
        index->names = larger;
        index->capacity = capacity;
    }
    index->names[index->count++] = (ph_named_place){ name, (uint32_t)length, place };
    return true;
}

static int compare(const void *a, const void *b)
{
    const ph_named_place *left = a, *right = b;
    const uint32_t shorter = left->length < right->length ? left->length : right->length;
    const int names = strncasecmp(left->name, right->name, shorter);

    if (names != 0)
        return names;
    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

void ph_name_index_sort(ph_name_index *index)
{
    if (index->count > 1)
        qsort(index->names, index->count, sizeof(*index->names), compare);
}

uint32_t ph_name_index_find(const ph_name_index *index, const char *name, uint32_t from)
{
    const ph_named_place wanted = { name, (uint32_t)strlen(name), from };
    size_t begin = 0, end = index->count;

    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;

        if (compare(&index->names[middle], &wanted) < 0)
            begin = middle + 1;
        else
            end = middle;
    }
    if (begin == index->count || index->names[begin].length != wanted.length ||
        strncasecmp(index->names[begin].name, name, wanted.length) != 0)
        return PH_NO_PLACE;
    return index->names[begin].place;
}

void ph_name_index_free(ph_name_index *index)
{
    free(index->names);
    *index = (ph_name_index){ .names = NULL };
}
