/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/file_status.h"

#include <sys/stat.h>

gboolean ph_file_written_us(const char *path, gint64 *ret_us)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return FALSE;
    *ret_us = status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
    return TRUE;
}
