/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A slot: the memory that a subject is given a chunk of a built-in workload in. It holds the
 * records themselves, or, where the workload is the way back, the values or texts to encode, or
 * lines of JSON.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_ANSWER_SLOT_H
#define PH_HARNESS_ANSWER_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perfharness/workload.h"

/* What is in a slot that holds values or texts, for as many cells as its chunk has. */
typedef struct ph_encode_input {
    int64_t *values;     /* Decimals: one per cell; else NULL. */
    uint8_t *text;       /* Text: UTF-8 back to back; else NULL. */
    uint32_t *text_ends; /* Text: offset in text just past each cell's; else NULL. */
} ph_encode_input;

/* Are they lines of JSON? */
bool ph_slot_has_lines(const ph_workload *workload);

/* Bytes that a slot for so many records needs. It is aligned to 8 bytes. */
size_t ph_slot_capacity(const ph_workload *workload, size_t records);

/* Where in the slot of a workload that encodes columns its input is. Borrowed. */
ph_encode_input ph_slot_view(const ph_workload *workload, uint8_t *slot, size_t records);

/* What chunks are made of. */
typedef struct ph_slot_maker {
    const ph_workload *workload;
    uint64_t seed;
    size_t record_count; /* In a chunk. */
} ph_slot_maker;

/*
 * Fill a slot with a chunk, told apart from others by its number.
 *
 * @param records  Of a workload that encodes: room for the right answer, the records; else not
 * used.
 * @param truth    Receives what a decoder must find; its members may be NULL, but where lines are
 *                 made of it. Of a workload that encodes columns its input is that, in the slot:
 *                 the truth is not used.
 * @return bytes that the slot holds.
 */
size_t ph_slot_fill(const ph_slot_maker *maker, uint64_t chunk, uint8_t *slot, uint8_t *records,
                    const ph_truth *truth);

#endif /* PH_HARNESS_ANSWER_SLOT_H */
