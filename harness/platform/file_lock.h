/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A lock on what is open, between processes, that the kernel gives back when its holder ends. It
 * keeps nobody from reading or writing. Any thread.
 */
#ifndef PH_HARNESS_PLATFORM_FILE_LOCK_H
#define PH_HARNESS_PLATFORM_FILE_LOCK_H

#include <glib.h>

/* At once, or not at all: FALSE and errno, EWOULDBLOCK when somebody else has it. */
gboolean ph_file_lock_try(int descriptor);

/* Is it still what the path names? Its holder may have removed it, and another made a new one. */
gboolean ph_file_lock_is_of(int descriptor, const char *path);

/* Give it back, and close what was locked; the file of the path goes as well, if that is not NULL:
 * so that whoever gets the lock of it afterwards sees by is_of() that it is gone. */
void ph_file_lock_close(int descriptor, const char *path);

#endif /* PH_HARNESS_PLATFORM_FILE_LOCK_H */
