/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"

enum { WAIT_S = 30, POLL_MS = 10 };

struct ph_lock {
    char *path;
    int descriptor;
};

/* Its holder removes the file: whoever waited for that one holds nothing. */
static gboolean is_still_there(int descriptor, const char *path)
{
    struct stat held, named;

    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/* A locked descriptor; -1 and errno, EWOULDBLOCK when somebody else holds it. */
static int try_lock(const char *path)
{
    const int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    int cause;

    if (descriptor < 0)
        return -1;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        cause = errno == EINTR ? EWOULDBLOCK : errno;
    else if (is_still_there(descriptor, path))
        return descriptor;
    else
        cause = EWOULDBLOCK;
    (void)close(descriptor);
    errno = cause;
    return -1;
}

ph_lock *ph_lock_take(const char *path, GError **error)
{
    const gint64 deadline = g_get_monotonic_time() + (gint64)WAIT_S * G_USEC_PER_SEC;
    ph_lock *lock;
    int descriptor;

    while ((descriptor = try_lock(path)) < 0 && errno == EWOULDBLOCK &&
           g_get_monotonic_time() < deadline)
        g_usleep((gulong)POLL_MS * 1000);
    if (descriptor < 0) {
        if (errno == EWOULDBLOCK)
            g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                        "%s: another process has held the baseline for %d s; try again when it is "
                        "done",
                        path, WAIT_S);
        else
            g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "locking %s: %s", path,
                        g_strerror(errno));
        return NULL;
    }
    lock = g_new(ph_lock, 1);
    lock->path = g_strdup(path);
    lock->descriptor = descriptor;
    return lock;
}

void ph_lock_release(ph_lock *lock)
{
    (void)g_unlink(lock->path);
    (void)close(lock->descriptor);
    g_free(lock->path);
    g_free(lock);
}
