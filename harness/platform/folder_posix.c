/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What fsync() reports may be the only word of a full disk; so may what close() does. */
static gboolean close_synced(int descriptor)
{
    const gboolean is_synced = fsync(descriptor) == 0;
    const int cause = errno;
    const gboolean is_closed = close(descriptor) == 0;

    if (!is_synced)
        errno = cause;
    return is_synced && is_closed;
}

gboolean ph_folder_sync(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (descriptor < 0)
        return errno == EACCES;
    return close_synced(descriptor) || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS;
}

int ph_folder_open(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

gboolean ph_descriptor_is_own(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && status.st_uid == geteuid();
}

/* In a sticky folder a file is its owner's, or the folder's owner's, to replace. */
static gboolean is_protected(const char *path, const char *folder)
{
    const uid_t user = geteuid();
    struct stat file, above;

    return user != 0 && lstat(path, &file) == 0 && stat(folder, &above) == 0 &&
           (above.st_mode & S_ISVTX) && file.st_uid != user && above.st_uid != user;
}

gboolean ph_folder_lets_write(const char *folder, const char *path)
{
    return access(folder, W_OK | X_OK) == 0 && !is_protected(path, folder);
}
