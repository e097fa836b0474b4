/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/host_lock.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/path.h"
#include "storage/lock.h"
#include "system/lock_descriptor.h"
#include "system/lock_holder.h"

enum { HOLDER_BYTES_MAX = 200, POLL_MS = 100, FILES_MAX = 3 };
enum { SHARED_MODE = 0666, OWN_MODE = 0600 };
#define YEAR_S (365.0 * 86400.0)

struct ph_host_lock {
    ph_lock *shared; /* Of all users; NULL: see the doubt. */
    ph_lock *own;    /* Of this user; NULL: see the doubt. */
    char *doubt;     /* NULL: nobody who keeps to these is known to measure. */
};

/* One of the two, as it is being taken. */
typedef struct taking {
    const char *path;
    const char *what;
    const ph_host_lock_terms *terms;
    gint64 deadline_us; /* For both. */
    gboolean is_own;
} taking;

char *ph_host_lock_path(void)
{
    static const char file_name[] = "perfharness.lock";
    const char *given = g_getenv("PERFHARNESS_LOCK");

    if (given && *given)
        return g_strdup(given);
    return ph_path_join(access("/run/lock", W_OK) == 0 ? "/run/lock" : "/tmp", file_name, NULL);
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

static ph_lock_holder find_holder(int descriptor)
{
    struct stat status;

    if (fstat(descriptor, &status) != 0)
        return (ph_lock_holder){ .kind = PH_LOCK_HOLDER_UNKNOWN };
    return ph_lock_holder_find(&status);
}

/* That, and what the kernel has where it says something else; the caller frees it. */
static char *read_holder(int descriptor)
{
    g_auto(ph_lock_holder) holder = find_holder(descriptor);
    g_autofree char *note = read_note(descriptor);
    g_autofree char *process = g_strdup_printf("process %d,", holder.process);
    g_autofree char *known = ph_lock_holder_text(&holder);

    if (!known || (strstr(note, process) && holder.kind == PH_LOCK_HOLDER_OWN))
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

/*
 * Why the shared lock's holder is not waited for, or was for long enough; NULL: it is to be. That
 * it calls itself perfharness is no proof that it measures, and so has its bound.
 */
static char *find_doubt(int descriptor, const taking *t, gboolean is_time_over)
{
    g_auto(ph_lock_holder) holder = find_holder(descriptor);
    g_autofree char *known = ph_lock_holder_text(&holder);

    if (t->is_own || holder.kind == PH_LOCK_HOLDER_OWN)
        return NULL;
    if (holder.kind == PH_LOCK_HOLDER_IDLE_STRANGER)
        return g_strdup_printf("%s, holds the host lock %s and is no measurement: it was not "
                               "waited for, and may disturb this one",
                               known, t->path);
    if (is_time_over && t->terms->wait_s >= t->terms->stranger_wait_s)
        return g_strdup_printf("%s, did not give the host lock %s back within %g s: it was waited "
                               "for no longer, and may disturb this measurement",
                               known ? known : "a process that cannot be seen from here", t->path,
                               t->terms->wait_s);
    return NULL;
}

static ph_lock *take_open(int descriptor, const taking *t, double wait_s,
                          ph_lock_outcome *ret_outcome)
{
    const ph_lock_terms waiting = { wait_s, POLL_MS, t->terms->is_interrupted, tell,
                                    (gpointer)t->terms };

    return ph_lock_take_open(descriptor, &waiting, ret_outcome);
}

/* NULL: error says why, or *ret_doubt why it is done without. */
static ph_lock *wait_for(int descriptor, const taking *t, char **ret_doubt, GError **error)
{
    const double left_s = (double)(t->deadline_us - g_get_monotonic_time()) / G_USEC_PER_SEC;
    ph_lock_outcome outcome;
    ph_lock *lock = take_open(descriptor, t, 0.0, &outcome);

    if (outcome == PH_LOCK_BUSY) {
        *ret_doubt = find_doubt(descriptor, t, FALSE);
        /* At least once more: its holder may have ended before it was looked at. */
        lock = take_open(descriptor, t, *ret_doubt ? 0.0 : MAX(left_s, 0.0), &outcome);
        if (lock)
            g_clear_pointer(ret_doubt, g_free);
        else if (outcome == PH_LOCK_BUSY && !*ret_doubt)
            *ret_doubt = find_doubt(descriptor, t, TRUE);
    }
    if (!lock && !*ret_doubt)
        refuse(outcome, descriptor, t->path, t->terms->wait_s, error);
    return lock;
}

/* One that another user can open is not this user's own. */
static gboolean make_own(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && status.st_uid == geteuid() &&
           fchmod(descriptor, OWN_MODE) == 0;
}

static int open_file(const taking *t, const char **ret_why)
{
    const int descriptor =
        ph_lock_descriptor_open(t->path, t->is_own ? OWN_MODE : SHARED_MODE, ret_why);

    if (descriptor < 0 || !t->is_own || make_own(descriptor))
        return descriptor;
    *ret_why = "it is another user's";
    (void)close(descriptor);
    return -1;
}

/* NULL: as wait_for(), or *ret_why says why there is nothing to be locked. */
static ph_lock *take_file(const taking *t, const char **ret_why, char **ret_doubt, GError **error)
{
    for (guint i = 0; i < FILES_MAX; i++) {
        const int descriptor = open_file(t, ret_why);
        ph_lock *lock = descriptor < 0 ? NULL : wait_for(descriptor, t, ret_doubt, error);

        if (lock && ph_lock_descriptor_is_at(descriptor, t->path)) {
            write_holder(descriptor, t->what);
            return lock;
        }
        if (!lock) {
            if (descriptor >= 0)
                (void)close(descriptor);
            return NULL;
        }
        ph_lock_release(
            lock); /* Of a file that was replaced, or removed, while it was waited for. */
    }
    *ret_why = "it is replaced again and again";
    return NULL;
}

/* The text becomes the lock's. */
static void add_doubt(ph_host_lock *lock, char *doubt)
{
    g_autofree char *before = lock->doubt;

    lock->doubt = before ? g_strconcat(before, "; ", doubt, NULL) : g_strdup(doubt);
    g_free(doubt);
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

static gboolean take_shared(ph_host_lock *lock, const taking *t, GError **error)
{
    const char *why = NULL;
    char *doubt = NULL;

    lock->shared = take_file(t, &why, &doubt, error);
    if (why)
        doubt = find_planted(t->path, why, error);
    if (doubt)
        add_doubt(lock, doubt);
    return lock->shared || doubt;
}

/* Where there can be none, as where another user has put something in its place, it is said. */
static gboolean take_own(ph_host_lock *lock, const taking *t, GError **error)
{
    const char *why = NULL;
    char *doubt = NULL;

    lock->own = take_file(t, &why, &doubt, error);
    if (why)
        add_doubt(lock, g_strdup_printf("%s, which keeps this user's measurements apart, is not to "
                                        "be locked (%s): another of them may disturb this one",
                                        t->path, why));
    return lock->own || why;
}

/* PATH.UID of another user's, whom it keeps from measuring twice: he measures without the shared
 * lock. */
static gboolean is_of_another_user(const char *name, const char *shared_name)
{
    guint64 user;

    return g_str_has_prefix(name, shared_name) && name[strlen(shared_name)] == '.' &&
           g_ascii_string_to_unsigned(name + strlen(shared_name) + 1, 10, 0, G_MAXUINT32, &user,
                                      NULL) &&
           user != geteuid();
}

static void note_those_beside(ph_host_lock *lock, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path), *shared_name = g_path_get_basename(path);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    const char *name;

    while (!lock->doubt && names && (name = g_dir_read_name(names))) {
        g_autofree char *other = ph_path_join(folder, name, NULL);
        g_auto(ph_lock_holder) holder = { .kind = PH_LOCK_HOLDER_UNKNOWN };
        g_autofree char *known = NULL;
        struct stat status;

        if (!is_of_another_user(name, shared_name) || lstat(other, &status) != 0)
            continue;
        holder = ph_lock_holder_find(&status);
        known = ph_lock_holder_text(&holder);
        if (known)
            add_doubt(lock, g_strdup_printf("%s, holds %s, as whoever measures without the host "
                                            "lock does: it may disturb this measurement",
                                            known, other));
    }
}

/*
 * The own lock is taken second, also by who does not get the first, and given back first: whoever
 * holds it while another holds the shared one measures beside that one, and does not wait.
 */
ph_host_lock *ph_host_lock_take(const char *path, const char *what, const ph_host_lock_terms *terms,
                                GError **error)
{
    PH_REQUIRE(terms->wait_s >= 0.0);

    g_autoptr(ph_host_lock) lock = g_new0(ph_host_lock, 1);
    g_autofree char *own_path = g_strdup_printf("%s.%u", path, (guint)geteuid());
    const gint64 deadline_us =
        g_get_monotonic_time() + (gint64)(MIN(terms->wait_s, YEAR_S) * G_USEC_PER_SEC);
    const taking shared = { path, what, terms, deadline_us, FALSE };
    const taking own = { own_path, what, terms, deadline_us, TRUE };

    if (!take_shared(lock, &shared, error) || !take_own(lock, &own, error))
        return NULL;
    note_those_beside(lock, path);
    return g_steal_pointer(&lock);
}

const char *ph_host_lock_doubt(const ph_host_lock *lock)
{
    return lock->doubt;
}

void ph_host_lock_release(ph_host_lock *lock)
{
    /* The files stay: to remove one would let two in, one through each of two files. */
    g_clear_pointer(&lock->own, ph_lock_release);
    g_clear_pointer(&lock->shared, ph_lock_release);
    g_free(lock->doubt);
    g_free(lock);
}
