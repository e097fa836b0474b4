/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The subject's calls for whole records, and the layout that they share. */
#ifndef PH_CODECS_NATIVE_LAYOUT_H
#define PH_CODECS_NATIVE_LAYOUT_H

#include "perfharness/record_encode.h"
#include "perfharness/subject.h"

/* What one thread decodes by, and where its lines go before there is a place for them. */
typedef struct ph_native_hand {
    ph_line_decoder *decoder;
    ph_line_batch *batch;
    void *decoder_memory; /* Owned, as the next two are. */
    void *batch_memory;
    uint8_t *lines;
    size_t lines_capacity;
} ph_native_hand;

/* Records of a copybook, and how they are decoded. */
typedef struct ph_native_layout {
    ph_copybook copybook;
    const ph_record *record; /* The only one there is. */
    ph_line_options options; /* Of the lines, as it was asked for. */
    const ph_codec *codec;   /* The kernels that open() chose. */
    uint64_t fixed_length;   /* 0: each record says its own. */
    char page_name[16];
    void *reader_memory;     /* Owned, as all that follow are. */
    ph_native_hand hand;     /* Of the calling thread. */
    ph_native_hand *helpers; /* Of others beside it, made when they are asked for. */
    uint32_t helper_count;
    ph_record_encoder *encoder; /* NULL: it was not yet asked for, as the next one. */
    ph_record_encode_plan *encode_plan;
    void *encoder_memory; /* Owned, as the next two are. */
    void *encode_plan_memory;
    char *line; /* To be encoded: so long as one can be; NULL likewise. */
} ph_native_layout;

int32_t ph_native_open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                              uint64_t *ret_record_length, ph_subject_outcome *outcome);
void ph_native_close_layout(void *state, void *layout);
int32_t ph_native_decode_records(void *state, void *layout, const ph_subject_records *records,
                                 ph_subject_outcome *outcome);
int32_t ph_native_encode_records(void *state, void *layout, const ph_subject_lines *lines,
                                 ph_subject_outcome *outcome);
/* PH_OPERATION_DECODE_FILE_THREADS, of several. */
int32_t ph_native_decode_threads(ph_native_layout *layout, const ph_subject_records *records,
                                 ph_subject_outcome *outcome);

/* What a thread needs to decode, in memory that it owns; lines beside it are made where they are
 * needed. False without memory. */
bool ph_native_hand_make(const ph_native_layout *layout, ph_native_hand *ret);
void ph_native_hand_free(ph_native_hand *hand);
int32_t ph_native_describe_layout(void *state, void *layout, uint8_t *output, uint64_t capacity,
                                  ph_subject_outcome *outcome);

int32_t ph_native_stream(void *state, void *layout, const ph_subject_stream *stream,
                         ph_subject_outcome *outcome);

/* Before a record that says its own length: that, big-endian, and two bytes of 0. */
#define RDW_BYTES 4u

/* The bytes that are whole records, so many at most, from the first on. */
ph_line_input ph_native_whole_records(const ph_native_layout *layout, const uint8_t *bytes,
                                      uint64_t size, uint64_t count_max);

/* Say in the outcome what is wrong with a record. */
void ph_native_explain_record(const ph_native_layout *layout, const ph_line_result *result,
                              ph_subject_outcome *outcome);

#endif /* PH_CODECS_NATIVE_LAYOUT_H */
