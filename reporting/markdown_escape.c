/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "markdown_escape.h"

#include <glib.h>
#include <string.h>

#include "error/error.h"

#define ENTITIES   "&<>|`*_~[]\\$!\"'"
#define REFERENCES "@#"

char *ph_markdown_escape(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);
    GString *escaped = g_string_new(NULL);

    for (const char *at = printable; *at; at++)
        if (strchr(REFERENCES, *at))
            g_string_append_printf(escaped, "&#%d;&#8203;", *at);
        else if (strchr(ENTITIES, *at) ||
                 /* "https://…" and "www.…" become links by themselves. */
                 (*at == ':' && at[1] == '/') ||
                 (*at == '.' && at - printable >= 3 && g_ascii_strncasecmp(at - 3, "www", 3) == 0))
            g_string_append_printf(escaped, "&#%d;", *at);
        else
            g_string_append_c(escaped, *at);
    return g_string_free(escaped, FALSE);
}
