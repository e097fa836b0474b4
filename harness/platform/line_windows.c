/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/line.h"

#include <stdlib.h>

/* FALSE: there is no memory. */
static gboolean make_room(char **line, size_t *size, size_t length)
{
    const size_t more = *size ? 2 * *size : 256;
    char *grown;

    if (length < *size)
        return TRUE;
    grown = realloc(*line, more);
    if (!grown)
        return FALSE;
    *line = grown;
    *size = more;
    return TRUE;
}

gssize ph_line_read(char **line, size_t *size, FILE *from)
{
    size_t length = 0;
    int character = 0;

    while (character != '\n' && (character = getc(from)) != EOF) {
        if (!make_room(line, size, length + 1))
            return -1;
        (*line)[length++] = (char)character;
        (*line)[length] = '\0';
    }
    return length > 0 && !ferror(from) ? (gssize)length : -1;
}
