/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/file_lock.h"

#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean ph_file_lock_try(int descriptor)
{
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

gboolean ph_file_lock_is_of(int descriptor, const char *path)
{
    struct stat held, named;

    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

void ph_file_lock_close(int descriptor, const char *path)
{
    if (path)
        (void)g_unlink(path);
    (void)close(descriptor);
}
