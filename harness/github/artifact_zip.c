/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/artifact_zip.h"

#include <string.h>

#include "archive/archive_reader.h"

static GString *place_of(const char *name, gpointer data)
{
    for (ph_artifact_file *file = data; file->name; file++) {
        if (strcmp(file->name, name) != 0)
            continue;
        if (!file->text)
            file->text = g_string_new(NULL);
        return file->text;
    }
    return NULL;
}

gboolean ph_artifact_zip_read(const GString *zip, ph_artifact_file *files, GError **error)
{
    const ph_archive_terms terms = { .format = PH_ARCHIVE_ZIP,
                                     .entries_max = PH_ARTIFACT_ZIP_ENTRIES_MAX,
                                     .file_max = PH_ARTIFACT_ZIP_FILE_MAX,
                                     .place = place_of,
                                     .data = files };

    if (ph_archive_read(&terms, zip->str, zip->len, error))
        return TRUE;
    ph_artifact_files_clear(files);
    return FALSE;
}

void ph_artifact_files_clear(ph_artifact_file *files)
{
    for (; files->name; files++) {
        if (files->text)
            g_string_free(files->text, TRUE);
        files->text = NULL;
    }
}
