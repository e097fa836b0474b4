/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any file as figures of others: refused with a reason, or read, and then every figure that is a
 * number is a positive one, and has a row beside ours.
 */
#include <math.h>
#include <stdlib.h>

#include "error/error.h"
#include "file_input.h"
#include "import/crosscheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *path = ph_file_input(bytes, length);

    for (const ph_import_format *format = ph_import_formats; format->name; format++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(ph_imported) imported = ph_import_read(format, path, PH_SCHEMA_FOLDER, &error);
        g_autoptr(ph_crosscheck) crosscheck = NULL;

        if (!imported) {
            if (!g_error_matches(error, PH_ERROR, PH_ERROR_PARSE) || !*error->message)
                abort();
            continue;
        }
        crosscheck = ph_crosscheck_new(imported, NULL);
        if (crosscheck->rows->len != imported->figures->len)
            abort();
        for (guint i = 0; i < imported->figures->len; i++) {
            const ph_imported_figure *figure = imported->figures->pdata[i];

            if (!*figure->name || (!isnan(figure->mib_s) && !(figure->mib_s > 0.0)))
                abort();
        }
    }
    return 0;
}
