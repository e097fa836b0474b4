/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/program_path.h"

#include <windows.h>

/* As many as a path may have anywhere in Windows. */
enum { PATH_UNITS_MAX = 32768 };

char *ph_program_path(void)
{
    g_autofree gunichar2 *path = g_new0(gunichar2, PATH_UNITS_MAX);
    const DWORD length = GetModuleFileNameW(NULL, (wchar_t *)path, PATH_UNITS_MAX);

    if (length == 0 || length >= PATH_UNITS_MAX)
        return NULL;
    return g_utf16_to_utf8(path, (glong)length, NULL, NULL, NULL);
}
