/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One measurement at a time on a host: a lock on a file that all users share, which the kernel
 * gives back when its holder ends, however it ends.
 *
 * Who can open a file can hold a lock on it, for ever. So another user's process, root's aside,
 * keeps nobody away for good: one that does not call itself perfharness is not waited for, and one
 * that does, or that cannot be seen (outside this container, hidden, ended), is waited for so long
 * and no longer: until then it does keep away whoever would not wait so long. Beside the shared
 * lock everyone holds one of his user's own, PATH.UID, which keeps his measurements apart also
 * where he measures without the shared one. Who measures beside another is told so, as far as
 * /proc/locks shows it.
 *
 * Any thread, one at a time for each lock; no global state.
 */
#ifndef PH_HARNESS_SYSTEM_HOST_LOCK_H
#define PH_HARNESS_SYSTEM_HOST_LOCK_H

#include <glib.h>

typedef struct ph_host_lock ph_host_lock;

/*
 * Where the lock is: the environment's PERFHARNESS_LOCK, else perfharness.lock in /run/lock, else
 * in /tmp. In a container that is the container's own folder: hosts that run several measuring
 * containers share one by mounting it. The caller frees the path.
 */
char *ph_host_lock_path(void);

/* Whoever has waited so long for another user's measurement, or for nobody knows whom, is not
 * refused. */
#define PH_HOST_LOCK_STRANGER_WAIT_S 600.0

/* Zeroed, but for the second: whoever does not get it at once does not get it. */
typedef struct ph_host_lock_terms {
    double wait_s;          /* At most, for all there is to wait for; not negative. */
    double stranger_wait_s; /* That, but for tests. */
    void (*waiting)(
        const char *holder);        /* Told once who holds it, before it is waited for; NULL. */
    const gboolean *is_interrupted; /* Looked at while waiting; may be NULL. */
} ph_host_lock_terms;

/*
 * Take the lock, waiting for it if another process has it.
 *
 * @param what  Who measures, for those who wait: "perfharness run".
 * @return NULL and error: PH_ERROR_ENVIRONMENT when the time is over, with the holder;
 *         PH_ERROR_STORAGE when the file cannot be opened; PH_ERROR_INTERRUPTED.
 */
ph_host_lock *ph_host_lock_take(const char *path, const char *what, const ph_host_lock_terms *terms,
                                GError **error);

/* Why others may measure at the same time: a clause, borrowed; NULL: nobody who keeps to the locks
 * is seen to. */
const char *ph_host_lock_doubt(const ph_host_lock *lock);

void ph_host_lock_release(ph_host_lock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_host_lock, ph_host_lock_release)

#endif /* PH_HARNESS_SYSTEM_HOST_LOCK_H */
