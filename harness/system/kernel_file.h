/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the files in which the kernel says something: one value, or a short text.
 *
 * path is absolute; root is put in front of it ("" for the machine's own). Every error is a
 * PH_ERROR_ENVIRONMENT whose message begins with the path that was opened.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_KERNEL_FILE_H
#define PH_HARNESS_SYSTEM_KERNEL_FILE_H

#include <glib.h>

/*
 * The whole file, any bytes but NUL, not checked for UTF-8. NULL and error when it cannot be read,
 * holds a NUL or is longer than a megabyte. *error_number, unless NULL, is then the errno, 0 when
 * it was the content.
 */
char *ph_kernel_file_text(const char *root, const char *path, int *error_number, GError **error);

/* The lines that are complete within the first 16 KiB. For files that are slow to produce. */
char *ph_kernel_file_head(const char *root, const char *path, GError **error);

/* One line of UTF-8, at most 4096 bytes, without the space around it. Never empty. */
char *ph_kernel_file_value(const char *root, const char *path, GError **error);

/*
 * The choice in force, of a file that shows all and puts that one into brackets: "madvise" of
 * "always [madvise] never".
 */
char *ph_kernel_file_choice(const char *root, const char *path, GError **error);

/* One decimal integer from min to max. *ret is written on success only. */
gboolean ph_kernel_file_integer(const char *root, const char *path, gint64 min, gint64 max,
                                gint64 *ret, GError **error);

/* The rest of the line that begins with "key:", without the space around it; NULL when none. */
char *ph_text_field(const char *text, const char *key);

#endif /* PH_HARNESS_SYSTEM_KERNEL_FILE_H */
