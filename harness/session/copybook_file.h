/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A user's copybook: the file, and what perfharness/record.h reads in it. */
#ifndef PH_HARNESS_SESSION_COPYBOOK_FILE_H
#define PH_HARNESS_SESSION_COPYBOOK_FILE_H

#include <glib.h>

#include "perfharness/record.h"

typedef struct ph_copybook_file {
    char *path; /* As it was named; owned, as what follows. */
    char *source;
    gsize source_length;
    void *memory; /* The reader's: what copybook points at. */
    ph_copybook copybook;
} ph_copybook_file;

/*
 * Read one.
 *
 * @return NULL and error (PH_ERROR_DATA) when it is no regular file, cannot be read, is larger than
 *         PH_COPYBOOK_SOURCE_MAX, which is looked at before it is read, or is refused by the
 * reader: "FILE:LINE:COLUMN: SENTENCE".
 */
ph_copybook_file *ph_copybook_file_read(const char *path, const ph_copybook_options *options,
                                        GError **error);
void ph_copybook_file_free(ph_copybook_file *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_copybook_file, ph_copybook_file_free)

/*
 * The record of this name, in whatever case; of no name (NULL) the only one there is. Borrowed.
 *
 * @return NULL and error (PH_ERROR_DATA), which lists the records, when there is none, or several.
 */
const ph_record *ph_copybook_file_record(const ph_copybook_file *file, const char *name,
                                         GError **error);

#endif /* PH_HARNESS_SESSION_COPYBOOK_FILE_H */
