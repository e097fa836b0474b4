/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/shared_file_system.h"

#include <errno.h>
#include <windows.h>

gboolean ph_shared_file_system(const char *folder, char **ret_name)
{
    g_autofree char *whole = g_canonicalize_filename(folder, NULL);
    g_autofree gunichar2 *wide = g_utf8_to_utf16(whole, -1, NULL, NULL, NULL);
    wchar_t root[MAX_PATH];

    *ret_name = NULL;
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        errno = ENOENT;
        return FALSE;
    }
    if (wide && GetVolumePathNameW((const wchar_t *)wide, root, G_N_ELEMENTS(root)) &&
        GetDriveTypeW(root) == DRIVE_REMOTE)
        *ret_name = g_strdup("a network drive");
    return TRUE;
}
