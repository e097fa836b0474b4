/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a folder is asked for: that new names in it are on disk, to be locked, and whether it may be
 * written to. Any thread; errno is as open() and fsync() leave it.
 */
#ifndef PH_HARNESS_PLATFORM_FOLDER_H
#define PH_HARNESS_PLATFORM_FOLDER_H

#include <glib.h>

/*
 * The names in it are on disk. Where the system or the file system cannot be asked for that, or the
 * folder may be written to and not read, it is as good as it gets: TRUE. FALSE: errno.
 */
gboolean ph_folder_sync(const char *path);

/*
 * A descriptor of the folder itself, no link followed, for the caller to lock and close. -1: it
 * cannot be had; of folders on Windows, never.
 */
int ph_folder_open(const char *path);

/* Is what is open this user's own? */
gboolean ph_descriptor_is_own(int descriptor);

/*
 * Whether this process may make or replace a file of this path in the folder, as permissions have
 * it: not on a file system that is read-only, in a folder that is not to be written to, or in the
 * place of another user's file in a folder that protects it.
 */
gboolean ph_folder_lets_write(const char *folder, const char *path);

#endif /* PH_HARNESS_PLATFORM_FOLDER_H */
