/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stream_buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "failure.h"

int32_t ph_stream_buffer_open(ph_stream_buffer *buffer, size_t input_bytes, size_t output_bytes)
{
    buffer->input_capacity = input_bytes;
    buffer->output_capacity = output_bytes;
    buffer->input = malloc(input_bytes);
    buffer->output = malloc(output_bytes);
    if (buffer->input && buffer->output)
        return PH_SUBJECT_OK;
    return ph_native_fail(buffer->outcome, "NO_MEMORY", "No memory for %zu bytes of buffers.",
                          input_bytes + output_bytes);
}

void ph_stream_buffer_close(ph_stream_buffer *buffer)
{
    free(buffer->input);
    free(buffer->output);
}

int32_t ph_stream_buffer_read(ph_stream_buffer *buffer)
{
    memmove(buffer->input, buffer->input + buffer->input_begin,
            buffer->input_end - buffer->input_begin);
    buffer->input_end -= buffer->input_begin;
    buffer->input_begin = 0;
    while (!buffer->is_at_end && buffer->input_end < buffer->input_capacity) {
        const ssize_t count = read(buffer->stream->input, buffer->input + buffer->input_end,
                                   buffer->input_capacity - buffer->input_end);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return ph_native_fail(buffer->outcome, PH_SUBJECT_ERROR_READ, "Reading: %s.",
                                  strerror(errno));
        buffer->is_at_end = count == 0;
        buffer->input_end += (size_t)count;
    }
    return PH_SUBJECT_OK;
}

int32_t ph_stream_buffer_write(ph_stream_buffer *buffer)
{
    size_t done = 0;

    while (done < buffer->output_length) {
        const ssize_t count =
            write(buffer->stream->output, buffer->output + done, buffer->output_length - done);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return ph_native_fail(buffer->outcome, PH_SUBJECT_ERROR_WRITE, "Writing: %s.",
                                  strerror(errno));
        done += (size_t)count;
        buffer->outcome->output_length += (uint64_t)count;
    }
    buffer->output_length = 0;
    return PH_SUBJECT_OK;
}
