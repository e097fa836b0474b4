/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "source_lines.h"

#include <string.h>

#include "random_words.h"

enum { INDICATOR = 7, AREA_A = 8, AREA_B = 12, FIXED_MARGIN = 72, TAB_STOP = 8 };

static bool happens(source_lines *lines, unsigned percent)
{
    return ph_random_below(lines->random, 100) < percent;
}

static uint32_t between(source_lines *lines, uint32_t low, uint32_t high)
{
    return low + (uint32_t)ph_random_below(lines->random, high - low + 1);
}

source_style source_style_choose(ph_random *random, bool is_plain)
{
    const uint64_t bits = ph_random_next(random);
    const bool is_fixed = ph_random_below(random, 100) < 65;
    source_style style = {
        .format = is_fixed ? PH_SOURCE_FORMAT_FIXED : PH_SOURCE_FORMAT_FREE,
        .margin = is_fixed ? FIXED_MARGIN : 40 + (uint32_t)ph_random_below(random, 160),
        .words = bits & 1   ? SOURCE_CAPITALS
                 : bits & 2 ? SOURCE_SMALL
                            : SOURCE_MIXED,
        .has_sequence_numbers = (bits & 12) == 0,
        .has_identification = (bits & 48) == 0,
        .has_carriage_returns = (bits & 192) == 0 && !is_plain,
        .has_tabs = (bits & 0x300) == 0 && !is_plain,
        .has_comments = bits & 0x400,
        .has_directives = (bits & 0x1800) == 0 && !is_plain,
        .has_blank_lines = bits & 0x2000,
        .has_separators = (bits & 0xc000) == 0,
        .has_continued_words = (bits & 0x70000) == 0 && !is_plain,
        .is_plain = is_plain,
        .is_indented = bits & 0x80000,
        .break_percent = bits & 0x100000 ? 0 : (unsigned)ph_random_below(random, 50),
    };

    return style;
}

static bool is_fixed(const source_lines *lines)
{
    return lines->style->format == PH_SOURCE_FORMAT_FIXED;
}

static void append(source_lines *lines, const char *text, gsize length)
{
    g_string_append_len(lines->text, text, (gssize)length);
    lines->column += (uint32_t)length;
}

/* Spaces, or tabs where the style has them, up to a column. */
static void advance(source_lines *lines, uint32_t column)
{
    while (lines->column < column) {
        const uint32_t stop = (lines->column - 1) / TAB_STOP * TAB_STOP + TAB_STOP + 1;

        if (lines->style->has_tabs && stop <= column && happens(lines, 70)) {
            g_string_append_c(lines->text, '\t');
            lines->column = stop;
        } else {
            append(lines, " ", 1);
        }
    }
}

static void end_line(source_lines *lines)
{
    if (is_fixed(lines) && lines->style->has_identification && lines->column <= FIXED_MARGIN + 1 &&
        happens(lines, 90)) {
        static const char *const identifications[] = { "CUST0100", "05 X  ", "'QUOTE", "CHG.1999" };

        advance(lines, FIXED_MARGIN + 1);
        g_string_append(lines->text, identifications[between(lines, 0, 3)]);
    } else if (happens(lines, 10) && lines->column < 60) {
        g_string_append(lines->text, "   ");
    }
    g_string_append(lines->text, lines->style->has_carriage_returns ? "\r\n" : "\n");
    lines->begin = lines->text->len;
    lines->line++;
    lines->column = 0;
}

/* Columns 1 to 7 of a fixed line. */
static void begin_line(source_lines *lines, char indicator)
{
    lines->column = 1;
    lines->is_first = true;
    if (!is_fixed(lines))
        return;
    if (lines->style->has_sequence_numbers && happens(lines, 90)) {
        g_autofree char *number = g_strdup_printf("%06u", lines->line * 100);

        append(lines, happens(lines, 3) ? "A*.'05" : number, INDICATOR - 1);
    } else if (indicator == ' ' && lines->style->has_tabs && happens(lines, 50)) {
        g_string_append_c(lines->text, '\t');
        lines->column = TAB_STOP + 1;
        return;
    }
    advance(lines, INDICATOR);
    append(lines, &indicator, 1);
}

/* As much of a comment as there is room for. */
static void append_comment(source_lines *lines)
{
    const char *const comment = random_words_comment(lines->random);
    const uint32_t room = lines->style->margin + 1 - MIN(lines->column, lines->style->margin + 1);

    append(lines, comment, MIN(strlen(comment), room));
}

static void put_comment_line(source_lines *lines)
{
    static const char indicators[] = "**/D";

    if (is_fixed(lines) && happens(lines, 80)) {
        begin_line(lines, indicators[between(lines, 0, lines->style->is_plain ? 2 : 3)]);
    } else {
        begin_line(lines, ' ');
        advance(lines, lines->column + between(lines, 0, 8));
        append(lines, "*> ", 3);
    }
    append_comment(lines);
    end_line(lines);
}

static void put_directive(source_lines *lines)
{
    static const char *const directives[] = { "EJECT", "SKIP1",  "SKIP2",
                                              "SKIP3", "EJECT.", "TITLE 'ALL OF 05 X.'" };
    const char *const directive = directives[between(lines, 0, G_N_ELEMENTS(directives) - 1)];

    begin_line(lines, ' ');
    advance(lines, AREA_B);
    append(lines, directive, strlen(directive));
    end_line(lines);
}

