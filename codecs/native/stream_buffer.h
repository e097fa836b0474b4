/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a call on descriptors holds of its input, and of its output: memory of its own for both. */
#ifndef PH_CODECS_NATIVE_STREAM_BUFFER_H
#define PH_CODECS_NATIVE_STREAM_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "perfharness/subject.h"

typedef struct ph_stream_buffer {
    const ph_subject_stream *stream; /* Borrowed, as the outcome. */
    ph_subject_outcome *outcome;
    uint8_t *input; /* Owned, as the output. */
    size_t input_capacity;
    size_t input_begin; /* What is at hand, */
    size_t input_end;   /* up to here. */
    int is_at_end;      /* Of the descriptor: no more will be at hand. */
    uint8_t *output;
    size_t output_capacity;
    size_t output_length; /* Not written yet. */
} ph_stream_buffer;

/* Room for so much. PH_SUBJECT_FAILED after saying so in the outcome: there is no memory for it. */
int32_t ph_stream_buffer_open(ph_stream_buffer *buffer, size_t input_bytes, size_t output_bytes);
void ph_stream_buffer_close(ph_stream_buffer *buffer);

/* As much of the input as there is room for, behind what is at hand. PH_SUBJECT_FAILED likewise. */
int32_t ph_stream_buffer_read(ph_stream_buffer *buffer);

/* Write all of the output that is not written. As above. */
int32_t ph_stream_buffer_write(ph_stream_buffer *buffer);

#endif /* PH_CODECS_NATIVE_STREAM_BUFFER_H */
