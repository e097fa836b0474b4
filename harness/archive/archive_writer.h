/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A .tar.zst archive of files that are in memory: the same files are the same bytes, whoever packs
 * them, and when.
 *
 * libarchive, behind this header. Not thread-safe: one thread at a time; no global state.
 */
#ifndef PH_HARNESS_ARCHIVE_ARCHIVE_WRITER_H
#define PH_HARNESS_ARCHIVE_ARCHIVE_WRITER_H

#include <glib.h>

typedef struct ph_archive_writer ph_archive_writer;

ph_archive_writer *ph_archive_writer_new(void);

/* Add a file behind those before. FALSE and error (PH_ERROR_STORAGE) when it cannot be packed. */
gboolean ph_archive_writer_add(ph_archive_writer *writer, const char *name, GBytes *bytes,
                               GError **error);

/* All of the archive, once nothing is added any more; NULL and error likewise. */
GBytes *ph_archive_writer_finish(ph_archive_writer *writer, GError **error);

void ph_archive_writer_free(ph_archive_writer *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_archive_writer, ph_archive_writer_free)

#endif /* PH_HARNESS_ARCHIVE_ARCHIVE_WRITER_H */
