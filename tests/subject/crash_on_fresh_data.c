/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dies of SIGSEGV on data that were made after all those of a check, and is right before. */
#include "base_subject.h"
#include "stale_data.h"

#include <signal.h>

static int32_t decode(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    int is_fresh;
    const int32_t result = stale_data_decode(state, column, outcome, &is_fresh);

    if (is_fresh)
        raise(SIGSEGV);
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("crash-on-fresh-data");
    subject.decode_column = decode;
    return index == 0 ? &subject : NULL;
}
