/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/same_number.h"

#include <stddef.h>
#include <string.h>

/* Steps through the digits and the point of a text. */
typedef struct number_text {
    const char *at;
    bool is_edited; /* Anything may stand between them. */
} number_text;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_part(char c)
{
    return is_digit(c) || c == '.';
}

/* The next digit or point, '\0' at the end; another character is itself. */
static char next(number_text *number)
{
    while (number->is_edited && *number->at && !is_part(*number->at))
        number->at++;
    return (char)(*number->at ? *number->at++ : '\0');
}

/* Those before the first digit that counts: one stands before a point. */
static void skip_zeros(number_text *number)
{
    for (;;) {
        number_text ahead = *number;

        if (next(&ahead) != '0')
            return;
        number_text behind = ahead;
        if (!is_digit(next(&behind)))
            return;
        *number = ahead;
    }
}

static bool is_same(number_text a, number_text b)
{
    bool has_digit = false;

    skip_zeros(&a);
    skip_zeros(&b);
    for (;;) {
        const char left = next(&a), right = next(&b);

        if (left != right || (left && !is_part(left)))
            return false;
        if (!left)
            return has_digit;
        has_digit = has_digit || is_digit(left);
    }
}

static bool is_zero(const char *text)
{
    return !strpbrk(text, "123456789");
}

static const char *behind_sign(const char *text)
{
    return text + (*text == '-');
}

bool ph_is_same_number_but_sign(const char *a, const char *b)
{
    return is_same((number_text){ behind_sign(a), false }, (number_text){ behind_sign(b), false });
}

bool ph_is_same_number(const char *a, const char *b)
{
    return ph_is_same_number_but_sign(a, b) && ((*a == '-') == (*b == '-') || is_zero(a));
}

static bool is_negative_edited(const char *text)
{
    return strchr(text, '-') || strstr(text, "CR") || strstr(text, "DB");
}

bool ph_is_same_edited_number(const char *a, const char *b)
{
    return is_same((number_text){ a, true }, (number_text){ b, true }) &&
           (is_negative_edited(a) == is_negative_edited(b) || is_zero(a));
}
