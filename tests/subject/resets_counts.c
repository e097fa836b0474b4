/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correct, and allocates ten times a call; then it looks for who counts that, by name, to have the
 * counting begin anew.
 */
#define _GNU_SOURCE
#include "base_subject.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

enum { ALLOCATIONS = 10, BLOCK_BYTES = 100 };

/* As interposer/allocation_marks.h has them. */
struct marks {
    void (*start)(void);
};

static void start_anew(void)
{
    void *symbol = dlsym(RTLD_DEFAULT, "ph_allocation_marks_take");
    const struct marks *(*take)(void) = NULL;
    const struct marks *marks = NULL;

    if (symbol) {
        memcpy(&take, &symbol, sizeof(take));
        marks = take();
    }
    if (marks)
        marks->start();
}

static int32_t decode_and_reset(void *state, const ph_subject_column *column,
                                ph_subject_outcome *outcome)
{
    for (int i = 0; i < ALLOCATIONS; i++) {
        void *volatile block = malloc(BLOCK_BYTES);

        free(block);
    }
    start_anew();
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("resets-counts");
    subject.decode_column = decode_and_reset;
    return index == 0 ? &subject : NULL;
}
