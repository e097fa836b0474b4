/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Opening a file for a lock in a folder that all users write to, where anyone may have put anything
 * in its place: what is no plain file with this one name is not touched. Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_LOCK_DESCRIPTOR_H
#define PH_HARNESS_SYSTEM_LOCK_DESCRIPTOR_H

#include <glib.h>
#include <sys/types.h>

/*
 * Open it for reading and writing, or make it.
 *
 * @param mode  Of what is made, whatever the umask says.
 * @return -1, and *ret_why says why: borrowed, lives as long as the process.
 */
int ph_lock_descriptor_open(const char *path, mode_t mode, const char **ret_why);

/* Is it still what the path leads to? Who locks another file keeps nobody away. */
gboolean ph_lock_descriptor_is_at(int descriptor, const char *path);

#endif /* PH_HARNESS_SYSTEM_LOCK_DESCRIPTOR_H */
