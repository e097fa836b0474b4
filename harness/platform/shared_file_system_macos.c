/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/shared_file_system.h"

#include <sys/mount.h>
#include <sys/param.h>

gboolean ph_shared_file_system(const char *folder, char **ret_name)
{
    struct statfs found;

    *ret_name = NULL;
    if (statfs(folder, &found) != 0)
        return FALSE;
    if (!(found.f_flags & MNT_LOCAL))
        *ret_name = g_strdup(found.f_fstypename);
    return TRUE;
}
