/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correct, and has an allocator of its own, as a library has that is linked with one: it takes its
 * pages from the kernel, once, and no call of malloc() is to be seen.
 */
#define _GNU_SOURCE
#include "base_subject.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ARENA_BYTES = 1 << 20, BLOCK_BYTES = 64 };

static unsigned char *arena;
static size_t used;

/* Not by mmap(), which is a name that can be looked at as well. */
static unsigned char *map_arena(void)
{
    const long mapped = syscall(SYS_mmap, NULL, (size_t)ARENA_BYTES, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);

    if (mapped == -1)
        abort();
    return (unsigned char *)mapped; /* NOLINT(performance-no-int-to-ptr) */
}

static unsigned char *allocate(void)
{
    if (!arena)
        arena = map_arena();
    if (used + BLOCK_BYTES > ARENA_BYTES)
        used = 0;
    used += BLOCK_BYTES;
    return arena + used - BLOCK_BYTES;
}

static int32_t decode_and_allocate(void *state, const ph_subject_column *column,
                                   ph_subject_outcome *outcome)
{
    for (size_t i = 0; i < column->count; i++)
        memset(allocate(), 1, BLOCK_BYTES);
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("own-allocator");
    subject.decode_column = decode_and_allocate;
    return index == 0 ? &subject : NULL;
}
