/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gets the last cell of every 100th call wrong by one: the comparison must look at the output of
 * every call, a sample of them will not do.
 */
#include "base_subject.h"
#include "spoil.h"

static int32_t decode_and_spoil_rarely(void *state, const ph_subject_column *column,
                                       ph_subject_outcome *outcome)
{
    static unsigned calls;
    const int32_t result = base_decode_column(state, column, outcome);

    if (++calls % 100 == 0)
        spoil_last_cell(column, outcome);
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("last-value-wrong-rarely");
    subject.decode_column = decode_and_spoil_rarely;
    return index == 0 ? &subject : NULL;
}
