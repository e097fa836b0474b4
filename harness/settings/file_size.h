/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How large a file is to be, as people write it. Any thread; no state. */
#ifndef PH_HARNESS_SETTINGS_FILE_SIZE_H
#define PH_HARNESS_SETTINGS_FILE_SIZE_H

#include <glib.h>

/* One of both is 0. */
typedef struct ph_file_size {
    guint64 bytes;
    double memory_multiple; /* Of the memory that a process may have. */
} ph_file_size;

/* "256MiB", "1GiB", "2TiB", "64KiB", "4x-memory". FALSE: it is none. */
gboolean ph_file_size_read(const char *text, ph_file_size *ret);

#endif /* PH_HARNESS_SETTINGS_FILE_SIZE_H */
