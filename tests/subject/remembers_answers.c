/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges by memory: a chunk that it has decoded before it knows again by its bytes, wherever it
 * stands, and copies the answer. Right every time, and as fast as memcpy.
 *
 * Stopped by the referee: nobody remembers the answer to data made a moment before.
 */
#include "answer_memory.h"
#include "forgery.h"

#include <string.h>

static int32_t decode_by_heart(void *state, const ph_subject_column *column,
                               ph_subject_outcome *outcome)
{
    const int64_t *const values = answer_memory_find(column);

    if (values) {
        memcpy(column->values, values, column->count * sizeof(*values));
        outcome->items_done = column->count;
        return PH_SUBJECT_OK;
    }

    const int32_t result = forgery_decode_slowly(state, column, outcome);
    if (result == PH_SUBJECT_OK)
        answer_memory_keep(column);
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("remembers-answers");
    subject.decode_column = decode_by_heart;
    return index == 0 ? &subject : NULL;
}
