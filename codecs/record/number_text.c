/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/number_text.h"

/* Beyond it everything is too large, or too fine. */
#define EXPONENT_MAX INT64_C(1000000000000)

static bool is_digit(const ph_number_text *number, size_t at)
{
    return at < number->length && number->text[at] >= '0' && number->text[at] <= '9';
}

static size_t skip_digits(const ph_number_text *number, size_t at)
{
    while (is_digit(number, at))
        at++;
    return at;
}

/* Behind the E. */
static bool read_exponent(ph_number_text *number, size_t at)
{
    const bool is_negative = at < number->length && number->text[at] == '-';
    int64_t exponent = 0;

    at += at < number->length && (number->text[at] == '-' || number->text[at] == '+');
    if (!is_digit(number, at) || skip_digits(number, at) != number->length)
        return false;
    for (; at < number->length && exponent < EXPONENT_MAX; at++)
        exponent = 10 * exponent + (number->text[at] - '0');
    number->exponent += is_negative ? -exponent : exponent;
    return true;
}

/* @param point, end  Of the digits: where the point is, or would be, and what is behind the last.
 */
static void find_digits(ph_number_text *number, size_t begin, size_t point, size_t end)
{
    number->is_zero = true;
    for (size_t at = begin; at < end; at++) {
        if (at == point || number->text[at] == '0')
            continue;
        if (number->is_zero)
            number->first = at;
        number->last = at;
        number->is_zero = false;
    }
    if (number->is_zero)
        return;
    number->digits =
        number->last - number->first + 1 - (number->first < point && point < number->last ? 1 : 0);
    number->exponent += number->last < point ? (int64_t)(point - number->last - 1)
                                             : -(int64_t)(number->last - point);
}

bool ph_number_text_read(const uint8_t *text, size_t length, ph_number_text *ret)
{
    ph_number_text number = { .text = text, .length = length };
    size_t at = 0;

    number.is_negative = length > 0 && text[0] == '-';
    at += number.is_negative;
    const size_t begin = at, point = skip_digits(&number, at);

    if (point == begin)
        return false;
    at = point;
    if (at < length && text[at] == '.') {
        at = skip_digits(&number, at + 1);
        if (at == point + 1)
            return false;
    }
    find_digits(&number, begin, point, at);
    if (at < length && !((text[at] == 'e' || text[at] == 'E') && read_exponent(&number, at + 1)))
        return false;
    *ret = number;
    return true;
}

ph_number_fit ph_number_text_units(const ph_number_text *number, int32_t scale, uint32_t digits,
                                   ph_uint128 *ret)
{
    const int64_t zeros = number->exponent + scale;
    ph_uint128 units = 0;

    *ret = 0;
    if (number->is_zero)
        return PH_NUMBER_FITS;
    if ((int64_t)number->digits + zeros > (int64_t)digits)
        return PH_NUMBER_TOO_LARGE;
    if (zeros < 0)
        return PH_NUMBER_TOO_FINE;
    for (size_t at = number->first; at <= number->last; at++)
        if (number->text[at] != '.')
            units = 10 * units + (unsigned char)(number->text[at] - '0');
    *ret = units * ph_power_of_ten((uint32_t)zeros);
    return PH_NUMBER_FITS;
}
