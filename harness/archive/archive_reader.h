/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files of an archive that somebody else filled, within limits: they are read into memory, by names
 * that are expected, or told piece after piece; and nothing of them becomes a path that leads out
 * of a folder.
 *
 * libarchive, behind this header. Not thread-safe: one thread at a time; no global state.
 */
#ifndef PH_HARNESS_ARCHIVE_ARCHIVE_READER_H
#define PH_HARNESS_ARCHIVE_ARCHIVE_READER_H

#include <glib.h>

typedef enum ph_archive_format {
    PH_ARCHIVE_ZIP,      /* Read by its table at the end, as every unpacker does. */
    PH_ARCHIVE_TAR_ZSTD, /* A tar archive in one zstd stream. */
} ph_archive_format;

/* What is asked for each file's name: where its bytes go, an empty text; NULL: it is passed over
 * unread. Who is asked for one name twice returns what it returned before. */
typedef GString *ph_archive_place(const char *name, gpointer data);

/*
 * Told of each file first without a byte, then of its content, piece after piece. FALSE and error
 * end it.
 */
typedef gboolean ph_archive_take(const char *name, const char *piece, gsize length, gpointer data,
                                 GError **error);

typedef struct ph_archive_terms {
    ph_archive_format format;
    guint entries_max;
    gsize
        file_max;  /* Bytes of a file, as they come out: what an entry says of them may be a lie. */
    gsize all_max; /* Bytes of all entries, passed over or not, as they say; 0: no limit. */
    ph_archive_place *place; /* Either this, or the next. */
    ph_archive_take *take;   /* Of all files; names are printable UTF-8, and none stands twice. */
    gpointer data;
} ph_archive_terms;

/*
 * Read the files that have a place.
 *
 * @return FALSE and error (PH_ERROR_PARSE): it is no whole archive of that format; has more
 *         entries, a larger file, a link or something else that is no file, a path that leads out
 *         of its folder, or one of the files twice or encrypted. Nobody honest makes such a one.
 */
gboolean ph_archive_read(const ph_archive_terms *terms, gconstpointer bytes, gsize length,
                         GError **error);

/* The same of what is open, from its beginning. */
gboolean ph_archive_read_open(const ph_archive_terms *terms, int descriptor, GError **error);

#endif /* PH_HARNESS_ARCHIVE_ARCHIVE_READER_H */
