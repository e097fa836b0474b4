/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* O_PATH */
#include "platform/output_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

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

static gboolean may_follow(const char *link, const struct stat *status)
{
    g_autofree char *folder = g_path_get_dirname(link);
    struct stat above;

    if (stat(folder, &above) != 0)
        return FALSE;
    return !(above.st_mode & S_ISVTX) || !(above.st_mode & S_IWOTH) ||
           status->st_uid == geteuid() || status->st_uid == above.st_uid;
}

static ph_output_path_kind kind_of(mode_t mode)
{
    if (S_ISDIR(mode))
        return PH_OUTPUT_PATH_FOLDER;
    if (S_ISSOCK(mode))
        return PH_OUTPUT_PATH_SOCKET;
    return S_ISREG(mode) ? PH_OUTPUT_PATH_FILE : PH_OUTPUT_PATH_OTHER;
}

/* The link that is open. */
static gboolean look_at_link(int descriptor, const char *path, const struct stat *status,
                             ph_output_path *ret)
{
    char text[PATH_MAX];
    struct stat end;
    ssize_t length;

    if (is_of_proc(path) && stat(path, &end) == 0) {
        ret->kind = PH_OUTPUT_PATH_OWN;
        ret->descriptor = descriptor_of(path, &end);
        return TRUE;
    }
    ret->kind = PH_OUTPUT_PATH_LINK;
    ret->is_foreign = !may_follow(path, status);
    ret->owner = (guint)status->st_uid;
    length = readlinkat(descriptor, "", text, sizeof(text));
    if (length < 0)
        return FALSE;
    ret->link = g_strndup(text, (gsize)length);
    return TRUE;
}

gboolean ph_output_path_look(const char *path, ph_output_path *ret)
{
    const int descriptor = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    gboolean is_seen;
    int cause;

    *ret = (ph_output_path){ .kind = PH_OUTPUT_PATH_ABSENT, .descriptor = -1 };
    if (descriptor < 0)
        return errno == ENOENT;
    is_seen = fstat(descriptor, &status) == 0;
    if (is_seen && S_ISLNK(status.st_mode))
        is_seen = look_at_link(descriptor, path, &status, ret);
    else if (is_seen)
        ret->kind = kind_of(status.st_mode);
    cause = errno;
    (void)close(descriptor);
    errno = cause;
    return is_seen;
}

void ph_output_path_clear(ph_output_path *seen)
{
    g_free(seen->link);
}
