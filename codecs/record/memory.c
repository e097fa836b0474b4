/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/memory.h"

#include <stdint.h>
#include <string.h>

ph_lent_memory ph_lent_memory_begin(void *memory, size_t size)
{
    const size_t odd = (uintptr_t)memory % _Alignof(max_align_t);
    const size_t lost = odd ? _Alignof(max_align_t) - odd : 0;
    char *low = memory;

    if (size < lost)
        return (ph_lent_memory){ low, low };
    return (ph_lent_memory){ low + lost, low + size };
}

void *ph_lent_memory_grow(ph_lent_memory *memory, size_t size)
{
    void *given = memory->low;

    if ((size_t)(memory->high - memory->low) < size)
        return NULL;
    memory->low += size;
    return given;
}

char *ph_lent_memory_copy(ph_lent_memory *memory, const char *text, size_t length)
{
    if ((size_t)(memory->high - memory->low) <= length)
        return NULL;
    memory->high -= length + 1;
    memcpy(memory->high, text, length);
    memory->high[length] = '\0';
    return memory->high;
}
