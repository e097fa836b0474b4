/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose disk it is. */
#ifndef PH_HARNESS_PLATFORM_SHARED_FILE_SYSTEM_H
#define PH_HARNESS_PLATFORM_SHARED_FILE_SYSTEM_H

#include <glib.h>

/*
 * Whether a folder is on a file system that several machines share, or that one program stands for.
 *
 * @param ret_name  Receives its name, which the caller frees; NULL: it is of this machine alone, or
 *                  nobody can tell.
 * @return FALSE: errno; ENOENT and ENOTDIR where there is no such folder.
 */
gboolean ph_shared_file_system(const char *folder, char **ret_name);

#endif /* PH_HARNESS_PLATFORM_SHARED_FILE_SYSTEM_H */
