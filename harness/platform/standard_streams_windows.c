/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/standard_streams.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static void prepare_terminal(DWORD which)
{
    const HANDLE handle = GetStdHandle(which);
    DWORD mode;

    if (GetConsoleMode(handle, &mode)) /* Else it is none. */
        (void)SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

/* The C library gives one that is closed no number, and takes none for it. */
void ph_standard_streams_begin(void)
{
    _fmode = _O_BINARY;
    (void)_setmode(_fileno(stdin), _O_BINARY);
    (void)_setmode(_fileno(stdout), _O_BINARY);
    (void)_setmode(_fileno(stderr), _O_BINARY);
    (void)SetConsoleOutputCP(CP_UTF8);
    prepare_terminal(STD_OUTPUT_HANDLE);
    prepare_terminal(STD_ERROR_HANDLE);
}
