/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The subject's calls for whole records, and the layout that they share. */
#ifndef PH_CODECS_NATIVE_LAYOUT_H
#define PH_CODECS_NATIVE_LAYOUT_H

#include "perfharness/record_lines.h"
#include "perfharness/subject.h"

/* Records of a copybook, and how they are decoded. */
typedef struct ph_native_layout {
    ph_copybook copybook;
    const ph_record *record; /* The only one there is. */
    ph_line_decoder *decoder;
    ph_line_batch *batch;  /* By the kernels that open() chose. */
    uint64_t fixed_length; /* 0: each record says its own. */
    char page_name[16];
    void *reader_memory; /* Owned, as the next two are. */
    void *decoder_memory;
    void *batch_memory;
} ph_native_layout;

int32_t ph_native_open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                              uint64_t *ret_record_length, ph_subject_outcome *outcome);
void ph_native_close_layout(void *state, void *layout);
int32_t ph_native_decode_records(void *state, void *layout, const ph_subject_records *records,
                                 ph_subject_outcome *outcome);
int32_t ph_native_describe_layout(void *state, void *layout, uint8_t *output, uint64_t capacity,
                                  ph_subject_outcome *outcome);

#endif /* PH_CODECS_NATIVE_LAYOUT_H */
