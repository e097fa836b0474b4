/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SHA-256 of a file of any size, 64 hexadecimal digits, and how many bytes it has. Any thread.
 */
#ifndef PH_HARNESS_STORAGE_FILE_DIGEST_H
#define PH_HARNESS_STORAGE_FILE_DIGEST_H

#include <glib.h>
#include <stdint.h>

/* NULL and error (PH_ERROR_STORAGE): it cannot be read. The caller frees it. */
char *ph_file_digest(const char *path, uint64_t *ret_bytes, GError **error);

/* The same of what is open, from its beginning; name is what messages call it. */
char *ph_file_digest_open(int descriptor, const char *name, uint64_t *ret_bytes, GError **error);

#endif /* PH_HARNESS_STORAGE_FILE_DIGEST_H */
