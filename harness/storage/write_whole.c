/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/write_whole.h"

#include <errno.h>
#include <unistd.h>

gboolean ph_write_whole(int descriptor, const void *bytes, gsize length)
{
    const char *at = bytes;

    while (length > 0) {
        const gssize written = write(descriptor, at, length);

        if (written < 0 && errno != EINTR)
            return FALSE;
        at += MAX(written, 0);
        length -= (gsize)MAX(written, 0);
    }
    return TRUE;
}
