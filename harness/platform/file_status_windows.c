/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/file_status.h"

#include <errno.h>
#include <windows.h>

/* Windows counts steps of 100 ns from 1601 on. */
#define EPOCH_US (G_GINT64_CONSTANT(11644473600) * G_USEC_PER_SEC)

enum { STEPS_PER_US = 10 };

gboolean ph_file_written_us(const char *path, gint64 *ret_us)
{
    g_autofree gunichar2 *wide = g_utf8_to_utf16(path, -1, NULL, NULL, NULL);
    WIN32_FILE_ATTRIBUTE_DATA status;

    if (!wide || !GetFileAttributesExW((const wchar_t *)wide, GetFileExInfoStandard, &status)) {
        errno = ENOENT;
        return FALSE;
    }
    *ret_us = (((gint64)status.ftLastWriteTime.dwHighDateTime << 32) |
               (gint64)status.ftLastWriteTime.dwLowDateTime) /
                  STEPS_PER_US -
              EPOCH_US;
    return TRUE;
}
