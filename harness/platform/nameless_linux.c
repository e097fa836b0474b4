/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* O_TMPFILE */
#include "platform/nameless.h"

#include <fcntl.h>
#include <glib.h>

enum { FILE_MODE = 0600 };

int ph_nameless_in(const char *folder)
{
    return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, FILE_MODE);
}

int ph_nameless_again(int descriptor, int flags)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", descriptor);

    return open(path, flags | O_CLOEXEC);
}
