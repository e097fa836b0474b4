/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* mincore */
#include "storage/page_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"

/* Looked at at once: a page of memory for each page of it is a byte here. */
#define WINDOW_BYTES ((guint64)1 << 30)

static guint64 page_bytes(void)
{
    return (guint64)sysconf(_SC_PAGESIZE);
}

/* FALSE: not known. */
static gboolean count_window(int descriptor, guint64 at, guint64 bytes, guchar *pages,
                             guint64 *ret_there)
{
    const guint64 count = (bytes + page_bytes() - 1) / page_bytes();
    void *window = mmap(NULL, bytes, PROT_READ, MAP_SHARED, descriptor, (off_t)at);
    gboolean is_known;

    if (window == MAP_FAILED)
        return FALSE;
    is_known = mincore(window, bytes, pages) == 0;
    for (guint64 i = 0; is_known && i < count; i++)
        *ret_there += pages[i] & 1;
    (void)munmap(window, bytes);
    return is_known;
}

gboolean ph_page_cache_is_told(int descriptor)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", descriptor);
    struct stat status;

    return geteuid() == 0 || (fstat(descriptor, &status) == 0 && status.st_uid == geteuid()) ||
           faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

double ph_page_cache_share(int descriptor, guint64 bytes)
{
    g_autofree guchar *pages = g_malloc(WINDOW_BYTES / page_bytes());
    const guint64 count = (bytes + page_bytes() - 1) / page_bytes();
    guint64 there = 0;

    for (guint64 at = 0; at < bytes; at += WINDOW_BYTES)
        if (!count_window(descriptor, at, MIN(bytes - at, WINDOW_BYTES), pages, &there))
            return NAN;
    return count ? (double)there / (double)count : NAN;
}

static gboolean fail(int number, GError **error)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(number));
}

gboolean ph_page_cache_write_back(int descriptor, GError **error)
{
    return fdatasync(descriptor) == 0 || fail(errno, error);
}

gboolean ph_page_cache_drop(int descriptor, GError **error)
{
    /* Of a file that is open for reading alone, too, as it may have been written a moment ago. */
    if (fsync(descriptor) != 0)
        return fail(errno, error);
    (void)posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    return TRUE;
}
