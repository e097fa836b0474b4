/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/lock.h"

#include <errno.h>
#include <unistd.h>

#include "platform/file_lock.h"
#include "platform/open_flags.h"

#define YEAR_S (365.0 * 86400.0)

struct ph_lock {
    char *path; /* To be removed; NULL: it stays. */
    int descriptor;
};

/* What is being locked. */
typedef struct attempt {
    const ph_lock_file *file; /* NULL: what is open already. */
    int descriptor;           /* -1: not open. */
} attempt;

/* Closing must not hide the reason. */
static void close_quietly(int *descriptor)
{
    const int cause = errno;

    if (*descriptor >= 0)
        (void)close(*descriptor);
    *descriptor = -1;
    errno = cause;
}

static ph_lock_outcome try_lock(attempt *a)
{
    if (a->descriptor < 0 && a->file)
        a->descriptor =
            open(a->file->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, a->file->mode);
    if (a->descriptor < 0)
        return PH_LOCK_FAILED;
    if (!ph_file_lock_try(a->descriptor))
        return errno == EWOULDBLOCK || errno == EINTR ? PH_LOCK_BUSY : PH_LOCK_FAILED;
    /* Its holder removes the file: whoever waited for that one holds nothing. */
    if (!a->file || !a->file->is_removed || ph_file_lock_is_of(a->descriptor, a->file->path))
        return PH_LOCK_HELD;
    close_quietly(&a->descriptor); /* The next attempt makes another. */
    return PH_LOCK_BUSY;
}

static gint64 deadline_of(const ph_lock_terms *terms)
{
    return g_get_monotonic_time() + (gint64)(MIN(terms->wait_s, YEAR_S) * G_USEC_PER_SEC);
}

static gboolean is_over(const ph_lock_terms *terms, gint64 deadline)
{
    return terms->wait_s < YEAR_S && g_get_monotonic_time() >= deadline;
}

static gboolean is_interrupted(const ph_lock_terms *terms)
{
    if (!terms->is_interrupted)
        return FALSE;
    (void)g_main_context_iteration(NULL, FALSE);
    return *terms->is_interrupted;
}

static ph_lock_outcome wait_for(attempt *a, const ph_lock_terms *terms)
{
    const gint64 deadline = deadline_of(terms);
    ph_lock_outcome outcome = try_lock(a);

    if (outcome == PH_LOCK_BUSY && terms->waiting && terms->wait_s > 0.0)
        terms->waiting(a->descriptor, terms->data);
    while (outcome == PH_LOCK_BUSY && !is_over(terms, deadline)) {
        if (is_interrupted(terms))
            return PH_LOCK_INTERRUPTED;
        g_usleep((gulong)terms->poll_ms * 1000);
        outcome = try_lock(a);
    }
    return outcome;
}

static ph_lock *take(attempt *a, const ph_lock_terms *terms, ph_lock_outcome *ret_outcome)
{
    ph_lock *lock;

    *ret_outcome = wait_for(a, terms);
    if (*ret_outcome != PH_LOCK_HELD)
        return NULL;
    lock = g_new0(ph_lock, 1);
    lock->descriptor = a->descriptor;
    lock->path = a->file && a->file->is_removed ? g_strdup(a->file->path) : NULL;
    return lock;
}

ph_lock *ph_lock_take(ph_lock_file file, const ph_lock_terms *terms, ph_lock_outcome *ret_outcome)
{
    attempt a = { .file = &file, .descriptor = -1 };
    ph_lock *lock = take(&a, terms, ret_outcome);

    if (!lock)
        close_quietly(&a.descriptor);
    return lock;
}

ph_lock *ph_lock_take_open(int descriptor, const ph_lock_terms *terms, ph_lock_outcome *ret_outcome)
{
    attempt a = { .descriptor = descriptor };

    return take(&a, terms, ret_outcome);
}

void ph_lock_release(ph_lock *lock)
{
    ph_file_lock_close(lock->descriptor, lock->path);
    g_free(lock->path);
    g_free(lock);
}
