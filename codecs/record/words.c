/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "record/character.h"

/* Bytes of the character of UTF-8 that stands here, 0 for none: as a message may quote it. */
static size_t utf8_bytes(const unsigned char *text)
{
    const size_t bytes = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : text[0] >= 0xC2 ? 2 : 0;

    if (text[0] >= 0xF5)
        return 0;
    for (size_t i = 1; i < bytes; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    if ((text[0] == 0xE0 && text[1] < 0xA0) || (text[0] == 0xED && text[1] > 0x9F) ||
        (text[0] == 0xF0 && text[1] < 0x90) || (text[0] == 0xF4 && text[1] > 0x8F))
        return 0;
    return bytes;
}

/* What is quoted may be anything: a message is printable. */
static void make_printable(char *message)
{
    unsigned char *at = (unsigned char *)message;

    while (*at) {
        const size_t bytes = *at < 0x80 ? 1 : utf8_bytes(at);

        if (bytes == 0 || *at < ' ' || *at == 0x7F || (*at == 0xC2 && at[1] < 0xA0))
            *at = '?';
        at += *at == '?' ? 1 : bytes;
    }
}

bool ph_words_refuse(ph_words *words, const ph_token *token, ph_copybook_error_kind kind,
                     const char *format, ...)
{
    ph_copybook_error *error = words->error;
    va_list arguments;

    error->kind = kind;
    error->line = token ? token->line : 0;
    error->column = token ? token->column : 0;
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof(error->message), format, arguments);
    va_end(arguments);
    make_printable(error->message);
    return false;
}

static bool refuse_indicator(ph_words *words, const ph_source_line *line)
{
    const ph_token place = { .line = line->number, .column = words->source.bad_column };

    return ph_words_refuse(words, &place, PH_COPYBOOK_ERROR_UNKNOWN_WORD,
                           "column 7 holds '%c', which is no indicator: in fixed format the text "
                           "begins in column 8; if all of a line is text, say --source-format free",
                           words->source.bytes[line->offset + words->source.bad_column - 1]);
}

/* Have a look at the next line of code. False after filling in error. */
static bool look_ahead(ph_words *words)
{
    if (words->has_ahead || words->is_at_end)
        return true;
    switch (ph_source_next(&words->source, &words->ahead)) {
    case PH_SOURCE_STEP_LINE: words->has_ahead = true; return true;
    case PH_SOURCE_STEP_END: words->is_at_end = true; return true;
    case PH_SOURCE_STEP_BAD_INDICATOR: break;
    }
    return refuse_indicator(words, &words->ahead);
}

/* Go on to the next line, if there is one. */
static bool next_line(ph_words *words)
{
    if (!look_ahead(words))
        return false;
    words->has_line = words->has_ahead;
    if (words->has_ahead)
        words->line = words->ahead;
    words->has_ahead = false;
    words->at = 0;
    return true;
}

static bool is_separator(char c)
{
    return ph_is_blank(c) || c == ',' || c == ';';
}

/* To where the next word begins, or the end. */
static bool skip_separators(ph_words *words, bool *ret_is_first)
{
    *ret_is_first = words->at == 0;
    for (;;) {
        while (words->has_line && words->at < words->line.length &&
               is_separator(words->line.text[words->at]))
            words->at++;
        if (!words->has_line)
            return true;
        if (words->at < words->line.length && !ph_source_is_comment_at(&words->line, words->at))
            return true;
        if (!next_line(words))
            return false;
        *ret_is_first = true;
    }
}

static void begin_token(ph_words *words, ph_token_kind kind, ph_token *token)
{
    const ph_source_line *line = &words->line;
    const uint32_t place = ph_source_place(line, words->at);

    token->kind = kind;
    token->line = line->number;
    token->column = place - line->offset + 1;
    token->begin = place;
    token->end = place + 1;
    token->text = line->text + words->at;
    token->length = 0;
}

static void end_token(const ph_words *words, ph_token *token)
{
    token->end = ph_source_place(&words->line, words->at - 1) + 1;
}

