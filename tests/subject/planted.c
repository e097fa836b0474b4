/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correct, and as slow as is planted in it: a build that stands in for another puts other digits in
 * the place of these, so that many builds are copies of one file.
 */
#include "base_subject.h"

#include <time.h>

/* Of ten thousand cells, so many are decoded once more; and every call sleeps so many
 * microseconds. */
static const volatile char planted_work[] = "planted-work:00000";
static const volatile char planted_pause[] = "planted-pause:00000";

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
    const uint64_t pause_us = digits_of(planted_pause);
    const struct timespec pause = { .tv_nsec = (long)(1000 * pause_us) };
    ph_subject_column again = *column;

    again.count = column->count * digits_of(planted_work) / 10000;
    if (pause_us)
        nanosleep(&pause, NULL);
    if (again.count)
        (void)base_decode_column(state, &again, outcome);
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("planted");
    subject.decode_column = decode_as_planted;
    return index == 0 ? &subject : NULL;
}
