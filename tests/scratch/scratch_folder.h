/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A temporary folder of a test's own. What cannot be done fails the test. */
#ifndef PH_TESTS_SCRATCH_SCRATCH_FOLDER_H
#define PH_TESTS_SCRATCH_SCRATCH_FOLDER_H

#include <glib.h>

/* The caller frees it with scratch_folder_remove(), which removes all that is in it. */
char *scratch_folder_new(void);
void scratch_folder_remove(char *folder);

/* Names are relative, and may have folders in them, which are made. The caller frees the path, and
 * the text; NULL: there is no such file. */
char *scratch_path(const char *folder, const char *name);
void scratch_write(const char *folder, const char *name, const char *text);
void scratch_write_bytes(const char *folder, const char *name, const char *bytes, gsize length);
char *scratch_read(const char *folder, const char *name);

/* All files with their content and all folders, in one text; the caller frees it. Two that are
 * equal: nothing was changed. */
char *scratch_state(const char *folder);

#endif /* PH_TESTS_SCRATCH_SCRATCH_FOLDER_H */
