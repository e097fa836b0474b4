/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * malloc() and its kin as all of a process calls them: each is handed on to the C library, under
 * the names by which that has them as well, and counted between the marks.
 */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "interposer/allocation_marks.h"
#include "interposer/live_blocks.h"

#define SEEN __attribute__((visibility("default")))

/* glibc's own. */
extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *block, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);
extern void __libc_free(void *block);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_counting;
static ph_allocation_counts counts;
static uint64_t live_bytes, start_bytes;

static void give(const void *block, size_t bytes)
{
    ph_live_blocks_add(block, bytes);
    live_bytes += bytes;
    if (!is_counting)
        return;
    counts.calls++;
    counts.bytes += bytes;
    if (live_bytes > start_bytes && live_bytes - start_bytes > counts.peak_live_bytes)
        counts.peak_live_bytes = live_bytes - start_bytes;
}

/* NULL: it failed, which is no allocation. */
static void *given(void *block, size_t bytes)
{
    if (!block)
        return NULL;
    (void)pthread_mutex_lock(&lock);
    give(block, bytes);
    (void)pthread_mutex_unlock(&lock);
    return block;
}

/* Before it is free: from then on another thread may be given it. */
static size_t taken(const void *block)
{
    (void)pthread_mutex_lock(&lock);
    const size_t bytes = ph_live_blocks_remove(block);
    live_bytes -= bytes;
    (void)pthread_mutex_unlock(&lock);
    return bytes;
}

SEEN void *malloc(size_t bytes)
{
    return given(__libc_malloc(bytes), bytes);
}

SEEN void *calloc(size_t count, size_t bytes)
{
    return given(__libc_calloc(count, bytes), count * bytes); /* NULL where that is too much. */
}

SEEN void free(void *block)
{
    if (block)
        (void)taken(block);
    __libc_free(block);
}

/* One that fails leaves the block where it was. */
SEEN void *realloc(void *block, size_t bytes)
{
    size_t before;
    void *moved;

    if (!block)
        return malloc(bytes);
    before = taken(block);
    moved = __libc_realloc(block, bytes);
    if (!moved && bytes > 0) {
        (void)pthread_mutex_lock(&lock);
        ph_live_blocks_add(block, before);
        live_bytes += before;
        (void)pthread_mutex_unlock(&lock);
    }
    return given(moved, bytes);
}

SEEN void *memalign(size_t alignment, size_t bytes)
{
    return given(__libc_memalign(alignment, bytes), bytes);
}

SEEN void *aligned_alloc(size_t alignment, size_t bytes)
{
    return memalign(alignment, bytes);
}

SEEN int posix_memalign(void **ret, size_t alignment, size_t bytes)
{
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;

    void *block = memalign(alignment, bytes);
    if (!block)
        return ENOMEM;
    *ret = block;
    return 0;
}

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

SEEN void *valloc(size_t bytes)
{
    return memalign(page_bytes(), bytes);
}

SEEN void *pvalloc(size_t bytes)
{
    const size_t page = page_bytes();

    if (bytes > SIZE_MAX - page)
        return NULL;
    return memalign(page, (bytes + page - 1) / page * page);
}

static void start(void)
{
    (void)pthread_mutex_lock(&lock);
    counts = (ph_allocation_counts){ 0 };
    start_bytes = live_bytes;
    is_counting = true;
    (void)pthread_mutex_unlock(&lock);
}

static void stop(ph_allocation_counts *ret)
{
    (void)pthread_mutex_lock(&lock);
    is_counting = false;
    *ret = counts;
    (void)pthread_mutex_unlock(&lock);
}

static uint64_t own_bytes(void)
{
    (void)pthread_mutex_lock(&lock);
    const uint64_t bytes = ph_live_blocks_table_bytes();
    (void)pthread_mutex_unlock(&lock);
    return bytes;
}

SEEN const ph_allocation_marks *ph_allocation_marks_take(void)
{
    static const ph_allocation_marks marks = { start, stop, own_bytes };
    static bool is_taken;
    const bool is_first = !is_taken;

    is_taken = true;
    return is_first ? &marks : NULL;
}
