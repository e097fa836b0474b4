/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/copybook_floats.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { INDICATOR_COLUMN = 7 };

static bool is_of_a_word(char character)
{
    return isalnum((unsigned char)character) || character == '-' || character == '_';
}

static bool is_float_usage(const char *word, size_t length)
{
    static const char *const usages[] = { "COMP-1", "COMP-2", "COMPUTATIONAL-1",
                                          "COMPUTATIONAL-2" };

    for (size_t i = 0; i < sizeof(usages) / sizeof(*usages); i++)
        if (strlen(usages[i]) == length && strncasecmp(usages[i], word, length) == 0)
            return true;
    return false;
}

static bool line_has_floats(const char *line, size_t length)
{
    size_t end;

    if (length >= INDICATOR_COLUMN &&
        (line[INDICATOR_COLUMN - 1] == '*' || line[INDICATOR_COLUMN - 1] == '/'))
        return false;
    for (size_t start = 0; start < length; start = end + 1) {
        for (end = start; end < length && is_of_a_word(line[end]);)
            end++;
        if (is_float_usage(line + start, end - start))
            return true;
    }
    return false;
}

bool ph_copybook_has_floats(const char *text, size_t length)
{
    size_t end;

    for (size_t start = 0; start < length; start = end + 1) {
        const char *newline = memchr(text + start, '\n', length - start);

        end = newline ? (size_t)(newline - text) : length;
        if (line_has_floats(text + start, end - start))
            return true;
    }
    return false;
}
