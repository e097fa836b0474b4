/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/new_folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "storage/durable.h"

enum { FOLDER_MODE = 0777 };

struct ph_new_folder {
    char *path;
    char *draft;      /* NULL: it has its name. */
    GPtrArray *files; /* char *, what was written, in order. */
};

static gboolean refuse(GError **error, const char *path, int cause)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "writing the folder %s: %s%s", path,
                     g_strerror(cause),
                     cause == ENOTEMPTY || cause == EEXIST || cause == ENOTDIR
                         ? "; name a folder that is not there yet"
                         : "");
}

/* As it will be when it is there: rename() tells too late. */
static gboolean is_free(const char *path, GError **error)
{
    g_autoptr(GDir) folder = NULL;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    folder = g_dir_open(path, 0, NULL);
    if (!folder)
        return refuse(error, path, ENOTDIR);
    return !g_dir_read_name(folder) || refuse(error, path, ENOTEMPTY);
}

ph_new_folder *ph_new_folder_begin(const char *path, GError **error)
{
    g_autofree char *plain = g_canonicalize_filename(path, NULL);
    g_autofree char *draft = g_strconcat(plain, ".XXXXXX", NULL);
    ph_new_folder *folder;

    if (!is_free(plain, error))
        return NULL;
    if (!g_mkdtemp_full(draft, FOLDER_MODE)) {
        (void)refuse(error, path, errno);
        return NULL;
    }
    folder = g_new0(ph_new_folder, 1);
    folder->path = g_steal_pointer(&plain);
    folder->draft = g_steal_pointer(&draft);
    folder->files = g_ptr_array_new_with_free_func(g_free);
    return folder;
}

gboolean ph_new_folder_add(ph_new_folder *folder, const char *name, const char *text,
                           GError **error)
{
    PH_REQUIRE(folder->draft != NULL);
    PH_REQUIRE(!g_path_is_absolute(name));

    g_autofree char *path = g_build_filename(folder->draft, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);

    g_ptr_array_add(folder->files, g_strdup(path)); /* Of its folders, some may get made. */
    if (ph_durable_folder(parent, error) &&
        ph_durable_write_content(path, ph_durable_text(text), error))
        return TRUE;
    g_prefix_error(error, "writing the folder %s: ", folder->path);
    return FALSE;
}

gboolean ph_new_folder_finish(ph_new_folder *folder, GError **error)
{
    PH_REQUIRE(folder->draft != NULL);

    if (g_rename(folder->draft, folder->path) != 0)
        return refuse(error, folder->path, errno);
    g_clear_pointer(&folder->draft, g_free);
    if (ph_durable_settle(folder->path, error))
        return TRUE;
    g_prefix_error(error, "writing the folder %s: ", folder->path);
    return FALSE;
}

/* Each file, then each folder above it that is empty by then. */
static void remove_draft(const ph_new_folder *folder)
{
    for (guint i = folder->files->len; i > 0; i--) {
        g_autofree char *at = g_strdup(folder->files->pdata[i - 1]);

        (void)g_unlink(at);
        while (strlen(at) > strlen(folder->draft)) {
            char *parent = g_path_get_dirname(at);

            g_free(at);
            at = parent;
            (void)g_rmdir(at);
        }
    }
    (void)g_rmdir(folder->draft);
}

void ph_new_folder_free(ph_new_folder *folder)
{
    if (folder->draft)
        remove_draft(folder);
    g_ptr_array_unref(folder->files);
    g_free(folder->path);
    g_free(folder->draft);
    g_free(folder);
}
