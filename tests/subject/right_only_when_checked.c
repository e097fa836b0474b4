/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Works until an input comes for the second time (the check is over, timing has begun), then
 * writes nothing and reports success: the comparison after timing must catch it.
 */
#include "base_subject.h"
#include "input_memory.h"

static int is_being_checked(const void *bytes, uint64_t count)
{
    static int is_checked;
    seen_input *const input = input_memory_find(bytes, count);

    is_checked |= !input || input->input;
    if (!is_checked)
        *input = (seen_input){ .input = bytes, .count = count };
    return !is_checked;
}

static int32_t decode_while_checked(void *state, const ph_subject_column *column,
                                    ph_subject_outcome *outcome)
{
    if (is_being_checked(column->cells, column->count))
        return base_decode_column(state, column, outcome);
    outcome->items_done = column->count;
    /* What plain text comes to: one byte of UTF-8 each. */
    outcome->output_length = column->text ? column->count * column->width : 0;
    return PH_SUBJECT_OK;
}

static int32_t encode_while_checked(void *state, const ph_subject_encode_column *column,
                                    ph_subject_outcome *outcome)
{
    const void *const input =
        column->values ? (const void *)column->values : (const void *)column->text;

    if (is_being_checked(input, column->count))
        return base_encode_column(state, column, outcome);
    outcome->items_done = column->count;
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("right-only-when-checked");
    subject.decode_column = decode_while_checked;
    subject.encode_column = encode_while_checked;
    return index == 0 ? &subject : NULL;
}
