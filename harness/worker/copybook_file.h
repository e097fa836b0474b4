/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A user's copybook, for subjects to read. */
#ifndef PH_HARNESS_WORKER_COPYBOOK_FILE_H
#define PH_HARNESS_WORKER_COPYBOOK_FILE_H

#include <stddef.h>

/*
 * The whole file, NUL-terminated, for the caller to free. NULL, and reason (PH_REASON_MAX), when it
 * cannot be read, or is larger than any copybook is.
 */
char *ph_copybook_file_read(const char *path, size_t *ret_length, char *reason);

#endif /* PH_HARNESS_WORKER_COPYBOOK_FILE_H */
