/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the device below a file gives and takes, past the page cache: O_DIRECT, in order, several
 * blocks under way at a time where the kernel has io_uring, else one. One thread at a time.
 */
#ifndef PH_HARNESS_STORAGE_DIRECT_STREAM_H
#define PH_HARNESS_STORAGE_DIRECT_STREAM_H

#include <glib.h>

/*
 * Read so many bytes of a file that has them, or write so many over what is in it, whole blocks of
 * 1 MiB alone, from its beginning. The file is opened anew.
 *
 * @return nanoseconds that it took; NAN and error: PH_ERROR_ENVIRONMENT where the file system, or
 *         the file, cannot do it so, PH_ERROR_STORAGE when that failed. The reason alone.
 */
double ph_direct_read_ns(int descriptor, guint64 bytes, GError **error);
double ph_direct_write_ns(int descriptor, guint64 bytes, GError **error);

/* What is transferred of so many bytes. */
guint64 ph_direct_bytes(guint64 bytes);

/* The version of liburing that was built with: "2.3". Static. */
const char *ph_direct_library_version(void);

#endif /* PH_HARNESS_STORAGE_DIRECT_STREAM_H */
