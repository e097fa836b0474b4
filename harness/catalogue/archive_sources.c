/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/archive_sources.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "error/error.h"
#include "platform/path.h"

/* Deeper than any folder of records; and a loop of mounts ends there. */
enum { DEPTH_MAX = 64 };

static void free_source(gpointer data)
{
    ph_archive_source *source = data;

    g_free(source->name);
    g_free(source->path);
    g_free(source);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp((*(ph_archive_source *const *)a)->name, (*(ph_archive_source *const *)b)->name);
}

static gboolean refuse(GError **error, const char *path, const char *why)
{
    return ph_refuse(error, PH_ERROR_USAGE, "%s: %s", path, why);
}

static gboolean add(GPtrArray *sources, const char *path, const char *name, guint depth,
                    GError **error);

static gboolean add_folder(GPtrArray *sources, const char *path, const char *name, guint depth,
                           GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) folder = g_dir_open(path, 0, &cause);
    const char *entry;

    if (depth >= DEPTH_MAX)
        return refuse(error, path, "folders lie deeper in one another than archives have them");
    if (!folder)
        return ph_refuse(error, PH_ERROR_STORAGE, "%s", cause->message);
    while ((entry = g_dir_read_name(folder))) {
        g_autofree char *below = ph_path_join(path, entry, NULL);
        g_autofree char *named = g_strconcat(name, "/", entry, NULL);

        if (!add(sources, below, named, depth + 1, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_printable(const char *name)
{
    g_autofree char *printable = ph_error_printable(name);

    return strcmp(printable, name) == 0 && !strpbrk(name, "\\:");
}

static gboolean add(GPtrArray *sources, const char *path, const char *name, guint depth,
                    GError **error)
{
    GStatBuf status;
    ph_archive_source *source;

    if (g_lstat(path, &status) != 0)
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", path, g_strerror(errno));
    if (!is_printable(name))
        return refuse(error, path,
                      "its name cannot be archived: printable UTF-8 without \":\" and \"\\\" was "
                      "expected");
    if (S_ISDIR(status.st_mode))
        return add_folder(sources, path, name, depth, error);
    if (!S_ISREG(status.st_mode))
        return refuse(error, path,
                      g_file_test(path, G_FILE_TEST_IS_SYMLINK)
                          ? "it is a link, which may lead anywhere; archive "
                            "what it leads to"
                          : "it is no regular file");
    source = g_new0(ph_archive_source, 1);
    source->name = g_strdup(name);
    source->path = g_strdup(path);
    g_ptr_array_add(sources, source);
    return TRUE;
}

static gboolean check_names(const GPtrArray *sources, GError **error)
{
    for (guint i = 1; i < sources->len; i++) {
        const ph_archive_source *before = sources->pdata[i - 1], *source = sources->pdata[i];

        if (strcmp(before->name, source->name) == 0)
            return ph_refuse(error, PH_ERROR_USAGE,
                             "%s and %s would have one name, %s: archive them apart", before->path,
                             source->path, source->name);
    }
    return sources->len > 0 ||
           ph_refuse(error, PH_ERROR_USAGE, "there is no file in what is to be archived");
}

GPtrArray *ph_archive_sources(char **named, GError **error)
{
    g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(free_source);

    for (guint i = 0; named[i]; i++) {
        g_autofree char *whole = g_canonicalize_filename(named[i], NULL);
        g_autofree char *name = g_path_get_basename(whole);

        if (!add(sources, named[i], name, 0, error))
            return NULL;
    }
    g_ptr_array_sort(sources, by_name);
    return check_names(sources, error) ? g_steal_pointer(&sources) : NULL;
}
