/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correct, and as slow as is planted in it: a build that stands in for another puts other digits in
 * the place of these, so that many builds are copies of one file.
 */
#include "base_subject.h"

/* For each ten thousand cells, so many are decoded besides, over and over. */
static const volatile char planted_work[] = "planted-work:00000";

static uint64_t digits_of(const volatile char *text)
{
    uint64_t number = 0;

    while (*text != ':')
        text++;
    while (*++text)
        number = 10 * number + (uint64_t)(*text - '0');
    return number;
}

static int32_t decode_as_planted(void *state, const ph_subject_column *column,
                                 ph_subject_outcome *outcome)
{
    ph_subject_column again = *column;

    for (uint64_t left = column->count * digits_of(planted_work) / 10000; left;
         left -= again.count) {
        again.count = left < column->count ? left : column->count;
        (void)base_decode_column(state, &again, outcome);
    }
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("planted");
    subject.decode_column = decode_as_planted;
    return index == 0 ? &subject : NULL;
}
