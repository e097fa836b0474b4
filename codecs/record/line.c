/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/line.h"

#include <string.h>

void ph_line_put(ph_line *line, const char *bytes, size_t length)
{
    if ((size_t)(line->end - line->at) < length) {
        line->is_full = true;
        return;
    }
    memcpy(line->at, bytes, length);
    line->at += length;
}

void ph_line_put_character(ph_line *line, char c)
{
    ph_line_put(line, &c, 1);
}

/* Two of them: a backslash and a letter. */
static bool put_short_escape(ph_line *line, uint32_t code_point)
{
    static const char escapes[][2] = {
        { '"', '"' }, { '\\', '\\' }, { '\t', 't' }, { '\n', 'n' }, { '\r', 'r' }
    };

    for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
        const char text[2] = { '\\', escapes[i][1] };

        if (code_point != (unsigned char)escapes[i][0])
            continue;
        ph_line_put(line, text, sizeof(text));
        return true;
    }
    return false;
}

static void put_utf8(ph_line *line, uint32_t c)
{
    char text[4];
    size_t length = 0;

    if (c < 0x80) {
        text[length++] = (char)c;
    } else if (c < 0x800) {
        text[length++] = (char)(0xC0 | (c >> 6));
        text[length++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        text[length++] = (char)(0xE0 | (c >> 12));
        text[length++] = (char)(0x80 | ((c >> 6) & 0x3F));
        text[length++] = (char)(0x80 | (c & 0x3F));
    } else {
        text[length++] = (char)(0xF0 | (c >> 18));
        text[length++] = (char)(0x80 | ((c >> 12) & 0x3F));
        text[length++] = (char)(0x80 | ((c >> 6) & 0x3F));
        text[length++] = (char)(0x80 | (c & 0x3F));
    }
    ph_line_put(line, text, length);
}

void ph_line_put_code_point(ph_line *line, uint32_t code_point)
{
    static const char hex[] = "0123456789ABCDEF";

    if (put_short_escape(line, code_point))
        return;
    if (code_point < ' ') {
        const char text[] = { '\\', 'u', '0', '0', hex[code_point >> 4], hex[code_point & 15] };

        ph_line_put(line, text, sizeof(text));
        return;
    }
    put_utf8(line, code_point);
}

void ph_line_put_number(ph_line *line, const char *digits)
{
    ph_line_put_character(line, '"');
    ph_line_put(line, digits, strlen(digits));
    ph_line_put_character(line, '"');
}
