/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/printable_lines.h"

#include "error/error.h"

char *ph_printable_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++) {
        char *printable = ph_error_printable(*line);

        g_free(*line);
        *line = printable;
    }
    return g_strjoinv("\n", lines);
}
