/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A .tar.zst archive of files: the same files are the same bytes, whoever packs them, and when.
 *
 * libarchive, behind this header. Not thread-safe: one thread at a time; no global state.
 */
#ifndef PH_HARNESS_ARCHIVE_ARCHIVE_WRITER_H
#define PH_HARNESS_ARCHIVE_ARCHIVE_WRITER_H

#include <glib.h>

typedef struct ph_archive_writer ph_archive_writer;

/* One that is made in memory. */
ph_archive_writer *ph_archive_writer_new(void);

/* One that is written to what is open: the caller closes it, once the archive is finished. */
ph_archive_writer *ph_archive_writer_new_to(int descriptor);

/* Add a file behind those before. FALSE and error (PH_ERROR_STORAGE) when it cannot be packed. */
gboolean ph_archive_writer_add(ph_archive_writer *writer, const char *name, GBytes *bytes,
                               GError **error);

/*
 * The same of a file on a disk, which may be of any size.
 *
 * @return FALSE and error (PH_ERROR_STORAGE): it cannot be read, is no regular file, or was changed
 *         meanwhile.
 */
gboolean ph_archive_writer_add_file(ph_archive_writer *writer, const char *name, const char *path,
                                    guint64 *ret_bytes, GError **error);

/* All of the archive, once nothing is added any more; NULL and error likewise. Of one that is
 * written to what is open, no bytes. */
GBytes *ph_archive_writer_finish(ph_archive_writer *writer, GError **error);

void ph_archive_writer_free(ph_archive_writer *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_archive_writer, ph_archive_writer_free)

#endif /* PH_HARNESS_ARCHIVE_ARCHIVE_WRITER_H */
