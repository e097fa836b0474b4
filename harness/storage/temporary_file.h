/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file for a process that this one starts. */
#ifndef PH_HARNESS_STORAGE_TEMPORARY_FILE_H
#define PH_HARNESS_STORAGE_TEMPORARY_FILE_H

#include <glib.h>

/*
 * Write one where TMPDIR says.
 *
 * @param pattern  What it is called, with XXXXXX for what makes it its own.
 * @return its path: the caller removes the file, and frees the path. NULL and error
 *         (PH_ERROR_STORAGE, the reason alone) when it cannot be written, and then there is none.
 */
char *ph_temporary_file_new(const char *pattern, const char *bytes, gsize length, GError **error);

#endif /* PH_HARNESS_STORAGE_TEMPORARY_FILE_H */
