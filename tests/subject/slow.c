/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sleeps 50 µs in every call: correct, so the figures themselves must show how slow it is. */
#include "base_subject.h"

#include <time.h>

static int32_t decode_slowly(void *state, const ph_subject_column *column,
                             ph_subject_outcome *outcome)
{
    const struct timespec pause = { .tv_nsec = 50000 };

    nanosleep(&pause, NULL);
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("slow");
    subject.decode_column = decode_slowly;
    return index == 0 ? &subject : NULL;
}
