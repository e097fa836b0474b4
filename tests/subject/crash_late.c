/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Is correct for 1,000 calls and then dies of SIGSEGV: launches and blocks finished before that
 * must be kept, and the subject named.
 */
#include "base_subject.h"

#include <signal.h>

static int32_t crash_late(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    enum { CORRECT_CALLS = 1000 };
    static unsigned calls;

    if (calls++ == CORRECT_CALLS)
        raise(SIGSEGV);
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("crash-late");
    subject.decode_column = crash_late;
    return index == 0 ? &subject : NULL;
}
