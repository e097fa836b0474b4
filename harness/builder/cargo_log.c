/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/cargo_log.h"

#include <string.h>

#include "error/error.h"
#include "error/shortened.h"

/* Of the first error: a line of generated code may be of any length. */
enum { LINES_MAX = 40, LINE_BYTES_MAX = 500, BYTES_MAX = 16384 };

static char **read_lines(const char *path)
{
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? g_strsplit(text, "\n", -1) : NULL;
}

char *ph_cargo_log_last_crate(const char *path)
{
    static const char verb[] = "Compiling ";
    g_auto(GStrv) lines = read_lines(path);
    const char *last = NULL;

    for (char **line = lines; line && *line; line++) {
        const char *begin = *line + strspn(*line, " ");

        if (g_str_has_prefix(begin, verb))
            last = begin + strlen(verb);
    }
    return last ? ph_error_printable(last) : NULL;
}

char *ph_cargo_log_first_error(const char *path)
{
    g_auto(GStrv) lines = read_lines(path);
    g_autoptr(GString) block = g_string_new(NULL);
    char **line = lines;

    while (line && *line && !g_str_has_prefix(*line, "error"))
        line++;
    for (guint i = 0; line && line[i] && *line[i] && i < LINES_MAX; i++) {
        g_autofree char *printable = ph_error_printable(line[i]);
        g_autofree char *shown = ph_shortened(printable, LINE_BYTES_MAX);

        if (block->len + strlen(shown) + 1 > BYTES_MAX)
            break;
        g_string_append_printf(block, "%s\n", shown);
    }
    return block->len ? g_string_free(g_steal_pointer(&block), FALSE) : NULL;
}
