/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A text in one zstd stream, as `zstdcat` reads it. libarchive, behind this header. One thread at a
 * time for each object; no global state.
 */
#ifndef PH_HARNESS_ARCHIVE_COMPRESSED_LINES_H
#define PH_HARNESS_ARCHIVE_COMPRESSED_LINES_H

#include <glib.h>
#include <stdio.h>

/*
 * Open one to be read, for fclose(). A stream that is damaged, cut short or larger than 1 GiB is a
 * read error, ferror().
 *
 * @return NULL and error (PH_ERROR_STORAGE): it cannot be opened.
 */
FILE *ph_compressed_lines_open(const char *path, GError **error);

/* Compress a text: the same text is the same bytes. NULL and error (PH_ERROR_STORAGE). */
GBytes *ph_compressed_lines(const GString *text, GError **error);

#endif /* PH_HARNESS_ARCHIVE_COMPRESSED_LINES_H */
