/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Works by chance, as a hash table that is seeded with the kernel's random numbers does: correct,
 * and up to a tenth of its column's cells is decoded once more. */
#include "base_subject.h"

#include <stddef.h>
#include <sys/random.h>

static int32_t decode_by_chance(void *state, const ph_subject_column *column,
                                ph_subject_outcome *outcome)
{
    enum { SHARES = 10 };
    unsigned char drawn = 0;
    ph_subject_column part = *column;

    (void)getrandom(&drawn, sizeof(drawn), 0);
    part.count = column->count * drawn / ((size_t)SHARES * 256);
    if (part.count > 0)
        (void)base_decode_column(state, &part, outcome);
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("draws-random");
    subject.decode_column = decode_by_chance;
    return index == 0 ? &subject : NULL;
}
