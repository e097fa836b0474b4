/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wrapped.h"

#include <glib.h>

void ph_wrapped_print(FILE *to, const char *first, int indent, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    glong column = g_utf8_strlen(first, -1);
    const char *gap = "";

    (void)fputs(first, to);
    for (char **word = words; *word; word++) {
        const glong columns = g_utf8_strlen(*word, -1);

        if (*gap && column + 1 + columns > PH_WRAPPED_COLUMNS) {
            (void)fprintf(to, "\n%*s", indent, "");
            column = indent;
            gap = "";
        }
        (void)fprintf(to, "%s%s", gap, *word);
        column += columns + (*gap ? 1 : 0);
        gap = " ";
    }
    (void)fputc('\n', to);
}
