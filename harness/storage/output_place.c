/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* O_PATH */
#include "storage/output_place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "storage/output_file.h"

/* As many as the kernel follows. */
enum { LINKS_MAX = 40, POLL_US = 100000 };

void ph_output_place_clear(ph_output_place *place)
{
    g_free(place->path);
}

gboolean ph_output_refuse(GError **error, int cause)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(cause));
}

/* /dev/stdout and its like end there: such a link has a text that need not be a path. */
static gboolean is_of_proc(const char *link)
{
    g_autofree char *folder = g_path_get_dirname(link);
    struct statfs status;

    return statfs(folder, &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

/* The descriptor of this process that is called so, if it is what the path leads to; or -1. */
static int descriptor_of(const char *link, const struct stat *end)
{
    g_autofree char *name = g_path_get_basename(link);
    guint64 number = 0;
    struct stat open_one;

    if (!g_ascii_string_to_unsigned(name, 10, 0, G_MAXINT, &number, NULL) ||
        fstat((int)number, &open_one) != 0 || open_one.st_dev != end->st_dev ||
        open_one.st_ino != end->st_ino)
        return -1;
    return (int)number;
}

/*
 * In a folder where everyone may put a link, one's own and the folder's owner's are followed: the
 * kernel's rule (fs.protected_symlinks), which it cannot keep where links are followed by hand.
 */
static gboolean may_follow(const char *link, const struct stat *status)
{
    g_autofree char *folder = g_path_get_dirname(link);
    struct stat above;

    if (stat(folder, &above) != 0)
        return FALSE;
    return !(above.st_mode & S_ISVTX) || !(above.st_mode & S_IWOTH) ||
           status->st_uid == geteuid() || status->st_uid == above.st_uid;
}

/* Where the link that is open there leads; NULL and error: it is not to be followed. */
static char *follow(int descriptor, const char *link, const struct stat *status, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(link);
    char text[PATH_MAX];
    ssize_t length;

    if (!may_follow(link, status)) {
        (void)ph_refuse(error, PH_ERROR_STORAGE,
                        "%s is a link of user %u in a folder that all users write to: it is not "
                        "followed",
                        link, (guint)status->st_uid);
        return NULL;
    }
    length = readlinkat(descriptor, "", text, sizeof(text) - 1);
    if (length < 0) {
        (void)ph_output_refuse(error, errno);
        return NULL;
    }
    text[length] = '\0';
    return g_path_is_absolute(text) ? g_strdup(text) : g_build_filename(folder, text, NULL);
}

/* What is no link. */
static gboolean take_end(const char *path, const struct stat *end, ph_output_place *ret,
                         GError **error)
{
    if (S_ISDIR(end->st_mode))
        return ph_output_refuse(error, EISDIR);
    if (S_ISSOCK(end->st_mode))
        return ph_refuse(error, PH_ERROR_STORAGE, "it is a socket");
    ret->path = g_strdup(path);
    ret->is_file = S_ISREG(end->st_mode);
    return TRUE;
}

/* One link further, or the end: *ret_next is NULL. */
static gboolean step(const char *at, ph_output_place *ret, char **ret_next, GError **error)
{
    const int descriptor = open(at, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat status, end;
    gboolean is_well = TRUE;

    if (descriptor < 0 && errno == ENOENT) {
        ret->path = g_strdup(at);
        ret->is_file = TRUE;
        return TRUE;
    }
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        is_well = ph_output_refuse(error, errno);
    } else if (!S_ISLNK(status.st_mode)) {
        is_well = take_end(at, &status, ret, error);
    } else if (is_of_proc(at) && stat(at, &end) == 0) {
        ret->path = g_strdup(at);
        ret->descriptor = descriptor_of(at, &end);
    } else {
        *ret_next = follow(descriptor, at, &status, error);
        is_well = *ret_next != NULL;
    }
    if (descriptor >= 0)
        (void)close(descriptor);
    return is_well;
}

gboolean ph_output_place_find(const char *path, ph_output_place *ret, GError **error)
{
    g_autofree char *at = g_strdup(path);

    *ret = (ph_output_place){ .descriptor = -1 };
    if (ph_output_is_standard(path)) {
        ret->path = g_strdup(path);
        ret->descriptor = STDOUT_FILENO;
        return TRUE;
    }
    for (guint links = 0; links < LINKS_MAX; links++) {
        char *next = NULL;

        if (!step(at, ret, &next, error))
            return FALSE;
        if (!next)
            return TRUE;
        g_free(at);
        at = next;
    }
    return ph_output_refuse(error, ELOOP);
}

static gboolean is_pipe(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

/*
 * A pipe opens when somebody reads it. That is waited for in steps: what notes a signal, and goes
 * on, would wait for ever.
 */
int ph_output_place_open(const ph_output_place *place, const gboolean *is_interrupted,
                         GError **error)
{
    const int flags = O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC;

    PH_REQUIRE(!place->is_file && place->descriptor < 0);

    const char *path = place->path;
    int descriptor = open(path, flags | O_NONBLOCK);

    while (descriptor < 0 && errno == ENXIO && is_pipe(path)) {
        (void)g_main_context_iteration(NULL, FALSE);
        if (is_interrupted && *is_interrupted) {
            g_set_error(error, PH_ERROR, PH_ERROR_INTERRUPTED,
                        "interrupted while waiting for somebody to read it");
            return -1;
        }
        g_usleep(POLL_US);
        descriptor = open(path, flags | O_NONBLOCK);
    }
    if (descriptor < 0)
        (void)ph_output_refuse(error, errno);
    else
        (void)fcntl(descriptor, F_SETFL, O_APPEND); /* To write, it waits. */
    return descriptor;
}
