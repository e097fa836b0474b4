/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/code_place.h"

#include <glib.h>
#include <string.h>

#include "error/error.h"
#include "error/shortened.h"

enum { FILE_BYTES_MAX = 200 };

/* Where the folder begins that stands before this place. */
static const char *folder_before(const char *path, const char *slash)
{
    while (slash > path && slash[-1] != '/')
        slash--;
    return slash;
}

static const char *told(const char *path)
{
    const char *const library = strstr(path, "/library/");
    const char *const source = strstr(path, "/src/");
    const char *const name = strrchr(path, '/');

    if (library && g_str_has_prefix(path, "/rustc/"))
        return library + 1;
    if (source) {
        const char *last = source;

        /* The registry is a folder src/ itself. */
        for (const char *next; (next = strstr(last + 1, "/src/"));)
            last = next;
        return last > path ? folder_before(path, last) : path + 1;
    }
    return name ? name + 1 : path;
}

char *ph_code_place(const char *path, int line)
{
    g_autofree char *printable = ph_error_printable(told(path));
    g_autofree char *file = ph_shortened(printable, FILE_BYTES_MAX);

    return g_strdup_printf("%s:%d", file, line);
}
