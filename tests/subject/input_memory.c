/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "input_memory.h"

enum { CAPACITY = 1 << 16 };

seen_input *input_memory_find(const void *input, uint64_t count)
{
    static seen_input entries[CAPACITY];
    const uint64_t hash = ((uint64_t)(uintptr_t)input + count) * UINT64_C(0x9e3779b97f4a7c15);

    for (uint64_t i = 0; i < CAPACITY; i++) {
        seen_input *const entry = &entries[((hash >> 32) + i) % CAPACITY];

        if (!entry->input || (entry->input == input && entry->count == count))
            return entry;
    }
    return NULL;
}
