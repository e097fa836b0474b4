/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/terminal_width.h"

#include <sys/ioctl.h>
#include <unistd.h>

guint ph_terminal_width(FILE *stream)
{
    struct winsize size = { 0 };

    if (!isatty(fileno(stream)) || ioctl(fileno(stream), TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}
