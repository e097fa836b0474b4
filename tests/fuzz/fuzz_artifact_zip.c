/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as an artefact's archive: refused with a reason, and then nothing of it is left, or
 * read, and then no file is larger than one may be.
 */
#include <stdint.h>
#include <stdlib.h>

#include "error/error.h"
#include "github/artifact_zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    ph_artifact_file files[] = { { "perf.json", NULL },
                                 { "system-info.json", NULL },
                                 { NULL, NULL } };
    GString *zip = g_string_new_len((const char *)bytes, (gssize)length);
    GError *error = NULL;
    const gboolean is_read = ph_artifact_zip_read(zip, files, &error);

    if (is_read ? error != NULL : !g_error_matches(error, PH_ERROR, PH_ERROR_PARSE))
        abort();
    for (const ph_artifact_file *file = files; file->name; file++)
        if (file->text && (!is_read || file->text->len > PH_ARTIFACT_ZIP_FILE_MAX))
            abort();
    ph_artifact_files_clear(files);
    g_clear_error(&error);
    g_string_free(zip, TRUE);
    return 0;
}
