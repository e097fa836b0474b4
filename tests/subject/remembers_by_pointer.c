/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keeps its output by the input's address and count and replays it without looking at the bytes:
 * a check that puts other bytes at an address it has used before must catch it.
 */
#include "base_subject.h"
#include "input_memory.h"

#include <stdlib.h>
#include <string.h>

static size_t values_size(const ph_subject_column *column)
{
    return column->count * (column->values ? sizeof(*column->values) : sizeof(*column->text_ends));
}

/* Values or text ends first, the text behind them. */
static void remember(seen_input *input, const ph_subject_column *column, uint64_t output_length)
{
    const size_t values_bytes = values_size(column);
    uint8_t *const output = malloc(values_bytes + output_length);

    if (!output)
        return;
    if (column->values)
        memcpy(output, column->values, values_bytes);
    else
        memcpy(output, column->text_ends, values_bytes);
    if (output_length > 0)
        memcpy(output + values_bytes, column->text, output_length);
    *input = (seen_input){ column->cells, column->count, output, output_length };
}

static void replay(const seen_input *input, const ph_subject_column *column)
{
    const size_t values_bytes = values_size(column);

    if (column->values)
        memcpy(column->values, input->output, values_bytes);
    else
        memcpy(column->text_ends, input->output, values_bytes);
    if (input->output_length > 0)
        memcpy(column->text, (const uint8_t *)input->output + values_bytes, input->output_length);
}

static int32_t decode_once(void *state, const ph_subject_column *column,
                           ph_subject_outcome *outcome)
{
    seen_input *const input = input_memory_find(column->cells, column->count);

    if (!input || !input->input) {
        const int32_t result = base_decode_column(state, column, outcome);

        if (input && result == PH_SUBJECT_OK)
            remember(input, column, outcome->output_length);
        return result;
    }
    replay(input, column);
    outcome->items_done = column->count;
    outcome->output_length = input->output_length;
    return PH_SUBJECT_OK;
}

/* The same for cells: the output is all of one kind. */
static int32_t encode_once(void *state, const ph_subject_encode_column *column,
                           ph_subject_outcome *outcome)
{
    const void *const given =
        column->values ? (const void *)column->values : (const void *)column->text;
    const size_t length = column->count * column->width;
    seen_input *const input = input_memory_find(given, column->count);

    if (input && input->input) {
        memcpy(column->cells, input->output, length);
        outcome->items_done = column->count;
        return PH_SUBJECT_OK;
    }

    const int32_t result = base_encode_column(state, column, outcome);
    uint8_t *const output = input && result == PH_SUBJECT_OK ? malloc(length) : NULL;
    if (output) {
        memcpy(output, column->cells, length);
        *input = (seen_input){ given, column->count, output, length };
    }
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("remembers-by-pointer");
    subject.decode_column = decode_once;
    subject.encode_column = encode_once;
    return index == 0 ? &subject : NULL;
}