/* What stands between two lines of text and is none. */
static void put_other_lines(source_lines *lines, bool is_between_entries)
{
    while (lines->style->has_comments && happens(lines, 12))
        put_comment_line(lines);
    while (lines->style->has_blank_lines && happens(lines, 8)) {
        begin_line(lines, ' ');
        end_line(lines);
    }
    if (is_between_entries && is_fixed(lines) && lines->style->has_directives && happens(lines, 6))
        put_directive(lines);
}

/* The line on which text goes on. */
static void continue_line(source_lines *lines, char indicator)
{
    begin_line(lines, indicator);
    advance(lines, is_fixed(lines) ? MAX(lines->indent, AREA_B) + between(lines, 0, 8)
                                   : lines->indent + between(lines, 0, 8));
}

static source_place here(const source_lines *lines)
{
    return (source_place){ .line = lines->line,
                           .column = (uint32_t)(lines->text->len - lines->begin) + 1,
                           .value_begin = (uint32_t)lines->text->len };
}

/* The columns, from here on, at which the first part of a literal may end: not beside a quote. */
static bool can_be_cut(const char *literal, gsize at)
{
    return at >= 2 && literal[at] != '\0' && literal[at + 1] != '\0' &&
           literal[at - 1] != literal[0] && literal[at] != literal[0];
}

/* A literal that goes on in the next line: it fills this one. */
static source_place put_cut_literal(source_lines *lines, const char *literal)
{
    gsize at = lines->style->margin + 1 - lines->column;
    const char quote = literal[0];
    source_place place;

    while (at > 1 && !can_be_cut(literal, at))
        at--;
    g_assert(at > 1);
    advance(lines, lines->style->margin + 1 - (uint32_t)at);
    place = here(lines);
    append(lines, literal, at);
    end_line(lines);
    begin_line(lines, '-');
    advance(lines, AREA_B + between(lines, 0, 5));
    append(lines, &quote, 1);
    append(lines, literal + at, strlen(literal + at));
    lines->is_first = false;
    return place;
}

static source_place put_cut_word(source_lines *lines, const char *word)
{
    const uint32_t at = between(lines, 1, (uint32_t)strlen(word) - 1);
    const source_place place = here(lines);

    append(lines, word, at);
    end_line(lines);
    continue_line(lines, '-');
    append(lines, word + at, strlen(word + at));
    lines->is_first = false;
    return place;
}

/* Blanks behind the word before, or the next line. */
static void separate(source_lines *lines, gsize length)
{
    const uint32_t blanks = lines->is_first ? 0 : happens(lines, 80) ? 1 : between(lines, 1, 12);
    uint32_t column = lines->column + blanks;

    if (blanks > 0 && lines->style->has_tabs && happens(lines, 40))
        column = (lines->column - 1) / TAB_STOP * TAB_STOP + TAB_STOP + 1;
    /* Room for a comma, and the blank that it needs. */
    if (!lines->is_first && (column + length + 1 > lines->style->margin ||
                             happens(lines, lines->style->break_percent))) {
        if (lines->style->has_comments && happens(lines, 10) &&
            lines->column + 4 < lines->style->margin) {
            append(lines, " *> ", 4);
            append_comment(lines);
        }
        end_line(lines);
        put_other_lines(lines, false);
        continue_line(lines, ' ');
    } else {
        advance(lines, column);
    }
    lines->is_first = false;
}

source_place source_lines_put(source_lines *lines, const char *word)
{
    const gsize length = strlen(word);
    const bool is_literal = word[0] == '\'' || word[0] == '"';
    source_place place;

    if (is_literal && is_fixed(lines) && length > 12 && lines->column < 50 &&
        lines->column + length > FIXED_MARGIN) {
        advance(lines, lines->column + 1);
        lines->is_first = false;
        return put_cut_literal(lines, word);
    }
    separate(lines, length);
    if (is_literal && is_fixed(lines) && lines->column + length > FIXED_MARGIN)
        return put_cut_literal(lines, word);
    if (!is_literal && is_fixed(lines) && lines->style->has_continued_words && length > 1 &&
        happens(lines, 4))
        return put_cut_word(lines, word);
    place = here(lines);
    append(lines, word, length);
    return place;
}

void source_lines_put_separator(source_lines *lines, char separator)
{
    append(lines, &separator, 1);
}

void source_lines_begin_entry(source_lines *lines, uint32_t depth)
{
    const uint32_t column = lines->style->is_indented ? depth * 4 : between(lines, 0, 6);

    if (lines->column > 0 && lines->column < 40 && happens(lines, 5))
        return; /* Behind the entry before. */
    if (lines->column > 0)
        end_line(lines);
    put_other_lines(lines, true);
    begin_line(lines, ' ');
    lines->indent = MIN(column, 16) + (is_fixed(lines) ? depth == 0 ? AREA_A : AREA_B : 1);
    advance(lines, lines->indent);
}

void source_lines_end(source_lines *lines)
{
    if (lines->column > 0)
        end_line(lines);
    put_other_lines(lines, true);
}
