/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One measurement at a time on a host: a lock on a file that all users share, which the kernel
 * gives back when its holder ends, however it ends.
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

/*
 * Take the lock, waiting for so long if another process has it. Whoever waits is told once, through
 * waiting (may be NULL), who holds it.
 *
 * @param what            Who measures, for those who wait: "perfharness run".
 * @param is_interrupted  Looked at while waiting; may be NULL.
 * @return NULL and error: PH_ERROR_ENVIRONMENT when the time is over, with the holder;
 *         PH_ERROR_STORAGE when the file cannot be opened; PH_ERROR_INTERRUPTED.
 */
ph_host_lock *ph_host_lock_take(const char *path, const char *what, double wait_s,
                                void (*waiting)(const char *holder), const gboolean *is_interrupted,
                                GError **error);

void ph_host_lock_release(ph_host_lock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_host_lock, ph_host_lock_release)

#endif /* PH_HARNESS_SYSTEM_HOST_LOCK_H */
