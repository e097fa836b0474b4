/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/replaced_source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer/source_line.h"

/* Columns from 0. */
enum { INDICATOR = 6, TEXT_BEGIN = 7, TEXT_END = 72, CONTINUED_AT = 11 };

typedef struct written_text {
    char *text;
    size_t length;
    size_t capacity;
    bool is_out_of_memory;
} written_text;

static void append(written_text *to, const char *text, size_t length)
{
    if (!to->is_out_of_memory && to->length + length >= to->capacity) {
        const size_t capacity = 2 * (to->length + length + 1);
        char *larger = realloc(to->text, capacity);

        to->is_out_of_memory = !larger;
        to->text = larger ? larger : to->text;
        to->capacity = larger ? capacity : to->capacity;
    }
    if (to->is_out_of_memory)
        return;
    memcpy(to->text + to->length, text, length);
    to->length += length;
    to->text[to->length] = '\0';
}

/* The replacement of the tag that begins with this colon, and where it ends; NULL: it is none. */
static const ph_copybook_replacement *find_tag(const ph_copybook_options *options,
                                               const char *colon, const char *end,
                                               const char **ret_end)
{
    const char *close = memchr(colon + 1, ':', (size_t)(end - colon - 1));
    const size_t length = close ? (size_t)(close - colon - 1) : 0;

    for (size_t i = 0; length > 0 && i < options->replacement_count; i++)
        if (strlen(options->replacements[i].tag) == length &&
            strncasecmp(options->replacements[i].tag, colon + 1, length) == 0) {
            *ret_end = close + 1;
            return &options->replacements[i];
        }
    return NULL;
}

static bool has_tag(const ph_copybook_options *options, const char *line, const char *end)
{
    const char *behind;

    for (const char *at = line; at < end; at++)
        if (*at == ':' && find_tag(options, at, end, &behind))
            return true;
    return false;
}

static void append_replaced(written_text *to, const ph_copybook_options *options, const char *line,
                            const char *end)
{
    for (const char *at = line; at < end;) {
        const char *behind;
        const ph_copybook_replacement *replacement =
            *at == ':' ? find_tag(options, at, end, &behind) : NULL;

        if (replacement)
            append(to, replacement->text, strlen(replacement->text));
        else
            append(to, at, 1);
        at = replacement ? behind : at + 1;
    }
}

/* The last blank, of none of its literals, that what stands before it fits into a line with; 0:
 * there is none, or what does not fit is a comment. */
static size_t find_break(const char *line, size_t length)
{
    size_t found = 0;
    char quote = '\0';

    for (size_t at = TEXT_BEGIN; at < length && at <= TEXT_END; at++) {
        if (!quote && at + 1 < length && line[at] == '*' && line[at + 1] == '>')
            return 0;
        if (!quote && line[at] == ' ' && at > CONTINUED_AT)
            found = at;
        if (!quote && (line[at] == '"' || line[at] == '\''))
            quote = line[at];
        else if (line[at] == quote)
            quote = '\0';
    }
    return length > TEXT_END ? found : 0;
}

/* A line as it stands in the source, and what ends it. */
typedef struct source_line {
    const char *begin, *end, *next;
} source_line;

/* Lines that are made end as the one that they are made of. */
static void append_margin(written_text *to, const source_line *of)
{
    static const char margin[] = "           ";

    if (of->next > of->end)
        append(to, of->end, (size_t)(of->next - of->end));
    else
        append(to, "\n", 1);
    append(to, margin, sizeof(margin) - 1);
}

/* What was written from begin on is one line: make it as many as it takes. */
static void break_line(written_text *to, size_t begin, const source_line *of)
{
    size_t at;

    while (!to->is_out_of_memory && (at = find_break(to->text + begin, to->length - begin)) > 0) {
        const size_t rest = to->length - begin - at;
        char *copy = malloc(rest);

        to->is_out_of_memory = !copy;
        if (!copy)
            return;
        memcpy(copy, to->text + begin + at, rest);
        to->length = begin + at;
        append_margin(to, of);
        begin = to->length - CONTINUED_AT;
        append(to, copy, rest);
        free(copy);
    }
}

/* Or a debugging line, which is one to the reader. */
static bool is_comment(const source_line *line)
{
    return line->end - line->begin > INDICATOR && strchr("*/Dd", line->begin[INDICATOR]);
}

static void append_line(written_text *to, const ph_copybook_options *options,
                        const source_line *line)
{
    const bool is_fixed = options->format == PH_SOURCE_FORMAT_FIXED;
    const char *text_end =
        is_fixed && line->end - line->begin > TEXT_END ? line->begin + TEXT_END : line->end;
    const size_t begin = to->length;

    if ((is_fixed && is_comment(line)) || !has_tag(options, line->begin, text_end)) {
        append(to, line->begin, (size_t)(line->end - line->begin));
    } else {
        append_replaced(to, options, line->begin, text_end);
        if (is_fixed)
            break_line(to, begin, line);
    }
    append(to, line->end, (size_t)(line->next - line->end));
}

bool ph_replaced_source(const ph_copybook_options *options, char **text, size_t *length)
{
    const char *const end = *text + *length;
    written_text to = { .text = NULL };

    append(&to, "", 0);
    for (source_line line = { *text, NULL, NULL }; line.begin < end; line.begin = line.next) {
        line.end = ph_source_line_end(line.begin, end);
        line.next = ph_source_next_line(line.end, end);
        append_line(&to, options, &line);
    }
    if (to.is_out_of_memory) {
        free(to.text);
        return false;
    }
    free(*text);
    *text = to.text;
    *length = to.length;
    return true;
}
