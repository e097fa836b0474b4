/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One at a time: a lock file that ends with its holder, however that ends. */
#ifndef PH_LOCK_H
#define PH_LOCK_H

#include <glib.h>

typedef struct ph_lock ph_lock;

/*
 * Wait for the lock, at most 30 seconds. The file is removed with the lock; one that a killed
 * holder left behind does not matter.
 *
 * @return NULL and error: PH_ERROR_BASELINE when somebody else holds it, PH_ERROR_STORAGE when the
 *         file cannot be made.
 */
ph_lock *ph_lock_take(const char *path, GError **error);

void ph_lock_release(ph_lock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_lock, ph_lock_release)

#endif /* PH_LOCK_H */
