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
#include "system/lock_holder.h"

enum { HOLDER_BYTES_MAX = 200, POLL_MS = 100 };

struct ph_host_lock {
    ph_lock *lock; /* NULL: not even the user's own could be had. */
    char *doubt;   /* NULL: it is the lock that all users share. */
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
static char *read_note(int descriptor)
{
    char text[HOLDER_BYTES_MAX + 1] = "";
    const ssize_t length = pread(descriptor, text, HOLDER_BYTES_MAX, 0);

    text[length > 0 ? length : 0] = '\0';
    g_strchomp(text);
    return *text ? ph_error_printable(text) : g_strdup("another process");
}

/* That, and what the kernel has where it says something else; the caller frees it. */
static char *read_holder(int descriptor)
{
    g_auto(ph_lock_holder) holder = ph_lock_holder_find(descriptor);
    g_autofree char *note = read_note(descriptor);
    g_autofree char *process = g_strdup_printf("process %d,", holder.process);
    g_autofree char *known = ph_lock_holder_text(&holder);

    if (!known || (strstr(note, process) && !ph_lock_holder_is_stranger(&holder)))
        return g_steal_pointer(&note);
    return g_strdup_printf("%s (it is held by %s)", note, known);
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

static void tell(int descriptor, gpointer data)
{
    const ph_host_lock_terms *terms = data;
    g_autofree char *holder = read_holder(descriptor);

    if (terms->waiting)
        terms->waiting(holder);
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

/* The descriptor becomes the lock's. */
static ph_host_lock *held(ph_lock *lock, int descriptor, const char *what, const char *doubt)
{
    ph_host_lock *host_lock = g_new0(ph_host_lock, 1);

    if (lock)
        write_holder(descriptor, what);
    host_lock->lock = lock;
    host_lock->doubt = g_strdup(doubt);
    return host_lock;
}

/* What of another user's is not waited for, or was for long enough: why; NULL: it is to be. */
static char *find_doubt(int descriptor, const char *path, const ph_host_lock_terms *terms,
                        gboolean is_time_over)
{
    g_auto(ph_lock_holder) holder = ph_lock_holder_find(descriptor);
    g_autofree char *known = ph_lock_holder_text(&holder);

    if (!ph_lock_holder_is_stranger(&holder))
        return NULL;
    if (!ph_lock_holder_is_measuring(&holder))
        return g_strdup_printf("%s, holds the host lock %s and is no measurement: it was not "
                               "waited for, and may disturb this one",
                               known, path);
    if (is_time_over && terms->wait_s >= terms->stranger_wait_s)
        return g_strdup_printf("%s, did not give the host lock %s back within %g s: it was waited "
                               "for no longer, and may disturb this measurement",
                               known, path, terms->wait_s);
    return NULL;
}

static ph_lock *take_open(int descriptor, const ph_host_lock_terms *terms, double wait_s,
                          ph_lock_outcome *ret_outcome)
{
    const ph_lock_terms waiting = { wait_s, POLL_MS, terms->is_interrupted, tell, (gpointer)terms };

    return ph_lock_take_open(descriptor, &waiting, ret_outcome);
}

static gboolean is_own(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid();
}

/*
 * The user's own lock, which nobody else can open. Where there can be none, as where another user
 * has put something in its place, there is none.
 */
static ph_host_lock *take_own(const char *path, const char *what, const ph_host_lock_terms *terms,
                              const char *doubt, GError **error)
{
    g_autofree char *own = g_strdup_printf("%s.%u", path, (guint)geteuid());
    const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
    const int descriptor = open(own, flags, 0600);
    ph_lock_outcome outcome;
    ph_lock *lock;

    if (descriptor < 0 || !is_own(descriptor)) {
        if (descriptor >= 0)
            (void)close(descriptor);
        return held(NULL, -1, what, doubt);
    }
    (void)fchmod(descriptor, 0600);
    lock = take_open(descriptor, terms, terms->wait_s, &outcome);
    if (lock)
        return held(lock, descriptor, what, doubt);
    refuse(outcome, descriptor, own, terms->wait_s, error);
    (void)close(descriptor);
    return NULL;
}

/* What is in the place of the file is another user's; else error, with the reason. */
static char *find_planted(const char *path, const char *why, GError **error)
{
    struct stat status;

    if (lstat(path, &status) == 0 && status.st_uid != 0 && status.st_uid != geteuid())
        return g_strdup_printf("what user %u has put in the place of the host lock %s is not to be "
                               "locked (%s): another measurement may disturb this one",
                               (guint)status.st_uid, path, why);
    (void)ph_refuse(error, PH_ERROR_STORAGE, "locking %s: %s", path, why);
    return NULL;
}

/* NULL: error says why, or *ret_doubt why another lock is to be taken. */
static ph_lock *take_shared(int descriptor, const char *path, const ph_host_lock_terms *terms,
                            char **ret_doubt, GError **error)
{
    ph_lock_outcome outcome;
    ph_lock *lock = take_open(descriptor, terms, 0.0, &outcome);

    if (outcome == PH_LOCK_BUSY)
        *ret_doubt = find_doubt(descriptor, path, terms, FALSE);
    if (outcome == PH_LOCK_BUSY && !*ret_doubt) {
        lock = take_open(descriptor, terms, terms->wait_s, &outcome);
        if (outcome == PH_LOCK_BUSY)
            *ret_doubt = find_doubt(descriptor, path, terms, TRUE);
    }
    if (!lock && !*ret_doubt)
        refuse(outcome, descriptor, path, terms->wait_s, error);
    return lock;
}

ph_host_lock *ph_host_lock_take(const char *path, const char *what, const ph_host_lock_terms *terms,
                                GError **error)
{
    PH_REQUIRE(terms->wait_s >= 0.0);

    const int descriptor = open_file(path);
    const char *why = descriptor < 0            ? g_strerror(errno)
                      : !is_regular(descriptor) ? "it is not a regular file"
                                                : NULL;
    g_autofree char *doubt = why ? find_planted(path, why, error) : NULL;
    ph_lock *lock = why ? NULL : take_shared(descriptor, path, terms, &doubt, error);

    if (lock)
        return held(lock, descriptor, what, NULL);
    if (descriptor >= 0)
        (void)close(descriptor);
    return doubt ? take_own(path, what, terms, doubt, error) : NULL;
}

const char *ph_host_lock_doubt(const ph_host_lock *lock)
{
    return lock->doubt;
}

void ph_host_lock_release(ph_host_lock *lock)
{
    /* The file stays: to remove it would let two in, one through each of two files. */
    if (lock->lock)
        ph_lock_release(lock->lock);
    g_free(lock->doubt);
    g_free(lock);
}
