/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/turn_window.h"

/* Between two neighbours, so that they do not lie at the same distance from a page boundary. */
enum { LINE_BYTES = 64 };

static size_t slot_stride(const ph_turn_memory *memory)
{
    return (size_t)memory->slot_bytes + LINE_BYTES;
}

static size_t window_stride(const ph_turn_memory *memory)
{
    return (size_t)(memory->window_cells * (sizeof(int64_t) + sizeof(uint32_t)) +
                    memory->window_bytes) +
           LINE_BYTES;
}

size_t ph_turn_slots_length(const ph_turn_memory *memory)
{
    return ph_turn_slot_offset(memory, PH_TURN_CALLS_MAX);
}

size_t ph_turn_windows_length(const ph_turn_memory *memory)
{
    return (size_t)memory->windows_shift + PH_TURN_CALLS_MAX * window_stride(memory);
}

size_t ph_turn_slot_offset(const ph_turn_memory *memory, size_t index)
{
    return PH_TURN_PAGE_BYTES + (size_t)memory->slots_shift + index * slot_stride(memory);
}

ph_turn_window ph_turn_window_at(const ph_turn_memory *memory, uint8_t *windows, size_t index)
{
    uint8_t *start = windows + memory->windows_shift + index * window_stride(memory);
    void *values = start, *ends = start + memory->window_cells * sizeof(int64_t);

    return (ph_turn_window){ .values = values,
                             .text_ends = ends,
                             .bytes = (uint8_t *)ends + memory->window_cells * sizeof(uint32_t) };
}
