/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is known of a file. */
#ifndef PH_HARNESS_PLATFORM_FILE_STATUS_H
#define PH_HARNESS_PLATFORM_FILE_STATUS_H

#include <glib.h>

/*
 * When a file was written to last, in microseconds since 1970, UTC, as exactly as the file system
 * has it. FALSE: errno. Any thread.
 */
gboolean ph_file_written_us(const char *path, gint64 *ret_us);

#endif /* PH_HARNESS_PLATFORM_FILE_STATUS_H */
