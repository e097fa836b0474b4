/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/unread_text.h"

#include <string.h>

#include "answer/source_line.h"

/* Columns of a fixed line, from 0. */
enum { INDICATOR = 6, TEXT_BEGIN = 7, TEXT_END = 72 };

/* Of a text that holds more nothing more is told. */
enum { NAMES_MAX = 1000000 };

/* What of a line is not read; of several of one line, the first here. */
#define UNREAD_LIST(X)                                                                             \
    X(COMMENT, "is a comment")                                                                     \
    X(DEBUGGING, "is a debugging line")                                                            \
    X(FLOATING, "has it in a comment")                                                             \
    X(MARGIN, "has it behind column 72, where no text is")

typedef enum unread {
#define X(id, what) UNREAD_##id,
    UNREAD_LIST(X)
#undef X
        UNREAD_COUNT,
} unread;

typedef struct span {
    const char *begin, *end;
} span;

static bool is_name_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Is it a word, and behind a level number: "05 OLD"? */
static bool is_entry(span text, const char *at)
{
    const char *before = at;

    while (before > text.begin && is_blank(before[-1]))
        before--;
    return before < at && before > text.begin && before[-1] >= '0' && before[-1] <= '9';
}

/* What was found, and where it is put. */
typedef struct listing {
    ph_name_index *names;
    uint32_t line;
    bool has_memory;
} listing;

/* Every word that may be the name of an item. */
static void list_entries(listing *l, span text, unread what)
{
    for (const char *at = text.begin; at < text.end && l->has_memory;) {
        const char *end = at;

        while (end < text.end && is_name_character(*end))
            end++;
        if (end > at && l->names->count < NAMES_MAX && is_entry(text, at))
            l->has_memory =
                ph_name_index_add(l->names, at, (size_t)(end - at), l->line * UNREAD_COUNT + what);
        at = end > at ? end : at + 1;
    }
}

/* Its part from a floating comment on; empty where it has none. A literal may hold the like. */
static span floating_comment(span line)
{
    char quote = '\0';

    for (const char *at = line.begin; at + 1 < line.end; at++) {
        if (!quote && at[0] == '*' && at[1] == '>')
            return (span){ at, line.end };
        if (!quote && (*at == '"' || *at == '\''))
            quote = *at;
        else if (*at == quote)
            quote = '\0';
    }
    return (span){ line.end, line.end };
}

static span part(span line, size_t begin, size_t end)
{
    const size_t length = (size_t)(line.end - line.begin);

    return (span){ line.begin + (begin < length ? begin : length),
                   line.begin + (end < length ? end : length) };
}

static void list_fixed(listing *l, span line)
{
    const span indicator = part(line, INDICATOR, INDICATOR + 1);
    const bool is_marked = indicator.begin < indicator.end;

    if (is_marked && strchr("*/", *indicator.begin)) {
        list_entries(l, line, UNREAD_COMMENT);
    } else if (is_marked && strchr("Dd", *indicator.begin)) {
        list_entries(l, line, UNREAD_DEBUGGING);
    } else {
        list_entries(l, floating_comment(part(line, TEXT_BEGIN, TEXT_END)), UNREAD_FLOATING);
        list_entries(l, part(line, TEXT_END, SIZE_MAX), UNREAD_MARGIN);
    }
}

static void list_free(listing *l, span line)
{
    const span comment = floating_comment(line);
    const char *first = line.begin;

    while (first < line.end && is_blank(*first))
        first++;
    list_entries(l, comment, comment.begin == first ? UNREAD_COMMENT : UNREAD_FLOATING);
}

bool ph_unread_text_read(const char *source, size_t length, ph_source_format format,
                         ph_unread_text *ret)
{
    const char *end = source + length;
    ph_unread_text text = { { .names = NULL } };
    listing l = { .names = &text.names, .line = 1, .has_memory = true };

    for (const char *at = source; at < end && l.has_memory; l.line++) {
        const span line = { at, ph_source_line_end(at, end) };

        if (format == PH_SOURCE_FORMAT_FREE)
            list_free(&l, line);
        else
            list_fixed(&l, line);
        at = ph_source_next_line(line.end, end);
    }
    if (!l.has_memory) {
        ph_unread_text_free(&text);
        return false;
    }
    ph_name_index_sort(&text.names);
    *ret = text;
    return true;
}

bool ph_unread_text_find(const ph_unread_text *text, const char *name, uint32_t *ret_line,
                         const char **ret_what)
{
    static const char *const whats[] = {
#define X(id, what) [UNREAD_##id] = (what),
        UNREAD_LIST(X)
#undef X
    };
    const uint32_t place = ph_name_index_find(&text->names, name, 0);

    if (place == PH_NO_PLACE)
        return false;
    *ret_line = place / UNREAD_COUNT;
    *ret_what = whats[place % UNREAD_COUNT];
    return true;
}

void ph_unread_text_free(ph_unread_text *text)
{
    ph_name_index_free(&text->names);
}
