/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records to lines, as many as one thread decodes at a time. */
#ifndef PH_CODECS_NATIVE_DECODE_PART_H
#define PH_CODECS_NATIVE_DECODE_PART_H

#include <stdbool.h>

#include "layout.h"

/* What is left of the records, and where their lines go. Borrowed. */
typedef struct ph_native_part {
    const ph_native_layout *layout;
    ph_line_batch *batch; /* Of this thread alone. */
    ph_line_input records;
    uint64_t index; /* Of the next record, from 0. */
    uint8_t *output;
    uint64_t capacity;
    ph_subject_outcome *outcome;
} ph_native_part;

/* All that is left: who fails is counted in the outcome. False when the lines do not fit. */
bool ph_native_decode_part(ph_native_part *part);

/* No record from this one on, of so many, can be found: all of them fail. */
void ph_native_lose_records(ph_native_part *part, uint64_t count);

/* PH_SUBJECT_FAILED, after saying that the lines do not fit. */
int32_t ph_native_fail_full(const ph_subject_records *records, ph_subject_outcome *outcome);

#endif /* PH_CODECS_NATIVE_DECODE_PART_H */
