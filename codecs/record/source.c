/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/source.h"

#include <string.h>

#include "record/character.h"

enum {
    INDICATOR_COLUMN = 7,
    TAB_STOP = 8,
};

void ph_source_begin(ph_source *source, const char *bytes, size_t length, ph_source_format format)
{
    source->bytes = bytes;
    source->length = (uint32_t)length;
    source->at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    source->number = 0;
    source->is_fixed = format == PH_SOURCE_FORMAT_FIXED;
    source->turn = 0;
    source->bad_column = 0;
}

/* A line ends at LF, CR LF or CR. */
static uint32_t find_end(const ph_source *source)
{
    uint32_t end = source->at;

    while (end < source->length && source->bytes[end] != '\n' && source->bytes[end] != '\r')
        end++;
    return end;
}

static uint32_t behind_end(const ph_source *source, uint32_t end)
{
    if (end >= source->length)
        return source->length;
    if (source->bytes[end] == '\r' && end + 1 < source->length && source->bytes[end + 1] == '\n')
        return end + 2;
    return end + 1;
}

static bool is_simple(const char *text, uint32_t length)
{
    for (uint32_t i = 0; i < length && i < PH_SOURCE_TEXT_LAST; i++)
        if (text[i] == '\t' || (unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

/* Bytes of the character that begins here; 1 for what is no UTF-8, as Latin-1 would have it. */
static uint32_t character_bytes(const char *text, uint32_t length)
{
    const unsigned char lead = (unsigned char)text[0];
    const uint32_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;

    if (bytes > length)
        return 1;
    for (uint32_t i = 1; i < bytes; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 1;
    return bytes;
}

/* The column behind a character that begins in this one; both from 0. */
static uint32_t column_behind(uint32_t column, char character)
{
    return character == '\t' ? (column / TAB_STOP + 1) * TAB_STOP : column + 1;
}

/* The columns up to the right margin, tabs as blanks. Returns the bytes they take. */
static uint32_t expand(const char *text, uint32_t length, ph_source_expanded *expanded)
{
    uint32_t bytes = 0;
    uint32_t column = 0;

    for (uint32_t i = 0; i < length && column < PH_SOURCE_TEXT_LAST;) {
        const uint32_t taken = character_bytes(text + i, length - i);
        const uint32_t stop = column_behind(column, text[i]);

        for (; column < stop && column < PH_SOURCE_TEXT_LAST; column++) {
            /* Before the text every column is one byte, whatever stands there. */
            for (uint32_t j = 0; j < (column < INDICATOR_COLUMN ? 1 : taken); j++) {
                expanded->text[bytes] = text[i + j];
                if (text[i] == '\t')
                    expanded->text[bytes] = ' ';
                expanded->places[bytes++] = (uint16_t)(i + j);
            }
        }
        i += taken;
    }
    return bytes;
}

static uint32_t columns_of(const char *text, uint32_t length)
{
    uint32_t columns = 0;

    for (uint32_t i = 0; i < length; i += character_bytes(text + i, length - i))
        columns++;
    return columns;
}

/* What the indicator says becomes of the line. */
typedef enum line_use { LINE_IS_CODE, LINE_IS_NOTHING, LINE_IS_WRONG } line_use;

static line_use read_indicator(char indicator, ph_source_line *line)
{
    switch (ph_upper(indicator)) {
    case ' ': return LINE_IS_CODE;
    case '-': line->is_continuation = true; return LINE_IS_CODE;
    case '*':
    case '/':
    case 'D': /* A debugging line: nobody debugs a copybook. */ return LINE_IS_NOTHING;
    default: return LINE_IS_WRONG;
    }
}

static line_use cut_fixed(ph_source *source, const char *text, uint32_t length,
                          ph_source_line *line)
{
    const uint32_t before = PH_SOURCE_TEXT_FIRST - 1;

    line->places = NULL;
    if (length > PH_SOURCE_TEXT_LAST || !is_simple(text, length)) {
        if (!is_simple(text, length)) {
            ph_source_expanded *expanded = &source->expanded[source->turn++ % 2];

            length = expand(text, length, expanded);
            text = expanded->text;
            line->places = expanded->places;
        } else {
            length = PH_SOURCE_TEXT_LAST;
        }
    }
    if (length < INDICATOR_COLUMN)
        return LINE_IS_NOTHING;
    line->text = text + before;
    line->length = length > before ? length - before : 0;
    line->first = before;
    if (line->places)
        line->places += before;
    return read_indicator(text[INDICATOR_COLUMN - 1], line);
}

/* Alone on their line they move the paper of a listing. */
static bool moves_paper(const char *text, uint32_t length)
{
    static const char *const words[] = { "EJECT", "SKIP1", "SKIP2", "SKIP3" };
    uint32_t end = 0;

    while (end < length && !ph_is_blank(text[end]) && text[end] != '.')
        end++;
    if (ph_is_word(text, end, "TITLE")) {
        while (end < length && ph_is_blank(text[end]))
            end++;
        return end < length && ph_is_quote(text[end]);
    }
    if (end < length && text[end] == '.' ? end + 1 < length : end < length)
        return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (ph_is_word(text, end, words[i]))
            return true;
    return false;
}

bool ph_source_is_comment_at(const ph_source_line *line, uint32_t at)
{
    return at + 1 < line->length && line->text[at] == '*' && line->text[at + 1] == '>';
}

/* Without blanks on both sides; false when nothing is left that is code. */
static bool has_code(const ph_source_line *line)
{
    uint32_t first = 0, end = line->length;

    while (first < end && ph_is_blank(line->text[first]))
        first++;
    while (first < end && ph_is_blank(line->text[end - 1]))
        end--;
    return first < end && !ph_source_is_comment_at(line, first) &&
           !moves_paper(line->text + first, end - first);
}

static void drop_blanks_behind(const ph_source *source, ph_source_line *line)
{
    const uint32_t width = PH_SOURCE_TEXT_LAST - PH_SOURCE_TEXT_FIRST + 1;

    while (line->length > 0 && ph_is_blank(line->text[line->length - 1]))
        line->length--;
    line->blanks_to_edge = source->is_fixed ? width - columns_of(line->text, line->length) : 0;
}

ph_source_step ph_source_next(ph_source *source, ph_source_line *ret)
{
    while (source->at < source->length && source->bytes[source->at] != '\x1A') {
        const uint32_t begin = source->at;
        const uint32_t end = find_end(source);
        const char *text = source->bytes + begin;
        ph_source_line line = { .text = text, .length = end - begin, .offset = begin };
        const uint32_t turn = source->turn;
        line_use use = LINE_IS_CODE;

        source->at = behind_end(source, end);
        line.number = ++source->number;
        if (source->is_fixed)
            use = cut_fixed(source, text, end - begin, &line);
        if (use == LINE_IS_NOTHING || (use == LINE_IS_CODE && !has_code(&line))) {
            source->turn = turn; /* The line before, which is still being read, stays. */
            continue;
        }
        drop_blanks_behind(source, &line);
        *ret = line;
        if (use == LINE_IS_CODE)
            return PH_SOURCE_STEP_LINE;
        source->bad_column = line.places ? line.places[-1] + 1u : INDICATOR_COLUMN;
        return PH_SOURCE_STEP_BAD_INDICATOR;
    }
    return PH_SOURCE_STEP_END;
}

bool ph_source_hides(const ph_source *source, uint32_t begin, uint32_t end, char character)
{
    uint32_t column = 0;
    bool is_code = true;

    while (begin > 0 && source->bytes[begin - 1] != '\n' && source->bytes[begin - 1] != '\r')
        begin--;
    for (uint32_t i = begin; source->is_fixed && i < end;
         i += character_bytes(source->bytes + i, end - i)) {
        const char c = source->bytes[i];

        if (c == '\n' || c == '\r') {
            column = 0;
            is_code = true;
            continue;
        }
        column = column_behind(column, c);
        if (column == INDICATOR_COLUMN)
            is_code = c == ' ' || c == '-';
        if (is_code && c == character && column > PH_SOURCE_TEXT_LAST)
            return true;
    }
    return false;
}

uint32_t ph_source_place(const ph_source_line *line, uint32_t at)
{
    if (!line->places)
        return line->offset + line->first + at;
    if (at == 0 || at < line->length)
        return line->offset + line->places[at];
    return line->offset + line->places[line->length - 1] + 1;
}
