/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/file_lock.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <io.h>
#include <windows.h>

/* A byte that no file has: what is locked there cannot be read by others. */
static const OVERLAPPED far_behind = { .Offset = 0xFFFFFFFE, .OffsetHigh = 0x7FFFFFFF };

gboolean ph_file_lock_try(int descriptor)
{
    OVERLAPPED place = far_behind;

    if (LockFileEx((HANDLE)_get_osfhandle(descriptor),
                   LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place))
        return TRUE;
    errno = GetLastError() == ERROR_LOCK_VIOLATION ? EWOULDBLOCK : EIO;
    return FALSE;
}

/* What somebody has open cannot be removed. */
gboolean ph_file_lock_is_of(int descriptor, const char *path)
{
    (void)descriptor;
    (void)path;
    return TRUE;
}

/* That somebody else has it open keeps it, and he takes the lock of it. */
void ph_file_lock_close(int descriptor, const char *path)
{
    (void)_close(descriptor);
    if (path)
        (void)g_unlink(path);
}
