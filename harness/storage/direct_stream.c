/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* O_DIRECT */
#include "storage/direct_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <math.h>
#include <time.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/nameless_file.h"

enum {
    BLOCK_BYTES = 1 << 20,
    DEPTH = 8, /* Blocks under way: what keeps an NVMe device busy. */
    ALIGNMENT = 4096,
};

typedef struct transfer {
    int descriptor;
    gboolean is_write;
    guint64 blocks;
    guint8 *memory; /* DEPTH blocks. Owned. */
} transfer;

guint64 ph_direct_bytes(guint64 bytes)
{
    return bytes / BLOCK_BYTES * BLOCK_BYTES;
}

static double now_ns(void)
{
    struct timespec time = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static gboolean fail(int number, GError **error)
{
    const gboolean is_unable = number == EINVAL || number == EOPNOTSUPP;

    return ph_refuse(error, is_unable ? PH_ERROR_ENVIRONMENT : PH_ERROR_STORAGE, "%s",
                     is_unable ? "it does not do O_DIRECT" : g_strerror(number));
}

static off_t place_of(guint64 block)
{
    return (off_t)(block * BLOCK_BYTES);
}

/* FALSE: there is no room in the queue, which is as deep as blocks are under way. */
static gboolean submit(const transfer *t, struct io_uring *ring, guint64 block)
{
    struct io_uring_sqe *entry = io_uring_get_sqe(ring);
    guint8 *memory = t->memory + block % DEPTH * BLOCK_BYTES;

    if (!entry)
        return FALSE;
    if (t->is_write)
        io_uring_prep_write(entry, t->descriptor, memory, BLOCK_BYTES, (guint64)place_of(block));
    else
        io_uring_prep_read(entry, t->descriptor, memory, BLOCK_BYTES, (guint64)place_of(block));
    return io_uring_submit(ring) == 1;
}

/* 0, or the errno of the first block that was not transferred whole. They are done in any order:
 * two may be under way to the same memory, which nobody looks at. */
static int run_ring(const transfer *t, struct io_uring *ring)
{
    guint64 begun = 0, done = 0;

    while (done < t->blocks) {
        struct io_uring_cqe *completion;
        int result;

        while (begun < t->blocks && begun < done + DEPTH)
            if (!submit(t, ring, begun++))
                return EBUSY;
        result = io_uring_wait_cqe(ring, &completion);
        if (result == -EINTR)
            continue;
        if (result < 0)
            return -result;
        result = completion->res;
        io_uring_cqe_seen(ring, completion);
        if (result != BLOCK_BYTES)
            return result < 0 ? -result : EIO;
        done++;
    }
    return 0;
}

static int run_one_by_one(const transfer *t)
{
    for (guint64 block = 0; block < t->blocks; block++) {
        const ssize_t count = t->is_write
                                  ? pwrite(t->descriptor, t->memory, BLOCK_BYTES, place_of(block))
                                  : pread(t->descriptor, t->memory, BLOCK_BYTES, place_of(block));

        if (count != BLOCK_BYTES)
            return count < 0 ? errno : EIO;
    }
    return 0;
}

/* What a device could take for nothing written, or for the same again, is none of it. */
static void fill(guint8 *memory)
{
    for (gsize i = 0; i < (gsize)DEPTH * BLOCK_BYTES; i += sizeof(guint32)) {
        const guint32 word = g_random_int();

        for (guint byte = 0; byte < sizeof(word); byte++)
            memory[i + byte] = (guint8)(word >> 8 * byte);
    }
}

static double run(transfer *t, GError **error)
{
    struct io_uring ring;
    const gboolean has_ring = io_uring_queue_init(DEPTH, &ring, 0) == 0;
    const double begun_ns = now_ns();
    const int number = has_ring ? run_ring(t, &ring) : run_one_by_one(t);
    const double ns = now_ns() - begun_ns;

    if (has_ring)
        io_uring_queue_exit(&ring);
    if (number == 0)
        return ns;
    (void)fail(number, error);
    return NAN;
}

static double open_and_run(int descriptor, guint64 bytes, gboolean is_write, GError **error)
{
    g_autoptr(GError) cause = NULL;
    transfer t = { .descriptor = ph_nameless_file_open(
                       descriptor, (is_write ? O_WRONLY : O_RDONLY) | O_DIRECT, &cause),
                   .is_write = is_write,
                   .blocks = bytes / BLOCK_BYTES };
    double ns;

    if (t.descriptor < 0) {
        (void)fail(EINVAL, error);
        return NAN;
    }
    t.memory = g_aligned_alloc(DEPTH, BLOCK_BYTES, ALIGNMENT);
    fill(t.memory);
    ns = run(&t, error);
    g_aligned_free(t.memory);
    (void)close(t.descriptor);
    return ns;
}

double ph_direct_read_ns(int descriptor, guint64 bytes, GError **error)
{
    return open_and_run(descriptor, bytes, FALSE, error);
}

double ph_direct_write_ns(int descriptor, guint64 bytes, GError **error)
{
    return open_and_run(descriptor, bytes, TRUE, error);
}

const char *ph_direct_library_version(void)
{
    return PH_LIBURING_VERSION;
}
