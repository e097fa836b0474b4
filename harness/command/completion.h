/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a shell is to read so that it completes: made of the same tables as the manual. */
#ifndef PH_HARNESS_COMMAND_COMPLETION_H
#define PH_HARNESS_COMMAND_COMPLETION_H

#include <glib.h>

extern const char *const ph_completion_shells[]; /* Their names, NULL-terminated. */

/*
 * The script for a shell: commands, options, their values and files. Suites and subjects are those
 * of the installation at this moment. The caller frees it; NULL and error (PH_ERROR_USAGE) for a
 * shell that is none of them.
 */
char *ph_completion(const char *shell, GError **error);

#endif /* PH_HARNESS_COMMAND_COMPLETION_H */
