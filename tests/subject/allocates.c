/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correct, and allocates beside it exactly what its options ask for: "COUNT/CELLS" allocations of
 * 100 bytes in each call, for so many cells or the first of as many; and where "+" stands behind
 * that, it never frees them.
 */
#include "base_subject.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 100 };

static unsigned long allocations, cells = 1;
static bool is_leaking;

static int32_t read_options(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    char *end = NULL;

    (void)outcome;
    *ret_state = NULL;
    allocations = strtoul(options, &end, 10);
    cells = *end == '/' ? strtoul(end + 1, &end, 10) : 1;
    is_leaking = *end == '+';
    return PH_SUBJECT_OK;
}

/* That a compiler cannot leave out, as it may what is freed and never read. */
static void allocate(void)
{
    void *volatile block = malloc(BLOCK_BYTES);

    if (block)
        memset(block, 1, BLOCK_BYTES);
    if (!is_leaking)
        free(block);
}

static int32_t decode_and_allocate(void *state, const ph_subject_column *column,
                                   ph_subject_outcome *outcome)
{
    for (size_t i = 0; i < column->count; i += cells)
        for (unsigned long k = 0; k < allocations; k++)
            allocate();
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("allocates");
    subject.open = read_options;
    subject.decode_column = decode_and_allocate;
    return index == 0 ? &subject : NULL;
}
