/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which inputs a subject was given before, by address and count of cells. */
#ifndef PH_TESTS_SUBJECT_INPUT_MEMORY_H
#define PH_TESTS_SUBJECT_INPUT_MEMORY_H

#include "perfharness/subject.h"

typedef struct seen_input {
    const void *input; /* NULL: not seen before. */
    uint64_t count;
    void *output; /* The subject's own use. */
    uint64_t output_length;
} seen_input;

/**
 * The entry of this input: if its input is NULL, a free one for the caller to fill in. NULL when
 * the memory is full.
 */
seen_input *input_memory_find(const void *input, uint64_t count);

#endif /* PH_TESTS_SUBJECT_INPUT_MEMORY_H */
