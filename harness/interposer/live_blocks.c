/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "interposer/live_blocks.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Open addressing; a block's place is never free while others that were put off by it stand behind.
 */
typedef struct entry {
    uintptr_t block; /* 0: none. */
    size_t bytes;
} entry;

enum { FIRST_CAPACITY = 1 << 14, FULL_PARTS = 2 }; /* It grows where one of two is taken. */

static entry *entries;
static size_t capacity; /* A power of two. */
static size_t count;

static size_t home_of(uintptr_t block)
{
    /* Blocks lie at multiples of 16; the factor is 2^64 over the golden ratio. */
    return (size_t)((uint64_t)(block >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (capacity - 1);
}

static entry *map(size_t wanted)
{
    static const char said[] = "perfharness-allocations: no memory to count allocations in\n";
    void *memory = mmap(NULL, wanted * sizeof(entry), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory != MAP_FAILED)
        return memory;
    if (write(STDERR_FILENO, said, sizeof(said) - 1) < 0)
        abort();
    _exit(EXIT_FAILURE);
}

static void put(uintptr_t block, size_t bytes)
{
    size_t at = home_of(block);

    while (entries[at].block && entries[at].block != block)
        at = (at + 1) & (capacity - 1);
    count += entries[at].block ? 0 : 1;
    entries[at] = (entry){ block, bytes };
}

static void grow(void)
{
    entry *before = entries;
    const size_t before_capacity = capacity;

    capacity = capacity ? 2 * capacity : FIRST_CAPACITY;
    entries = map(capacity);
    count = 0;
    for (size_t i = 0; i < before_capacity; i++)
        if (before[i].block)
            put(before[i].block, before[i].bytes);
    if (before)
        (void)munmap(before, before_capacity * sizeof(*before));
}

void ph_live_blocks_add(const void *block, size_t bytes)
{
    if (FULL_PARTS * count >= capacity)
        grow();
    put((uintptr_t)block, bytes);
}

/* Is the home of what stands at `at` cyclically behind the hole? Then it may stay. */
static bool may_stay(size_t hole, size_t at, size_t home)
{
    return hole < at ? home > hole && home <= at : home > hole || home <= at;
}

static void close_hole(size_t hole)
{
    for (size_t at = (hole + 1) & (capacity - 1); entries[at].block;
         at = (at + 1) & (capacity - 1)) {
        if (may_stay(hole, at, home_of(entries[at].block)))
            continue;
        entries[hole] = entries[at];
        hole = at;
    }
    entries[hole].block = 0;
}

size_t ph_live_blocks_remove(const void *block)
{
    const uintptr_t sought = (uintptr_t)block;
    size_t at;

    if (!capacity)
        return 0;
    for (at = home_of(sought); entries[at].block != sought; at = (at + 1) & (capacity - 1))
        if (!entries[at].block)
            return 0;

    const size_t bytes = entries[at].bytes;
    close_hole(at);
    count--;
    return bytes;
}

uint64_t ph_live_blocks_table_bytes(void)
{
    return (uint64_t)capacity * sizeof(*entries);
}
