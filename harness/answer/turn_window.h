/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where in the memory of a referee's turns (protocol/turn.h) what stands. Any thread; no state. */
#ifndef PH_HARNESS_ANSWER_TURN_WINDOW_H
#define PH_HARNESS_ANSWER_TURN_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/turn.h"

/* Parts of one window. Borrowed. */
typedef struct ph_turn_window {
    int64_t *values;
    uint32_t *text_ends;
    uint8_t *bytes;
} ph_turn_window;

/* Bytes of the whole memory. */
size_t ph_turn_slots_length(const ph_turn_memory *memory);
size_t ph_turn_windows_length(const ph_turn_memory *memory);

/* Bytes from the memory's start to a slot. */
size_t ph_turn_slot_offset(const ph_turn_memory *memory, size_t index);

/* A window of the memory that begins here. */
ph_turn_window ph_turn_window_at(const ph_turn_memory *memory, uint8_t *windows, size_t index);

#endif /* PH_HARNESS_ANSWER_TURN_WINDOW_H */
