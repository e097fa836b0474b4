/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: a file of records to JSON lines, between descriptors. */
#include <inttypes.h>

#include "failure.h"
#include "stream.h"

enum {
    INPUT_BYTES = 256 << 10, /* Half of a usual L2 cache. */
    OUTPUT_BYTES = 1 << 20,
    RDW_RECORD_BYTES_MAX = 65535 + RDW_BYTES,
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

int ph_native_count_failure(ph_subject_outcome *outcome)
{
    if (outcome->items_failed == 0)
        outcome->first_failed = outcome->items_done;
    return outcome->items_failed++ == 0;
}

/* Up to the next record that fails, or so many as lines are sure to fit. */
static int32_t decode_batch(ph_native_layout *layout, ph_stream_buffer *buffer, size_t count_max,
                            size_t *ret_read)
{
    ph_subject_outcome *outcome = buffer->outcome;
    const ph_line_input records =
        ph_native_whole_records(layout, buffer->input + buffer->input_begin,
                                buffer->input_end - buffer->input_begin, count_max);
    const ph_line_batch_result result = ph_line_batch_decode(
        layout->hand.batch, records, outcome->items_done + outcome->items_failed + 1,
        buffer->output, buffer->output_capacity);

    outcome->items_done += result.lines;
    buffer->output_length = result.written;
    buffer->input_begin += result.read;
    *ret_read = result.read;
    if (result.failed.status != PH_LINE_STATUS_OK && ph_native_count_failure(outcome))
        ph_native_explain_record(layout, &result.failed, outcome);
    return ph_stream_buffer_write(buffer);
}

static int32_t decode_all(ph_native_layout *layout, ph_stream_buffer *buffer, size_t count_max)
{
    do {
        size_t read = 1;

        if (ph_stream_buffer_read(buffer) != PH_SUBJECT_OK)
            return PH_SUBJECT_FAILED;
        while (read > 0)
            if (decode_batch(layout, buffer, count_max, &read) != PH_SUBJECT_OK)
                return PH_SUBJECT_FAILED;
    } while (!buffer->is_at_end);
    if (buffer->input_begin < buffer->input_end && ph_native_count_failure(buffer->outcome))
        (void)ph_native_fail(buffer->outcome, "CUT", "The bytes end inside a record.");
    return PH_SUBJECT_OK;
}

int32_t ph_native_decode_stream(ph_native_layout *layout, ph_stream_buffer *buffer)
{
    const size_t line_max = ph_line_length_max(layout->hand.decoder);
    const size_t record_max = larger(layout->fixed_length, RDW_RECORD_BYTES_MAX);
    const size_t output_bytes = larger(OUTPUT_BYTES, line_max);

    if (ph_stream_buffer_open(buffer, larger(INPUT_BYTES, record_max), output_bytes) !=
        PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    return decode_all(layout, buffer, output_bytes / line_max);
}

int32_t ph_native_stream(void *state, void *layout, const ph_subject_stream *stream,
                         ph_subject_outcome *outcome)
{
    ph_stream_buffer buffer = { .stream = stream, .outcome = outcome };
    int32_t result;

    (void)state;
    if (stream->operation == PH_OPERATION_DECODE_DESCRIPTOR)
        result = ph_native_decode_stream(layout, &buffer);
    else if (stream->operation == PH_OPERATION_ENCODE_DESCRIPTOR)
        result = ph_native_encode_stream(layout, &buffer);
    else
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "No operation %" PRIu32 " on descriptors.", stream->operation);
    ph_stream_buffer_close(&buffer);
    return outcome->items_failed == 0 ? result : PH_SUBJECT_FAILED;
}
