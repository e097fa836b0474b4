/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of a copybook, one after the other, across lines and their continuations. */
#ifndef PH_CODECS_RECORD_WORDS_H
#define PH_CODECS_RECORD_WORDS_H

#include "record/source.h"

typedef enum ph_token_kind {
    PH_TOKEN_WORD,    /* Letters, digits, a picture, a number: what stands between separators. */
    PH_TOKEN_LITERAL, /* In quotes, with what stands before them (X'00'). */
    PH_TOKEN_PERIOD,
    PH_TOKEN_END,
} ph_token_kind;

typedef struct ph_token {
    ph_token_kind kind;
    const char *text; /* WORD: as it is spelled. Good until the word after the next is read. */
    uint32_t length;
    uint32_t line;
    uint32_t column;
    uint32_t begin; /* First byte in the source, */
    uint32_t end;   /* and behind the last. */
    bool is_first_on_line;
} ph_token;

enum { PH_JOINED_WORD_MAX = 255 };

/* A word that does not stand in the source in one piece. */
typedef struct ph_joined_word {
    char text[PH_JOINED_WORD_MAX + 1];
    uint32_t length;
    bool is_too_long;
} ph_joined_word;

typedef struct ph_words {
    ph_source source;
    const ph_copybook_options *options;
    ph_source_line line;
    ph_source_line ahead; /* The next one, where has_ahead. */
    bool has_line;
    bool has_ahead;
    bool is_at_end;
    uint32_t at; /* In the line's text. */
    ph_joined_word joined[2];
    uint32_t turn;
    ph_token token;  /* The one that is looked at. */
    ph_token period; /* Was taken off the end of the token, and comes next. */
    bool has_period;
    ph_copybook_error *error;
} ph_words;

/* Look at the first one. @param error  Where ph_words_next() says what is wrong. */
bool ph_words_begin(ph_words *words, const char *source, size_t length,
                    const ph_copybook_options *options, ph_copybook_error *error);

/* Look at the next one; false after filling in error. */
bool ph_words_next(ph_words *words);

/* Is the token that is looked at this word? @param word  In capitals. */
bool ph_words_is(const ph_words *words, const char *word);

/* False, with error filled in: as printf; "%w" is not known, the word is the caller's to give. */
bool ph_words_refuse(ph_words *words, const ph_token *token, ph_copybook_error_kind kind,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How much of a token's text is quoted in a message. */
#define PH_TOKEN_QUOTED_MAX 40
#define PH_TOKEN_QUOTED(token)                                                                     \
    (int)((token)->length < PH_TOKEN_QUOTED_MAX ? (token)->length : PH_TOKEN_QUOTED_MAX),          \
        (token)->text

#endif /* PH_CODECS_RECORD_WORDS_H */
