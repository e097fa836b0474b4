/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/output_path.h"

#include <errno.h>
#include <glib/gstdio.h>

/* Links are followed by the system, which lets administrators alone make them. */
gboolean ph_output_path_look(const char *path, ph_output_path *ret)
{
    GStatBuf status;

    *ret = (ph_output_path){ .kind = PH_OUTPUT_PATH_ABSENT, .descriptor = -1 };
    if (g_stat(path, &status) != 0)
        return errno == ENOENT;
    if (S_ISDIR(status.st_mode))
        ret->kind = PH_OUTPUT_PATH_FOLDER;
    else
        ret->kind = S_ISREG(status.st_mode) ? PH_OUTPUT_PATH_FILE : PH_OUTPUT_PATH_OTHER;
    return TRUE;
}

void ph_output_path_clear(ph_output_path *seen)
{
    g_free(seen->link);
}
