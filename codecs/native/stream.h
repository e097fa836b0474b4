/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Both ways between descriptors. Private to the subject. */
#ifndef PH_CODECS_NATIVE_STREAM_H
#define PH_CODECS_NATIVE_STREAM_H

#include "layout.h"
#include "stream_buffer.h"

/* PH_SUBJECT_FAILED when it cannot go on, after saying so; items that failed are counted alone. */
int32_t ph_native_decode_stream(ph_native_layout *layout, ph_stream_buffer *buffer);
int32_t ph_native_encode_stream(ph_native_layout *layout, ph_stream_buffer *buffer);

/* Count an item that failed; true of the first, which is told. */
int ph_native_count_failure(ph_subject_outcome *outcome);

#endif /* PH_CODECS_NATIVE_STREAM_H */
