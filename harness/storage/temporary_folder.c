/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/temporary_folder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "error/error.h"

#define NAME_PREFIX   "perfharness-"
#define NAME_TEMPLATE NAME_PREFIX "XXXXXX"

/* One that is younger may be about to be locked. */
enum { STALE_AFTER_S = 60 };

struct ph_temporary_folder {
    char *path;
    int lock; /* The folder itself, locked as long as this process lives. */
};

static void remove_folder(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    const char *name;

    while (directory && (name = g_dir_read_name(directory))) {
        g_autofree char *file = g_build_filename(path, name, NULL);

        (void)g_unlink(file);
    }
    (void)g_rmdir(path);
}

/* Ours, and nobody holds its lock. */
static gboolean is_stale(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && status.st_uid == geteuid() &&
           time(NULL) - status.st_mtime > STALE_AFTER_S &&
           flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

static void remove_stale(const char *parent)
{
    g_autoptr(GDir) directory = g_dir_open(parent, 0, NULL);
    const char *name;

    while (directory && (name = g_dir_read_name(directory))) {
        g_autofree char *path = g_build_filename(parent, name, NULL);
        int descriptor;

        if (!g_str_has_prefix(name, NAME_PREFIX) || strlen(name) != strlen(NAME_TEMPLATE))
            continue;
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (descriptor < 0)
            continue;
        if (is_stale(descriptor))
            remove_folder(path);
        (void)close(descriptor);
    }
}

ph_temporary_folder *ph_temporary_folder_new(const char *what, GError **error)
{
    g_autoptr(GError) cause = NULL;
    ph_temporary_folder *folder;
    char *path;

    remove_stale(g_get_tmp_dir());
    path = g_dir_make_tmp(NAME_TEMPLATE, &cause);
    if (!path) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "making a folder for %s: %s", what,
                    cause->message);
        return NULL;
    }
    folder = g_new0(ph_temporary_folder, 1);
    folder->path = path;
    folder->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->lock >= 0)
        (void)flock(folder->lock, LOCK_EX | LOCK_NB);
    return folder;
}

const char *ph_temporary_folder_path(const ph_temporary_folder *folder)
{
    return folder->path;
}

void ph_temporary_folder_free(ph_temporary_folder *folder)
{
    remove_folder(folder->path);
    if (folder->lock >= 0)
        (void)close(folder->lock);
    g_free(folder->path);
    g_free(folder);
}
