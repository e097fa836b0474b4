/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/shortened.h"

#include <string.h>

#define ELLIPSIS "…"

char *ph_shortened(const char *text, gsize bytes_max)
{
    const char *end;
    g_autofree char *kept = NULL;

    if (strlen(text) <= bytes_max)
        return g_strdup(text);
    end = text + (bytes_max - strlen(ELLIPSIS));
    while (end > text && ((guint8)*end & 0xc0) == 0x80) /* In the middle of a character. */
        end--;
    kept = g_strndup(text, (gsize)(end - text));
    return g_strconcat(kept, ELLIPSIS, NULL);
}
