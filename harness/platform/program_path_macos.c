/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <mach-o/dyld.h>
#include <stdlib.h>

#include "platform/program_path.h"

char *ph_program_path(void)
{
    uint32_t length = 0;
    g_autofree char *given = NULL;
    char *whole = NULL, *path;

    (void)_NSGetExecutablePath(NULL, &length); /* How long it is. */
    given = g_malloc0(length + 1);
    if (_NSGetExecutablePath(given, &length) == 0)
        whole = realpath(given, NULL); /* It may be a link's. */
    path = g_strdup(whole);
    free(whole);
    return path;
}
