/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls abort() in its first call: the harness must see SIGABRT and name the subject. */
#include "base_subject.h"

#include <stdlib.h>

static int32_t call_abort(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    (void)state, (void)column, (void)outcome;
    abort();
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("abort-on-call");
    subject.decode_column = call_abort;
    return index == 0 ? &subject : NULL;
}
