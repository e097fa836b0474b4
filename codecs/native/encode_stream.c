/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: JSON lines to a file of records, between descriptors. */
#include <stdbool.h>
#include <string.h>

#include "encode_lines.h"
#include "stream.h"

enum { INPUT_BYTES = 256 << 10, OUTPUT_BYTES = 256 << 10 };

typedef struct encoding {
    ph_native_layout *layout;
    ph_stream_buffer *buffer;
    bool is_skipping; /* The rest of a line that is too long. */
} encoding;

/* Behind a record: is there room for the next one? */
static int32_t make_room(encoding *e)
{
    ph_stream_buffer *buffer = e->buffer;

    if (buffer->output_capacity - buffer->output_length < ph_native_record_max(e->layout))
        return ph_stream_buffer_write(buffer);
    return PH_SUBJECT_OK;
}

static int32_t encode_line(encoding *e, char *line, size_t length)
{
    ph_stream_buffer *buffer = e->buffer;

    buffer->output_length += ph_native_encode_line(
        e->layout, line, length, buffer->output + buffer->output_length, buffer->outcome);
    return make_room(e);
}

/* Lines that are as they are written, up to the first that is another. */
static int32_t encode_planned(encoding *e)
{
    ph_stream_buffer *buffer = e->buffer;
    size_t length, taken = 1;

    while (taken > 0 && !e->is_skipping && buffer->input_begin < buffer->input_end) {
        taken = ph_native_encode_planned(
            e->layout, (const char *)buffer->input + buffer->input_begin,
            buffer->input_end - buffer->input_begin, buffer->output + buffer->output_length,
            &length, buffer->outcome);
        buffer->input_begin += taken;
        buffer->output_length += length;
        if (make_room(e) != PH_SUBJECT_OK)
            return PH_SUBJECT_FAILED;
    }
    return PH_SUBJECT_OK;
}

/* Any line. False: what is at hand is none yet. */
static bool encode_next(encoding *e, int32_t *status)
{
    ph_stream_buffer *buffer = e->buffer;
    char *line = (char *)buffer->input + buffer->input_begin;
    const size_t left = buffer->input_end - buffer->input_begin;
    const char *end = memchr(line, '\n', left);
    const size_t length = end ? (size_t)(end - line) : left;

    if (!end && !buffer->is_at_end)
        return false;
    buffer->input_begin += length + (end ? 1 : 0);
    if (!e->is_skipping && !ph_native_is_blank(line, length))
        *status = encode_line(e, line, length);
    e->is_skipping = false;
    return true;
}

/* The lines at hand; what is left is none yet, unless the input is at its end. */
static int32_t encode_lines(encoding *e)
{
    ph_stream_buffer *buffer = e->buffer;
    int32_t status = encode_planned(e);

    while (status == PH_SUBJECT_OK && buffer->input_begin < buffer->input_end &&
           encode_next(e, &status))
        if (status == PH_SUBJECT_OK)
            status = encode_planned(e);
    return status;
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
            ph_native_fail_too_long(buffer->outcome, "The line");
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
    encoding e = { .layout = layout, .buffer = buffer };

    if (ph_native_encoder(layout, buffer->outcome) != PH_SUBJECT_OK ||
        ph_stream_buffer_open(buffer,
                              larger(INPUT_BYTES, ph_record_encoder_line_max(layout->encoder) + 1),
                              larger(OUTPUT_BYTES, ph_native_record_max(layout))) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    return encode_all(&e);
}
