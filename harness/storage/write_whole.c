/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/write_whole.h"

#include <errno.h>
#include <unistd.h>

/* Windows takes 32 bits of a length, and no system has to write more at once. */
enum { PART_BYTES_MAX = 1 << 30 };

gboolean ph_write_whole(int descriptor, const void *bytes, gsize length)
{
    const char *at = bytes;

    while (length > 0) {
        const guint part = (guint)MIN(length, PART_BYTES_MAX);
        const gssize written = write(descriptor, at, part);

        if (written < 0 && errno != EINTR)
            return FALSE;
        at += MAX(written, 0);
        length -= (gsize)MAX(written, 0);
    }
    return TRUE;
}