static void append(ph_joined_word *joined, const char *text, uint32_t length)
{
    if (length > PH_JOINED_WORD_MAX - joined->length) {
        joined->is_too_long = true;
        length = PH_JOINED_WORD_MAX - joined->length;
    }
    memcpy(joined->text + joined->length, text, length);
    joined->length += length;
}

static ph_joined_word *begin_joined(ph_words *words)
{
    ph_joined_word *joined = &words->joined[words->turn++ % 2];

    joined->length = 0;
    joined->is_too_long = false;
    return joined;
}

static bool end_joined(ph_words *words, const ph_joined_word *joined, ph_token *token)
{
    token->text = joined->text;
    token->length = joined->length;
    return !joined->is_too_long || ph_words_refuse(words, token, PH_COPYBOOK_ERROR_UNKNOWN_WORD,
                                                   "'%.*s…' is a word of more than %d characters",
                                                   PH_TOKEN_QUOTED(token), PH_JOINED_WORD_MAX);
}

/* A literal goes on behind the first quote of a continuation line, and the line it began on to the
 * right margin. */
static bool continue_literal(ph_words *words, char quote, const ph_token *token)
{
    if (!look_ahead(words))
        return false;
    if (words->has_ahead && words->ahead.is_continuation) {
        if (!next_line(words))
            return false;
        while (words->at < words->line.length && ph_is_blank(words->line.text[words->at]))
            words->at++;
        if (words->at < words->line.length && words->line.text[words->at] == quote) {
            words->at++;
            return true;
        }
    }
    return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_LITERAL,
                           "the literal that begins here does not end: %c is missing on this line, "
                           "or on a continuation line",
                           quote);
}

/* From its first quote to behind its last. */
static bool read_literal(ph_words *words, ph_token *token)
{
    const char quote = words->line.text[words->at++];

    for (;;) {
        if (words->at >= words->line.length) {
            if (!continue_literal(words, quote, token))
                return false;
        } else if (words->line.text[words->at++] == quote) {
            if (words->at >= words->line.length || words->line.text[words->at] != quote)
                break;
            words->at++; /* Two of them are one that is meant. */
        }
    }
    token->kind = PH_TOKEN_LITERAL;
    end_token(words, token);
    return true;
}

/* X'00', N'…', NX'…': letters right before a quote. */
static bool is_prefix(const char *text, uint32_t length)
{
    static const char *const prefixes[] = { "X", "N", "NX", "Z", "G", "B", "U", "UX", "H" };

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
        if (ph_is_word(text, length, prefixes[i]))
            return true;
    return false;
}

/* A word's part on this line. */
static uint32_t run_length(const ph_words *words)
{
    uint32_t end = words->at;

    while (end < words->line.length && !ph_is_blank(words->line.text[end]) &&
           !ph_is_quote(words->line.text[end]) && words->line.text[end] != ';')
        end++;
    return end - words->at;
}

/* A word that ends with its line goes on where the next line says that it continues it. */
static bool join_continuations(ph_words *words, ph_token *token)
{
    ph_joined_word *joined = begin_joined(words);

    append(joined, token->text, token->length);
    while (words->at >= words->line.length) {
        if (!look_ahead(words))
            return false;
        if (!words->has_ahead || !words->ahead.is_continuation)
            break;
        if (!next_line(words))
            return false;
        while (words->at < words->line.length && ph_is_blank(words->line.text[words->at]))
            words->at++;
        const uint32_t length = run_length(words);

        append(joined, words->line.text + words->at, length);
        words->at += length;
        if (length == 0)
            break;
        end_token(words, token);
    }
    return end_joined(words, joined, token);
}

static bool is_continued(ph_words *words, bool *ret)
{
    if (!look_ahead(words))
        return false;
    *ret = words->has_ahead && words->ahead.is_continuation;
    return true;
}

