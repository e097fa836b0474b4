/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Characters and words of COBOL, which know no locale. */
#ifndef PH_CODECS_RECORD_CHARACTER_H
#define PH_CODECS_RECORD_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>

static inline bool ph_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static inline bool ph_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char ph_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static inline bool ph_is_letter(char c)
{
    return ph_upper(c) >= 'A' && ph_upper(c) <= 'Z';
}

static inline bool ph_is_quote(char c)
{
    return c == '\'' || c == '"';
}

/* Is a text of so many bytes this word, in whatever case? @param word  In capitals. */
bool ph_is_word(const char *text, size_t length, const char *word);

#endif /* PH_CODECS_RECORD_CHARACTER_H */
