/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of a user's that are read whole, or more than once. */
#ifndef PH_HARNESS_SESSION_REGULAR_FILE_H
#define PH_HARNESS_SESSION_REGULAR_FILE_H

#include <glib.h>

/*
 * Is it a regular file that this process may read? Looks at once: a FIFO is not opened, so nobody
 * waits for its writer, and no device does what opening makes it do. FALSE and error
 * (PH_ERROR_DATA) else.
 *
 * @param what       "data file", "copybook": as the sentence begins.
 * @param ret_bytes  Receives its size; or NULL.
 */
gboolean ph_regular_file_check(const char *what, const char *path, guint64 *ret_bytes,
                               GError **error);

/*
 * Is what a command makes written to another file than this one, which it reads? Who names the same
 * by mistake would lose it. FALSE and error (PH_ERROR_USAGE) else.
 *
 * @param what    "the data file": as the sentence ends.
 * @param output  As the option, "--output", names it, be it a link; NULL, or not there yet: it is
 *                another.
 */
gboolean ph_regular_file_is_spared(const char *what, const char *path, const char *option,
                                   const char *output, GError **error);

#endif /* PH_HARNESS_SESSION_REGULAR_FILE_H */
