/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/path.h"

#include <stdarg.h>

/* The last one that is written there. */
static char separator_of(const char *folder)
{
    char separator = '/';

    for (const char *at = folder; *at; at++)
        if (G_IS_DIR_SEPARATOR(*at))
            separator = *at;
    return separator;
}

char *ph_path_join(const char *folder, const char *name, ...)
{
    const char between[] = { separator_of(folder), '\0' };
    g_autofree char *path = g_build_path(between, folder, name, NULL);
    const char *next;
    va_list more;

    va_start(more, name);
    while ((next = va_arg(more, const char *))) {
        char *below = g_build_path(between, path, next, NULL);

        g_free(path);
        path = below;
    }
    va_end(more);
    return g_steal_pointer(&path);
}
