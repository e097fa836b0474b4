/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the program itself is. */
#ifndef PH_HARNESS_PLATFORM_PROGRAM_PATH_H
#define PH_HARNESS_PLATFORM_PROGRAM_PATH_H

#include <glib.h>

/*
 * The file that this process runs, links followed: absolute, by the system's word, not by what it
 * was called. NULL: the system does not say. The caller frees it. Any thread.
 */
char *ph_program_path(void);

#endif /* PH_HARNESS_PLATFORM_PROGRAM_PATH_H */
