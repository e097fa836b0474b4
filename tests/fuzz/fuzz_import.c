/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any file as figures of others, and as runs of others over time: refused with a reason, or read.
 * Then every figure that is a number is a positive one, and has a row beside ours; every value of a
 * run is a time, and has a name.
 */
#include <math.h>
#include <stdlib.h>

#include "error/error.h"
#include "file_input.h"
#include "import/crosscheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require_reason(const GError *error)
{
    if (!g_error_matches(error, PH_ERROR, PH_ERROR_PARSE) || !*error->message)
        abort();
}

static void read_figures(const ph_import_format *format, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_imported) imported = ph_import_read(format, path, PH_SCHEMA_FOLDER, &error);
    g_autoptr(ph_crosscheck) crosscheck = NULL;

    if (!imported) {
        require_reason(error);
        return;
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

static void read_runs(const ph_import_format *format, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_imported_history) history =
        ph_import_read_history(format, path, PH_SCHEMA_FOLDER, &error);

    if (!history) {
        require_reason(error);
        return;
    }
    for (guint i = 0; i < history->runs->len; i++) {
        const ph_imported_run *run = history->runs->pdata[i];

        for (guint j = 0; j < run->values->len; j++) {
            const ph_imported_value *value = run->values->pdata[j];

            if (!(value->ns > 0.0 && isfinite(value->ns)) || !value->name)
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *path = ph_file_input(bytes, length);

    for (const ph_import_format *format = ph_import_formats; format->name; format++) {
        if (format->read)
            read_figures(format, path);
        if (format->read_history)
            read_runs(format, path);
    }
    return 0;
}
