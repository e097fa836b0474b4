/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/new_folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/folder.h"
#include "platform/path.h"
#include "storage/durable.h"
#include "storage/lock.h"

enum { FOLDER_MODE = 0777, FILE_MODE = 0666, DRAFT_RANDOM = 6 };

/* What a folder is called until it has its name, with DRAFT_RANDOM characters behind it. */
#define DRAFT_ENDING ".unfinished."

struct ph_new_folder {
    char *path;
    char *draft;      /* NULL: it has its name. */
    GPtrArray *files; /* char *, what was written, in order. */
    ph_lock *lock;    /* The draft itself, while it is written; NULL: it cannot be. */
    ph_draft *open;   /* What is being written, the last of these; NULL: nothing is. */
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

/* With all that is in it; a link is not followed. */
static void remove_tree(const char *path)
{
    g_autoptr(GDir) folder =
        g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *below = ph_path_join(path, name, NULL);

        remove_tree(below);
    }
    (void)g_remove(path);
}

/* As long as somebody has it, it is being written. NULL: it is not to be had. */
static ph_lock *take_lock(const char *draft)
{
    static const ph_lock_terms at_once = { 0 };
    const int descriptor = ph_folder_open(draft);
    ph_lock_outcome outcome;
    ph_lock *lock = descriptor < 0 ? NULL : ph_lock_take_open(descriptor, &at_once, &outcome);

    if (descriptor >= 0 && !lock)
        (void)close(descriptor);
    return lock;
}

/* What a process that was killed left of the same folder goes. */
static void remove_left(const char *path)
{
    g_autofree char *above = g_path_get_dirname(path);
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *prefix = g_strconcat(base, DRAFT_ENDING, NULL);
    g_autoptr(GDir) folder = g_dir_open(above, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *draft = ph_path_join(above, name, NULL);
        g_autoptr(ph_lock) lock = NULL;

        if (!g_str_has_prefix(name, prefix) || strlen(name) != strlen(prefix) + DRAFT_RANDOM)
            continue;
        lock = take_lock(draft);
        if (lock)
            remove_tree(draft);
    }
}

ph_new_folder *ph_new_folder_begin(const char *path, GError **error)
{
    g_autofree char *plain = g_canonicalize_filename(path, NULL);
    g_autofree char *draft = g_strconcat(plain, DRAFT_ENDING "XXXXXX", NULL);
    ph_new_folder *folder;

    if (!is_free(plain, error))
        return NULL;
    remove_left(plain);
    if (!g_mkdtemp_full(draft, FOLDER_MODE)) {
        (void)refuse(error, path, errno);
        return NULL;
    }
    folder = g_new0(ph_new_folder, 1);
    folder->lock = take_lock(draft);
    folder->path = g_steal_pointer(&plain);
    folder->draft = g_steal_pointer(&draft);
    folder->files = g_ptr_array_new_with_free_func(g_free);
    return folder;
}

static gboolean say_which(const ph_new_folder *folder, gboolean is_done, GError **error)
{
    if (!is_done)
        g_prefix_error(error, "writing the folder %s: ", folder->path);
    return is_done;
}

/* Where a file goes, whose folder is there then. NULL and error; the caller frees it. */
static char *make_way(ph_new_folder *folder, const char *name, GError **error)
{
    PH_REQUIRE(folder->draft != NULL);
    PH_REQUIRE(!g_path_is_absolute(name));

    g_autofree char *path = ph_path_join(folder->draft, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);

    g_ptr_array_add(folder->files, g_strdup(path)); /* Of its folders, some may get made. */
    return ph_durable_folder(parent, error) ? g_steal_pointer(&path) : NULL;
}

static gboolean add(ph_new_folder *folder, const char *name, ph_durable_content content,
                    GError **error)
{
    g_autofree char *path = make_way(folder, name, error);

    return say_which(folder, path && ph_durable_write_content(path, content, error), error);
}

static gboolean close_file(ph_new_folder *folder, GError **error)
{
    const gboolean is_closed =
        !folder->open || (ph_draft_sync(folder->open) && ph_draft_close(folder->open));
    const int cause = errno;

    if (!is_closed)
        return refuse(error, folder->path, cause);
    if (folder->open &&
        !ph_durable_place(folder->open, folder->files->pdata[folder->files->len - 1], error))
        return say_which(folder, FALSE, error);
    g_clear_pointer(&folder->open, ph_draft_free);
    return TRUE;
}

gboolean ph_new_folder_add_file(ph_new_folder *folder, const char *name, GError **error)
{
    g_autofree char *path = NULL;

    if (!close_file(folder, error))
        return FALSE;
    path = make_way(folder, name, error);
    if (!path)
        return say_which(folder, FALSE, error);
    folder->open = ph_draft_new(path, FILE_MODE);
    return folder->open || refuse(error, folder->path, errno);
}

gboolean ph_new_folder_write(ph_new_folder *folder, const void *bytes, gsize length, GError **error)
{
    PH_REQUIRE(folder->open != NULL);

    return ph_draft_write(folder->open, bytes, length) || refuse(error, folder->path, errno);
}

gboolean ph_new_folder_add(ph_new_folder *folder, const char *name, const char *text,
                           GError **error)
{
    return add(folder, name, ph_durable_text(text), error);
}

gboolean ph_new_folder_add_bytes(ph_new_folder *folder, const char *name, GBytes *bytes,
                                 GError **error)
{
    ph_durable_content content = ph_durable_text("");

    content.bytes = g_bytes_get_data(bytes, &content.length);
    return add(folder, name, content, error);
}

gboolean ph_new_folder_finish(ph_new_folder *folder, GError **error)
{
    PH_REQUIRE(folder->draft != NULL);

    if (!close_file(folder, error))
        return FALSE;
    if (g_rename(folder->draft, folder->path) != 0)
        return refuse(error, folder->path, errno);
    g_clear_pointer(&folder->draft, g_free);
    return say_which(folder, ph_durable_settle(folder->path, error), error);
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
    g_clear_pointer(&folder->open, ph_draft_free);
    if (folder->draft)
        remove_draft(folder);
    g_clear_pointer(&folder->lock, ph_lock_release);
    g_ptr_array_unref(folder->files);
    g_free(folder->path);
    g_free(folder->draft);
    g_free(folder);
}
