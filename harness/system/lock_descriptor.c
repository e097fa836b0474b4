/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/lock_descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FLAGS = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK,
    ATTEMPTS_MAX = 3, /* Somebody else makes it, or removes it, meanwhile. */
};

/* A file of several names may be one that somebody else would have written to. */
static const char *find_fault(const struct stat *status)
{
    if (!S_ISREG(status->st_mode))
        return "it is not a regular file";
    return status->st_nlink > 1 ? "it has other names, too" : NULL;
}

static int make(const char *path, mode_t mode)
{
    const int descriptor = open(path, FLAGS | O_CREAT | O_EXCL, mode);

    if (descriptor >= 0)
        (void)fchmod(descriptor, mode);
    return descriptor;
}

/* It is looked at before, as well: to open a device may do something. */
static int open_or_make(const char *path, mode_t mode, const char **ret_why)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return errno == ENOENT ? make(path, mode) : -1;
    *ret_why = find_fault(&status);
    return *ret_why ? -1 : open(path, FLAGS);
}

int ph_lock_descriptor_open(const char *path, mode_t mode, const char **ret_why)
{
    int descriptor = -1;
    struct stat status;

    *ret_why = NULL;
    for (guint i = 0; descriptor < 0 && i < ATTEMPTS_MAX; i++) {
        descriptor = open_or_make(path, mode, ret_why);
        if (*ret_why)
            return -1;
        if (descriptor < 0 && errno != ENOENT && errno != EEXIST)
            break;
    }
    if (descriptor >= 0 && fstat(descriptor, &status) == 0) {
        *ret_why = find_fault(&status);
        if (!*ret_why)
            return descriptor;
    }
    *ret_why = *ret_why ? *ret_why : g_strerror(errno);
    if (descriptor >= 0)
        (void)close(descriptor);
    return -1;
}

gboolean ph_lock_descriptor_is_at(int descriptor, const char *path)
{
    struct stat opened, named;

    return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}
