/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes one value or byte more than it was asked for: guard values behind the output must catch
 * it. */
#include "base_subject.h"

static int32_t decode_too_far(void *state, const ph_subject_column *column,
                              ph_subject_outcome *outcome)
{
    const int32_t result = base_decode_column(state, column, outcome);

    if (column->values)
        column->values[column->count] = 12345;
    else
        column->text_ends[column->count] = 12345;
    return result;
}

static int32_t encode_too_far(void *state, const ph_subject_encode_column *column,
                              ph_subject_outcome *outcome)
{
    const int32_t result = base_encode_column(state, column, outcome);

    column->cells[column->count * column->width] = 0;
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("writes-past-end");
    subject.decode_column = decode_too_far;
    subject.encode_column = encode_too_far;
    return index == 0 ? &subject : NULL;
}
