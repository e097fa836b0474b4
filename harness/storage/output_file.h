/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The file that a user names for what a command makes: `--output`, `--svg`. A file is replaced
 * whole, as durable.h has it, and at the end of a link it is the file that the link leads to, which
 * may not be there yet: the link stays. What is no file, a device, a pipe, this process's own
 * standard output, is written to and keeps its place; that is "-" as well. A link of another user's
 * in a folder that all users write to is not followed, unless it is the folder's owner's.
 *
 * FALSE and error: PH_ERROR_STORAGE, the reason alone: whoever asks says what it was to be. One
 * thread at a time: SIGPIPE is ignored meanwhile.
 */
#ifndef PH_HARNESS_STORAGE_OUTPUT_FILE_H
#define PH_HARNESS_STORAGE_OUTPUT_FILE_H

#include <glib.h>

/* Is it "-": standard output, where so nothing else is to be said? */
gboolean ph_output_is_standard(const char *path);

/*
 * Before time is spent on what it is to hold: can it be written there? Nothing is changed, and
 * nothing is opened that waits for a reader.
 */
gboolean ph_output_file_check(const char *path, GError **error);

/*
 * Write a text there. A pipe waits for its reader.
 *
 * @param is_interrupted  Looked at meanwhile, as GLib's main context is served: signals come
 *                        through it, and the error is then PH_ERROR_INTERRUPTED. NULL: they end the
 *                        process.
 */
gboolean ph_output_file_write(const char *path, const char *text, const gboolean *is_interrupted,
                              GError **error);

/* The same of bytes. */
gboolean ph_output_file_write_bytes(const char *path, GBytes *bytes, const gboolean *is_interrupted,
                                    GError **error);

#endif /* PH_HARNESS_STORAGE_OUTPUT_FILE_H */
