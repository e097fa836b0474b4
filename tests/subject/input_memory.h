/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which inputs a subject was given before, by address and count. */
#ifndef INPUT_MEMORY_H
#define INPUT_MEMORY_H

#include "perfharness/subject.h"

typedef struct seen_input {
    const uint8_t *cells; /* NULL: not seen before. */
    uint64_t count;
    void *output; /* The subject's own use. */
    uint64_t output_length;
} seen_input;

/**
 * The entry of this column's input: if its cells are NULL, a free one for the caller to fill in.
 * NULL when the memory is full.
 */
seen_input *input_memory_find(const ph_subject_column *column);

#endif /* INPUT_MEMORY_H */
