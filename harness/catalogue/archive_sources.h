/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files below folders that are to be packed. Any thread; no state. */
#ifndef PH_HARNESS_CATALOGUE_ARCHIVE_SOURCES_H
#define PH_HARNESS_CATALOGUE_ARCHIVE_SOURCES_H

#include <glib.h>

/* Owns its texts. */
typedef struct ph_archive_source {
    char *name; /* In the archive: "report/perf.json". */
    char *path;
} ph_archive_source;

/*
 * All files of folders, and files that are named, by their names in the archive: each begins with
 * the last part of what was named.
 *
 * @return ph_archive_source; NULL and error: PH_ERROR_USAGE for a link, a device, a name that is
 * not printable UTF-8, two of one name, and where there is no file; PH_ERROR_STORAGE.
 */
GPtrArray *ph_archive_sources(char **named, GError **error);

#endif /* PH_HARNESS_CATALOGUE_ARCHIVE_SOURCES_H */
