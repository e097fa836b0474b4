/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "columns.h"

#include <string.h>

#include "perfharness/require.h"
#include "platform/terminal_width.h"

#define ELLIPSIS "…"
#define ESCAPE   '\033'

/* No page is narrower, as words would fall apart, nor wider, as nobody reads such lines. */
enum { COLUMNS_LEAST = 40, COLUMNS_MOST = 240 };

guint ph_columns_of_stream(FILE *stream)
{
    const guint width = ph_terminal_width(stream);

    return width ? CLAMP(width, COLUMNS_LEAST, COLUMNS_MOST) : PH_COLUMNS;
}

/* Past a sequence of colour, where one begins here; else past one character. */
static const char *next(const char *at)
{
    if (*at != ESCAPE)
        return g_utf8_next_char(at);
    at += strcspn(at, "m");
    return *at ? at + 1 : at;
}

static guint columns_at(const char *at)
{
    const gunichar character = g_utf8_get_char(at);

    if (character == ESCAPE || g_unichar_iszerowidth(character))
        return 0;
    return g_unichar_iswide(character) ? 2 : 1;
}

static guint columns_between(const char *at, const char *end)
{
    guint columns = 0;

    for (; at < end; at = next(at))
        columns += columns_at(at);
    return columns;
}

guint ph_columns_of(const char *text)
{
    return columns_between(text, text + strlen(text));
}

/* As far as so many columns reach. */
static const char *reach(const char *at, const char *end, guint columns)
{
    guint taken = 0;

    for (; at < end && taken + columns_at(at) <= columns; at = next(at))
        taken += columns_at(at);
    return at;
}

char *ph_columns_shorten(const char *text, guint columns)
{
    PH_REQUIRE(columns >= 1);

    const char *end = text + strlen(text), *behind = text;
    const guint kept = columns - 1;
    guint left = ph_columns_of(text);
    g_autofree char *before = NULL;

    if (left <= columns)
        return g_strdup(text);
    before = g_strndup(text, (gsize)(reach(text, end, kept - kept / 2) - text));
    /* What combines with a character that is left out is left out. */
    while (behind < end && (left > kept / 2 || (columns_at(behind) == 0 && *behind != ESCAPE))) {
        left -= columns_at(behind);
        behind = next(behind);
    }
    return g_strconcat(before, ELLIPSIS, behind, NULL);
}

/* Where a word that is wider than so many columns is cut: at least one character of it stays. */
static const char *cut(const char *word, const char *end, guint columns)
{
    const char *fits = reach(word, end, columns);
    const char *slash = fits;

    if (fits == word)
        return next(word);
    while (slash > word && slash[-1] != '/')
        slash--;
    return fits < end && slash > word ? slash : fits;
}

static void begin_line(GString *to, guint indent, guint *column)
{
    g_string_append_printf(to, "\n%*s", (int)indent, "");
    *column = indent;
}

/* The end of the word that begins here; a number and its "%" are one. */
static const char *end_of_word(const char *word)
{
    const char *end = word + strcspn(word, " \n");

    return g_str_has_prefix(end, " %") ? end + 2 + strcspn(end + 2, " \n") : end;
}

void ph_columns_fill(GString *to, const char *text, guint column, guint indent, guint end)
{
    PH_REQUIRE(indent < end);

    const char *word = text + strspn(text, " \n");
    gboolean is_begun = column > indent; /* There is something on the line. */
    guint gap = 0;

    while (*word) {
        const char *word_end = end_of_word(word);
        const guint columns = columns_between(word, word_end);

        /* What no line has room for begins where it is. */
        if (is_begun &&
            column + gap + (columns > end - indent ? columns_at(word) : columns) > end) {
            begin_line(to, indent, &column);
        } else {
            g_string_append_printf(to, "%*s", (int)gap, "");
            column += gap;
        }
        while (column + columns_between(word, word_end) > end) {
            const char *rest = cut(word, word_end, end - column);

            g_string_append_len(to, word, rest - word);
            begin_line(to, indent, &column);
            word = rest;
        }
        g_string_append_len(to, word, word_end - word);
        column += columns_between(word, word_end);
        is_begun = TRUE;
        gap = (guint)strspn(word_end, " \n");
        word = word_end + gap;
    }
    g_string_append_c(to, '\n');
}

static void print_words(FILE *to, guint begin, guint indent, guint end, const char *format,
                        va_list arguments)
{
    GString *lines = g_string_new(NULL);
    g_autofree char *written = g_strdup_vprintf(format, arguments);
    g_autofree char *text = g_utf8_make_valid(written, -1); /* It may hold the name of a file. */

    g_string_append_printf(lines, "%*s", (int)begin, "");
    ph_columns_fill(lines, text, begin, indent, end);
    (void)fputs(lines->str, to);
    g_string_free(lines, TRUE);
}

void ph_columns_print(FILE *to, guint begin, guint indent, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_words(to, begin, indent, PH_COLUMNS, format, arguments);
    va_end(arguments);
}

void ph_columns_print_within(FILE *to, guint begin, guint indent, guint end, const char *format,
                             ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_words(to, begin, indent, end, format, arguments);
    va_end(arguments);
}
