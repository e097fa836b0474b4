/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of a VALUE clause as one text, whatever lines they stand on. */
#include "record/character.h"
#include "record/source.h"

/* What is kept of the words so far. */
typedef struct value_text {
    char *text;
    size_t size;
    size_t length; /* Of all of it, whether it fits or not. */
    char quote;    /* Of the literal that is open; 0: none is. */
    bool is_blank_due;
} value_text;

static void put(value_text *value, char c)
{
    if (value->length + 1 < value->size)
        value->text[value->length] = c;
    value->length++;
}

/* A literal keeps its blanks; between words one is enough. Two quotes close it and open it again.
 */
static void add_character(value_text *value, char c)
{
    if (value->quote) {
        put(value, c);
        if (c == value->quote)
            value->quote = '\0';
        return;
    }
    if (ph_is_blank(c)) {
        value->is_blank_due = value->length > 0;
        return;
    }
    if (value->is_blank_due)
        put(value, ' ');
    value->is_blank_due = false;
    if (ph_is_quote(c))
        value->quote = c;
    put(value, c);
}

/* Where the text of a continuation line goes on with what was open: a literal, or a word. */
static uint32_t find_continuation(const value_text *value, const ph_source_line *line)
{
    uint32_t at = 0;

    while (at < line->length && ph_is_blank(line->text[at]))
        at++;
    return value->quote && at < line->length && line->text[at] == value->quote ? at + 1 : at;
}

/* As much of a line as stands between two bytes of the source. */
static void add_line(value_text *value, const ph_source_line *line, uint32_t begin, uint32_t end)
{
    uint32_t at = 0;

    if (line->is_continuation && value->length > 0)
        at = find_continuation(value, line);
    else
        value->is_blank_due = value->length > 0;
    for (; at < line->length; at++) {
        const uint32_t place = ph_source_place(line, at);

        if (place >= end || (!value->quote && ph_source_is_comment_at(line, at)))
            return;
        if (place >= begin)
            add_character(value, line->text[at]);
    }
    for (uint32_t i = 0; value->quote && i < line->blanks_to_edge; i++)
        put(value, ' ');
}

/* Where the line of a byte begins, behind the first. In free format no column counts, and a line
 * may be long: any byte will do. */
static uint32_t find_line(const ph_copybook *copybook, const char *source, uint32_t first,
                          uint32_t at)
{
    if (copybook->format == PH_SOURCE_FORMAT_FREE)
        return at;
    while (at > first && source[at - 1] != '\n' && source[at - 1] != '\r')
        at--;
    return at;
}

size_t ph_record_item_value(const ph_copybook *copybook, const char *source, uint32_t item,
                            char *text, size_t size)
{
    const uint32_t begin = copybook->items[item].value_begin;
    const uint32_t end = copybook->items[item].value_end;
    value_text value = { .text = text, .size = size };
    ph_source lines;
    ph_source_line line;

    if (end > begin) {
        ph_source_begin(&lines, source, end, copybook->format);
        lines.at = find_line(copybook, source, lines.at, begin);
        while (ph_source_next(&lines, &line) == PH_SOURCE_STEP_LINE)
            add_line(&value, &line, begin, end);
    }
    if (size > 0)
        text[value.length < size ? value.length : size - 1] = '\0';
    return value.length;
}
