/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correct, with functions of its own before the decoding, of which one does more where PLANTED says
 * so: what a comparison has to name. They have names as linkers know Rust's, and as nobody should.
 */
#include "base_subject.h"

#include <stdlib.h>

enum { PLANTED_NOTHING, PLANTED_INLINED, PLANTED_MEMORY, PLANTED_HOSTILE, PLANTED_ELSEWHERE };

static inline __attribute__((always_inline)) void taken_in(unsigned cell)
{
    const unsigned turns = PLANTED == PLANTED_INLINED ? 60 : 2;

    for (unsigned i = 0; i < turns; i++)
        __asm__ volatile("" : "+r"(cell));
}

__attribute__((noinline)) static void
called(unsigned cell) __asm__("_ZN14copybook_codec7numeric6called17h0123456789abcdefE");

__attribute__((noinline)) static void called(unsigned cell)
{
    void *volatile memory = NULL;

    __asm__ volatile("" : "+r"(cell));
    if (PLANTED == PLANTED_MEMORY)
        memory = malloc(100);
    free(memory);
}

__attribute__((noinline)) static void
hostile(unsigned cell) __asm__("\"<b>|*evil*</script>[x](y)\"");

__attribute__((noinline)) static void hostile(unsigned cell)
{
    const unsigned turns = PLANTED == PLANTED_HOSTILE ? 60 : 2;

    for (unsigned i = 0; i < turns; i++)
        __asm__ volatile("" : "+r"(cell));
}

/* Nobody runs it; what stands behind it is moved by it. */
__attribute__((noinline, used)) static unsigned elsewhere(unsigned cell)
{
    const unsigned turns = PLANTED == PLANTED_ELSEWHERE ? cell : 2;

    for (unsigned i = 0; i < turns; i++)
        __asm__ volatile("" : "+r"(cell));
    return PLANTED == PLANTED_ELSEWHERE ? cell * turns / 7 : cell;
}

static int32_t decode_explained(void *state, const ph_subject_column *column,
                                ph_subject_outcome *outcome)
{
    for (unsigned i = 0; i < column->count; i++) {
        taken_in(i);
        called(i);
        hostile(i);
    }
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("explained");
    subject.decode_column = decode_explained;
    return index == 0 ? &subject : NULL;
}
