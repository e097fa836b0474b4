/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/host_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "storage/lock.h"

enum { HOLDER_BYTES_MAX = 200, POLL_MS = 100 };

struct ph_host_lock {
    ph_lock *lock;
};

char *ph_host_lock_path(void)
{
    static const char file_name[] = "perfharness.lock";
    const char *given = g_getenv("PERFHARNESS_LOCK");

    if (given && *given)
        return g_strdup(given);
    return g_build_filename(access("/run/lock", W_OK) == 0 ? "/run/lock" : "/tmp", file_name, NULL);
}

/*
 * Everyone may write to it. A link is not followed: in a folder that all users write to, anyone may
 * have put one there. Where the kernel protects such folders, another user's file opens only when
 * it is not to be made.
 */
static int open_file(const char *path)
{
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
    int descriptor = open(path, flags | O_CREAT, 0666);

    if (descriptor < 0 && errno == EACCES)
        descriptor = open(path, flags);
    if (descriptor >= 0)
        (void)fchmod(descriptor, 0666); /* Whatever the umask says; another's is right already. */
    return descriptor;
}

static gboolean is_regular(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/* What the holder wrote, made fit to print; the caller frees it. */
static char *read_holder(int descriptor)
{
    char text[HOLDER_BYTES_MAX + 1] = "";
    const ssize_t length = pread(descriptor, text, HOLDER_BYTES_MAX, 0);

    text[length > 0 ? length : 0] = '\0';
    g_strchomp(text);
    return *text ? ph_error_printable(text) : g_strdup("another process");
}

/* For people only: a lock is one whether or not its holder could be written down. */
static void write_holder(int descriptor, const char *what)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format_iso8601(now);
    g_autofree char *text =
        g_strdup_printf("%s, process %d, since %s\n", what, (int)getpid(), time);

    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text, strlen(text), 0) < 0)
        return;
}

/* Whom to tell. */
typedef struct waiter {
    void (*waiting)(const char *holder);
} waiter;

static void tell(int descriptor, gpointer data)
{
    const waiter *told = data;
    g_autofree char *holder = read_holder(descriptor);

    if (told->waiting)
        told->waiting(holder);
}

static void refuse(ph_lock_outcome outcome, int descriptor, const char *path, double wait_s,
                   GError **error)
{
    const int cause = errno;
    g_autofree char *holder = read_holder(descriptor);

    if (outcome == PH_LOCK_INTERRUPTED)
        g_set_error(error, PH_ERROR, PH_ERROR_INTERRUPTED,
                    "interrupted while waiting for another measurement to end");
    else if (outcome == PH_LOCK_BUSY)
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "%s measures on this host (%s), and did not end within %g s: two at once would "
                    "disturb each other; try again later, or wait longer with --wait",
                    holder, path, wait_s);
    else
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "locking %s: %s", path, g_strerror(cause));
}

ph_host_lock *ph_host_lock_take(const char *path, const char *what, double wait_s,
                                void (*waiting)(const char *holder), const gboolean *is_interrupted,
                                GError **error)
{
    PH_REQUIRE(wait_s >= 0.0);

    const int descriptor = open_file(path);
    waiter told = { waiting };
    const ph_lock_terms terms = { wait_s, POLL_MS, is_interrupted, tell, &told };
    ph_lock_outcome outcome;
    ph_host_lock *host_lock;
    ph_lock *lock;

    if (descriptor < 0 || !is_regular(descriptor)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "locking %s: %s", path,
                    descriptor < 0 ? g_strerror(errno) : "it is not a regular file");
        if (descriptor >= 0)
            (void)close(descriptor);
        return NULL;
    }
    lock = ph_lock_take_open(descriptor, &terms, &outcome);
    if (!lock) {
        refuse(outcome, descriptor, path, wait_s, error);
        (void)close(descriptor);
        return NULL;
    }
    write_holder(descriptor, what);
    host_lock = g_new(ph_host_lock, 1);
    host_lock->lock = lock;
    return host_lock;
}

void ph_host_lock_release(ph_host_lock *lock)
{
    /* The file stays: to remove it would let two in, one through each of two files. */
    ph_lock_release(lock->lock);
    g_free(lock);
}
