/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files of an artefact, from the ZIP archive that GitHub makes of it. Somebody else filled it: what
 * is in it is read into memory, by names that are expected, and nothing of it becomes a path.
 *
 * Not thread-safe: one thread at a time; no global state.
 */
#ifndef PH_HARNESS_GITHUB_ARTIFACT_ZIP_H
#define PH_HARNESS_GITHUB_ARTIFACT_ZIP_H

#include <glib.h>

/* So much an archive may hold; an artefact of ours has some ten entries of a few MiB. */
#define PH_ARTIFACT_ZIP_ENTRIES_MAX 200
#define PH_ARTIFACT_ZIP_FILE_MAX    (64ul * 1024 * 1024)

typedef struct ph_artifact_file {
    const char *name; /* Without a folder. Borrowed. */
    GString *text;    /* NULL: it is not in the archive. Owned. */
} ph_artifact_file;

/*
 * Read the files of these names; others are passed over unread.
 *
 * @param files  Ends with a name of NULL; their texts are NULL before, and on failure.
 * @return FALSE and error (PH_ERROR_PARSE): it is no whole ZIP archive; has more entries, a larger
 *         file, a link or something else that is no file, a path that leads out of its folder, or
 *         one of the files twice or encrypted. Nobody honest makes such an artefact.
 */
gboolean ph_artifact_zip_read(const GString *zip, ph_artifact_file *files, GError **error);

/* Free the texts. */
void ph_artifact_files_clear(ph_artifact_file *files);

#endif /* PH_HARNESS_GITHUB_ARTIFACT_ZIP_H */
