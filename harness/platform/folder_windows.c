/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

gboolean ph_folder_sync(const char *path)
{
    (void)path;
    return TRUE;
}

int ph_folder_open(const char *path)
{
    (void)path;
    errno = ENOTSUP;
    return -1;
}

/* Whoever may open another user's to write to it was let. */
gboolean ph_descriptor_is_own(int descriptor)
{
    (void)descriptor;
    return TRUE;
}

gboolean ph_folder_lets_write(const char *folder, const char *path)
{
    (void)path;
    return g_access(folder, W_OK) == 0;
}
