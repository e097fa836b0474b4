/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/output_path.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* /dev/stdout is a link to fd/1, which is a device of this process: it needs no rule of its own. */
gboolean ph_output_path_look(const char *path, ph_output_path *ret)
{
    char text[PATH_MAX];
    struct stat status;
    ssize_t length;

    *ret = (ph_output_path){ .kind = PH_OUTPUT_PATH_ABSENT, .descriptor = -1 };
    if (lstat(path, &status) != 0)
        return errno == ENOENT;
    ret->kind = kind_of(status.st_mode);
    if (!S_ISLNK(status.st_mode))
        return TRUE;
    length = readlink(path, text, sizeof(text));
    if (length < 0)
        return FALSE;
    ret->kind = PH_OUTPUT_PATH_LINK;
    ret->link = g_strndup(text, (gsize)length);
    ret->is_foreign = !may_follow(path, &status);
    ret->owner = (guint)status.st_uid;
    return TRUE;
}

void ph_output_path_clear(ph_output_path *seen)
{
    g_free(seen->link);
}
