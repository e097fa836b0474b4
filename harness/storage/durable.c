/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/durable.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/folder.h"
#include "platform/open_flags.h"
#include "platform/path.h"
#include "storage/write_whole.h"

enum { FILE_MODE = 0666 };

static gboolean refuse(const char *what, const char *path, GError **error)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s %s: %s", what, path, g_strerror(errno));
}

/* Closes it in any case; what fsync() or close() report may be the only word of a full disk. */
static gboolean close_synced(int descriptor)
{
    const gboolean is_synced = g_fsync(descriptor) == 0;
    const int cause = errno;
    const gboolean is_closed = close(descriptor) == 0;

    if (!is_synced)
        errno = cause;
    return is_synced && is_closed;
}

/* A new name is in its folder only once that is on disk. */
static gboolean sync_folder_of(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);

    return ph_folder_sync(folder) || refuse("syncing", folder, error);
}

gboolean ph_durable_settle(const char *path, GError **error)
{
    return sync_folder_of(path, error);
}

gboolean ph_durable_folder(const char *path, GError **error)
{
    g_autofree char *above = g_path_get_dirname(path);

    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return TRUE;
    if (g_str_equal(above, path)) { /* A drive that is not there, as Windows has them. */
        errno = ENOENT;
        return refuse("making the folder", path, error);
    }
    if (!ph_durable_folder(above, error))
        return FALSE;
    if (g_mkdir(path, 0777) != 0) {
        const int cause = errno;

        if (g_file_test(path, G_FILE_TEST_IS_DIR)) /* Somebody else was faster. */
            return TRUE;
        errno = cause;
        return refuse("making the folder", path, error);
    }
    return sync_folder_of(path, error);
}

gboolean ph_durable_may_write(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);

    return ph_folder_lets_write(folder, path);
}

ph_durable_content ph_durable_text(const char *text)
{
    return (ph_durable_content){ .bytes = text, .length = strlen(text), .mode = FILE_MODE };
}

/* Under the name that it has so far; the words are GLib's, as for what is read. */
static gboolean refuse_draft(const char *what, const char *name, const char *call, GError **error)
{
    const int cause = errno;
    g_autofree char *shown = g_filename_display_name(name);

    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "Failed to %s file “%s”: %s%s", what, shown,
                call, g_strerror(cause));
    return FALSE;
}

static gboolean fill(ph_draft *draft, ph_durable_content content, GError **error)
{
    const char *name = ph_draft_name(draft);

    if (!ph_draft_write(draft, content.bytes, content.length))
        return refuse_draft("write", name, "write() failed: ", error);
    if (!content.is_passing && !ph_draft_sync(draft))
        return refuse_draft("write", name, "fsync() failed: ", error);
    return ph_draft_close(draft) || refuse_draft("write", name, "close() failed: ", error);
}

ph_draft *ph_durable_draft(const char *path, ph_durable_content content, GError **error)
{
    g_autoptr(ph_draft) draft = ph_draft_new(path, content.mode);

    if (!draft) {
        g_autofree char *name = g_strconcat(path, ".XXXXXX", NULL);

        (void)refuse_draft("create", name, "", error);
        return NULL;
    }
    return fill(draft, content, error) ? g_steal_pointer(&draft) : NULL;
}

static gboolean place(ph_draft *draft, const char *path, GError **error)
{
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;
    int cause;

    if (ph_draft_place(draft, path))
        return TRUE;
    cause = errno;
    from = g_filename_display_name(ph_draft_name(draft));
    to = g_filename_display_name(path);
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE,
                "Failed to rename file “%s” to “%s”: g_rename() failed: %s", from, to,
                g_strerror(cause));
    return FALSE;
}

gboolean ph_durable_place(ph_draft *draft, const char *path, GError **error)
{
    return place(draft, path, error) && sync_folder_of(path, error);
}

gboolean ph_durable_write_content(const char *path, ph_durable_content content, GError **error)
{
    g_autoptr(ph_draft) draft = ph_durable_draft(path, content, error);

    return draft && place(draft, path, error) &&
           (content.is_passing || sync_folder_of(path, error));
}

gboolean ph_durable_write(const char *path, const char *text, GError **error)
{
    if (ph_durable_write_content(path, ph_durable_text(text), error))
        return TRUE;
    g_prefix_error(error, "writing %s: ", path);
    return FALSE;
}

gboolean ph_durable_write_in(const char *folder, const char *name, const char *text, GError **error)
{
    PH_REQUIRE(!strchr(name, '/'));

    g_autofree char *path = ph_path_join(folder, name, NULL);

    return ph_durable_write(path, text, error);
}

gboolean ph_durable_move(const char *from, const char *to, GError **error)
{
    if (g_rename(from, to) != 0)
        return refuse("replacing", to, error);
    return sync_folder_of(to, error);
}

gboolean ph_durable_append(const char *path, gsize bytes, const char *text, GError **error)
{
    const int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    gboolean is_written, is_synced;
    int cause;

    if (descriptor < 0)
        return refuse("opening", path, error);
    if (!sync_folder_of(path, error)) {
        (void)close(descriptor);
        return FALSE;
    }
    is_written = ph_write_whole(descriptor, text, strlen(text));
    cause = errno;
    is_synced = close_synced(descriptor);
    if (is_written && is_synced)
        return TRUE;
    if (!is_written)
        errno = cause;
    (void)refuse("appending to", path, error);
    (void)ph_durable_cut(path, bytes, NULL);
    return FALSE;
}

gboolean ph_durable_cut(const char *path, gsize bytes, GError **error)
{
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);

    if (descriptor < 0)
        return refuse("opening", path, error);
    if (ftruncate(descriptor, (off_t)bytes) != 0) {
        const int cause = errno;

        (void)close(descriptor);
        errno = cause;
        return refuse("cutting", path, error);
    }
    return close_synced(descriptor) || refuse("cutting", path, error);
}

gboolean ph_durable_remove(const char *path, GError **error)
{
    if (g_remove(path) != 0)
        return errno == ENOENT || errno == ENOTDIR || refuse("removing", path, error);
    return sync_folder_of(path, error);
}
