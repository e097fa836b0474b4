/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/stamp_wait.h"

#include <string.h>

#include "error/error.h"
#include "platform/path.h"
#include "stamp/manifest.h"
#include "storage/durable.h"

char *ph_stamp_wait_path(const char *folder)
{
    return ph_path_join(folder, "time-stamp.manifest", NULL);
}

gboolean ph_stamp_wait_keep(const char *folder, const char *text, GError **error)
{
    g_autofree char *path = ph_stamp_wait_path(folder);

    return g_file_test(path, G_FILE_TEST_EXISTS) ||
           (ph_durable_folder(folder, error) && ph_durable_write(path, text, error));
}

char *ph_stamp_wait_read(const char *folder, GError **error)
{
    g_autofree char *path = ph_stamp_wait_path(folder);
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) manifest = NULL;

    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        if (!g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            (void)ph_refuse(error, PH_ERROR_STORAGE, "%s", cause->message);
        return NULL;
    }
    manifest = ph_manifest_read(text);
    if (manifest)
        return g_steal_pointer(&text);
    (void)ph_refuse(error, PH_ERROR_STORAGE,
                    "%s: it is no manifest as perfharness stamp keeps it: see what it is, and "
                    "remove it",
                    path);
    return NULL;
}

gboolean ph_stamp_wait_end(const char *folder, const char *text, GError **error)
{
    g_autofree char *path = ph_stamp_wait_path(folder);
    g_autofree char *waits = ph_stamp_wait_read(folder, NULL);

    return !waits || strcmp(waits, text) != 0 || ph_durable_remove(path, error);
}
