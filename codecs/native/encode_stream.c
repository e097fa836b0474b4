/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: JSON lines to a file of records, between descriptors. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "perfharness/record_encode.h"
#include "stream.h"

enum { INPUT_BYTES = 256 << 10, OUTPUT_BYTES = 256 << 10, RDW_LENGTH_MAX = 65535 };

typedef struct encoding {
    ph_native_layout *layout;
    ph_stream_buffer *buffer;
    ph_record_encoder *encoder;
    size_t header_bytes; /* Before each record. */
    bool is_skipping;    /* The rest of a line that is too long. */
} encoding;

static void explain(const encoding *e, const ph_record_encode_result *result)
{
    const ph_copybook *copybook = &e->layout->copybook;
    ph_subject_outcome *outcome = e->buffer->outcome;
    char code[sizeof(outcome->error_code)], words[sizeof(outcome->error_detail)];

    ph_native_code(ph_record_encode_status_name(result->status), code, sizeof(code));
    ph_record_encode_words(copybook, result, words, sizeof(words));
    (void)ph_native_fail(outcome, code, "%s", words);
    (void)ph_record_encode_path(copybook, result, outcome->error_field,
                                sizeof(outcome->error_field));
}

static void fail_too_long(const encoding *e, const char *what)
{
    if (ph_native_count_failure(e->buffer->outcome))
        (void)ph_native_fail(e->buffer->outcome, "TOO_LONG", "%s is too long.", what);
}

static bool is_blank(const char *line, size_t length)
{
    while (length > 0 &&
           (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
        length--;
    return length == 0;
}

static int32_t encode_line(encoding *e, char *line, size_t length)
{
    ph_stream_buffer *buffer = e->buffer;
    uint8_t *header = buffer->output + buffer->output_length;
    const ph_record_encode_result result =
        ph_record_encode(e->encoder, line, length, header + e->header_bytes);

    if (result.status != PH_RECORD_ENCODE_OK) {
        if (ph_native_count_failure(buffer->outcome))
            explain(e, &result);
        return PH_SUBJECT_OK;
    }
    if (e->header_bytes > 0) {
        if (result.length > RDW_LENGTH_MAX) {
            fail_too_long(e, "The record");
            return PH_SUBJECT_OK;
        }
        header[0] = (uint8_t)(result.length >> 8);
        header[1] = (uint8_t)result.length;
        header[2] = header[3] = 0;
    }
    buffer->outcome->items_done++;
    buffer->output_length += e->header_bytes + result.length;
    if (buffer->output_capacity - buffer->output_length <
        e->header_bytes + e->layout->record->length_max)
        return ph_stream_buffer_write(buffer);
    return PH_SUBJECT_OK;
}

/* The lines at hand; what is left is none yet, unless the input is at its end. */
static int32_t encode_lines(encoding *e)
{
    ph_stream_buffer *buffer = e->buffer;

    while (buffer->input_begin < buffer->input_end) {
        char *line = (char *)buffer->input + buffer->input_begin;
        const size_t left = buffer->input_end - buffer->input_begin;
        const char *end = memchr(line, '\n', left);
        const size_t length = end ? (size_t)(end - line) : left;

        if (!end && !buffer->is_at_end)
            return PH_SUBJECT_OK;
        buffer->input_begin += length + (end ? 1 : 0);
        if (!e->is_skipping && !is_blank(line, length) &&
            encode_line(e, line, length) != PH_SUBJECT_OK)
            return PH_SUBJECT_FAILED;
        e->is_skipping = false;
    }
    return PH_SUBJECT_OK;
}

static int32_t encode_all(encoding *e)
{
    ph_stream_buffer *buffer = e->buffer;

    do {
        if (ph_stream_buffer_read(buffer) != PH_SUBJECT_OK || encode_lines(e) != PH_SUBJECT_OK)
            return PH_SUBJECT_FAILED;
        if (buffer->input_end - buffer->input_begin < buffer->input_capacity)
            continue;
        /* As much as any line needs, and no end in it. */
        if (!e->is_skipping)
            fail_too_long(e, "The line");
        e->is_skipping = true;
        buffer->input_begin = buffer->input_end;
    } while (!buffer->is_at_end);
    return ph_stream_buffer_write(buffer);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

int32_t ph_native_encode_stream(ph_native_layout *layout, ph_stream_buffer *buffer)
{
    encoding e = { .layout = layout,
                   .buffer = buffer,
                   .header_bytes = layout->options.is_variable ? RDW_BYTES : 0 };
    void *memory =
        malloc(ph_record_encoder_size(&layout->copybook, layout->record, &layout->options));
    int32_t result = PH_SUBJECT_FAILED;

    if (!memory)
        return ph_native_fail(buffer->outcome, "NO_MEMORY", "No memory for the encoder.");
    e.encoder = ph_record_encoder_make(&layout->copybook, layout->record, &layout->options, memory);
    if (ph_stream_buffer_open(
            buffer, larger(INPUT_BYTES, ph_record_encoder_line_max(e.encoder) + 1),
            larger(OUTPUT_BYTES, layout->record->length_max + e.header_bytes)) == PH_SUBJECT_OK)
        result = encode_all(&e);
    free(memory);
    return result;
}
