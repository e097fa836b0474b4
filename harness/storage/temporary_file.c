/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/temporary_file.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/durable.h"

enum { FILE_MODE = 0666 };

char *ph_temporary_file_new(const char *pattern, const char *bytes, gsize length, GError **error)
{
    const ph_durable_content content = { bytes, length, FILE_MODE, .is_passing = TRUE };
    g_autofree char *path = NULL;
    g_autoptr(GError) cause = NULL;
    const int descriptor = g_file_open_tmp(pattern, &path, &cause);

    if (descriptor < 0) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "%s", cause->message);
        return NULL;
    }
    (void)close(descriptor);
    if (ph_durable_write_content(path, content, error))
        return g_steal_pointer(&path);
    (void)g_unlink(path);
    return NULL;
}