/* A period, comma or semicolon behind a word is a separator; the last period ends the entry. */
static void take_separators_off(ph_words *words, ph_token *token)
{
    while (token->length > 0) {
        const char last = token->text[token->length - 1];

        if (last == '.' && !words->has_period) {
            words->period = *token;
            words->period.kind = PH_TOKEN_PERIOD;
            words->period.text = token->text + token->length - 1;
            words->period.length = 1;
            words->period.begin = token->end - 1;
            words->period.column = token->column + token->length - 1;
            words->period.is_first_on_line = false;
            words->has_period = true;
        } else if (last != ',' || words->has_period) {
            break;
        }
        token->length--;
        token->end--;
    }
}

static const ph_copybook_replacement *find_replacement(const ph_copybook_options *options,
                                                       const char *tag, uint32_t length)
{
    for (size_t i = 0; i < options->replacement_count; i++)
        if (ph_is_word(tag, length, options->replacements[i].tag))
            return &options->replacements[i];
    return NULL;
}

/* :TAG: in a word. */
static bool replace_tags(ph_words *words, ph_token *token)
{
    const char *text = token->text;
    const char *end = text + token->length;
    const char *open;
    ph_joined_word *joined = NULL;

    while ((open = memchr(text, ':', (size_t)(end - text)))) {
        const char *close = memchr(open + 1, ':', (size_t)(end - open - 1));
        const ph_copybook_replacement *replacement =
            close ? find_replacement(words->options, open + 1, (uint32_t)(close - open - 1)) : NULL;

        if (!replacement)
            return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_UNSUPPORTED,
                                   "'%.*s' has a tag that COPY … REPLACING would replace: say what "
                                   "it stands for with --replace TAG=TEXT",
                                   PH_TOKEN_QUOTED(token));
        if (!joined)
            joined = begin_joined(words);
        append(joined, text, (uint32_t)(open - text));
        append(joined, replacement->text, (uint32_t)strlen(replacement->text));
        text = close + 1;
    }
    if (!joined)
        return true;
    append(joined, text, (uint32_t)(end - text));
    return end_joined(words, joined, token);
}

static bool read_word(ph_words *words, ph_token *token)
{
    bool goes_on = false;

    token->length = run_length(words);
    if (words->at + token->length < words->line.length &&
        ph_is_quote(words->line.text[words->at + token->length]) &&
        is_prefix(token->text, token->length)) {
        words->at += token->length;
        return read_literal(words, token);
    }
    words->at += token->length;
    end_token(words, token);
    if (words->at >= words->line.length && !is_continued(words, &goes_on))
        return false;
    if (goes_on && !join_continuations(words, token))
        return false;
    take_separators_off(words, token);
    if (token->length == 0 && words->has_period) { /* It stood alone. */
        *token = words->period;
        words->has_period = false;
        return true;
    }
    return replace_tags(words, token);
}

bool ph_words_next(ph_words *words)
{
    ph_token token = { .kind = PH_TOKEN_END };

    if (words->has_period) {
        words->has_period = false;
        words->token = words->period;
        return true;
    }
    if (!skip_separators(words, &token.is_first_on_line))
        return false;
    if (!words->has_line) { /* It is where the last word was. */
        words->token.kind = PH_TOKEN_END;
        words->token.length = 0;
        return true;
    }
    begin_token(words, PH_TOKEN_WORD, &token);
    const bool is_read = ph_is_quote(words->line.text[words->at]) ? read_literal(words, &token)
                                                                  : read_word(words, &token);
    words->token = token;
    return is_read;
}

bool ph_words_begin(ph_words *words, const char *source, size_t length,
                    const ph_copybook_options *options, ph_copybook_error *error)
{
    ph_source_begin(&words->source, source, length, options->format);
    words->options = options;
    words->has_line = words->has_ahead = words->is_at_end = words->has_period = false;
    words->at = words->turn = 0;
    words->token = (ph_token){ .kind = PH_TOKEN_END, .line = 1, .column = 1 };
    words->error = error;
    return next_line(words) && ph_words_next(words);
}

bool ph_words_is(const ph_words *words, const char *word)
{
    return words->token.kind == PH_TOKEN_WORD &&
           ph_is_word(words->token.text, words->token.length, word);
}
