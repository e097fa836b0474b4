/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gets the last cell of every call wrong by one: the comparison must reach the last cell. */
#include "base_subject.h"
#include "spoil.h"

static int32_t decode_and_spoil(void *state, const ph_subject_column *column,
                                ph_subject_outcome *outcome)
{
    const int32_t result = base_decode_column(state, column, outcome);

    spoil_last_cell(column, outcome);
    return result;
}

static int32_t encode_and_spoil(void *state, const ph_subject_encode_column *column,
                                ph_subject_outcome *outcome)
{
    const int32_t result = base_encode_column(state, column, outcome);

    if (column->count > 0)
        column->cells[column->count * column->width - 1] ^= 0x10;
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("last-value-wrong");
    subject.decode_column = decode_and_spoil;
    subject.encode_column = encode_and_spoil;
    return index == 0 ? &subject : NULL;
}
