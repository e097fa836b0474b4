/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/temporary_stream_windows.h"

#include <fcntl.h>
#include <glib.h>

#include "platform/path.h"

enum { FILE_MODE = 0600 };

FILE *ph_temporary_stream(void)
{
    g_autofree char *path = ph_path_join(g_get_tmp_dir(), "perfharness-XXXXXX", NULL);
    const int flags = _O_RDWR | _O_TEMPORARY | _O_NOINHERIT | _O_BINARY;
    const int descriptor = g_mkstemp_full(path, flags, FILE_MODE);

    return descriptor < 0 ? NULL : _fdopen(descriptor, "w+b");
}
