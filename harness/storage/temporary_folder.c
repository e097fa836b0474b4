/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/temporary_folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "error/error.h"
#include "platform/folder.h"
#include "platform/path.h"
#include "storage/lock.h"

#define NAME_PREFIX   "perfharness-"
#define NAME_TEMPLATE NAME_PREFIX "XXXXXX"

/* One that is younger may be about to be locked. */
enum { STALE_AFTER_S = 60 };

struct ph_temporary_folder {
    char *path;
    ph_lock *lock; /* The folder itself, as long as this process lives; NULL: it cannot be. */
};

static void remove_folder(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    const char *name;

    while (directory && (name = g_dir_read_name(directory))) {
        g_autofree char *file = ph_path_join(path, name, NULL);

        (void)g_unlink(file);
    }
    (void)g_rmdir(path);
}

/* NULL when somebody holds it. The descriptor is closed with the lock, if not at once. */
static ph_lock *lock_folder(int descriptor)
{
    static const ph_lock_terms at_once = { 0 };
    ph_lock_outcome outcome;
    ph_lock *lock = ph_lock_take_open(descriptor, &at_once, &outcome);

    if (!lock)
        (void)close(descriptor);
    return lock;
}

/* Ours, and old. */
static gboolean may_be_stale(int descriptor)
{
    struct stat status;

    return ph_descriptor_is_own(descriptor) && fstat(descriptor, &status) == 0 &&
           time(NULL) - status.st_mtime > STALE_AFTER_S;
}

/* Not while somebody holds its lock. */
static void remove_if_stale(const char *path)
{
    const int descriptor = ph_folder_open(path);
    g_autoptr(ph_lock) lock = NULL;

    if (descriptor < 0)
        return;
    if (!may_be_stale(descriptor)) {
        (void)close(descriptor);
        return;
    }
    lock = lock_folder(descriptor);
    if (lock)
        remove_folder(path);
}

static void remove_stale(const char *parent)
{
    g_autoptr(GDir) directory = g_dir_open(parent, 0, NULL);
    const char *name;

    while (directory && (name = g_dir_read_name(directory))) {
        g_autofree char *path = ph_path_join(parent, name, NULL);

        if (g_str_has_prefix(name, NAME_PREFIX) && strlen(name) == strlen(NAME_TEMPLATE))
            remove_if_stale(path);
    }
}

ph_temporary_folder *ph_temporary_folder_new(const char *what, GError **error)
{
    g_autoptr(GError) cause = NULL;
    ph_temporary_folder *folder;
    char *path;
    int descriptor;

    remove_stale(g_get_tmp_dir());
    path = g_dir_make_tmp(NAME_TEMPLATE, &cause);
    if (!path) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "making a folder for %s: %s", what,
                    cause->message);
        return NULL;
    }
    folder = g_new0(ph_temporary_folder, 1);
    folder->path = path;
    descriptor = ph_folder_open(path);
    folder->lock = descriptor < 0 ? NULL : lock_folder(descriptor);
    return folder;
}

const char *ph_temporary_folder_path(const ph_temporary_folder *folder)
{
    return folder->path;
}

void ph_temporary_folder_free(ph_temporary_folder *folder)
{
    remove_folder(folder->path);
    g_clear_pointer(&folder->lock, ph_lock_release);
    g_free(folder->path);
    g_free(folder);
}
