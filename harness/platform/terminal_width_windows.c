/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/terminal_width.h"

#include <io.h>
#include <windows.h>

guint ph_terminal_width(FILE *stream)
{
    CONSOLE_SCREEN_BUFFER_INFO info;

    if (!GetConsoleScreenBufferInfo((HANDLE)_get_osfhandle(_fileno(stream)), &info))
        return 0;
    return (guint)(info.srWindow.Right - info.srWindow.Left + 1);
}
