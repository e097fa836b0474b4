/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Schubfach, the algorithm of Raffaello Giulietti ("The Schubfach way to render doubles", 2021):
 * the interval of decimals that read back as a double is scaled to integers, of which at most two
 * have the fewest digits; the nearer one is it. Nothing is approximate: 128 bits of the power of
 * ten are enough.
 */
#include "record/double_text.h"

#include <stdbool.h>
#include <string.h>

#include "record/powers_of_ten.h"

enum {
    FRACTION_BITS = 52,
    EXPONENT_BIAS = 1023 + FRACTION_BITS,
    EXPONENT_MAX = 0x7FF,
    DIGITS_MAX = 17,
    /* From which power of ten on, and below which, an exponent is written. */
    POINT_MAX = 16,
    POINT_MIN = -5,
};

__extension__ typedef unsigned __int128 uint128;

typedef struct decimal {
    uint64_t digits;
    int exponent; /* Of ten. */
} decimal;

/* Rounded down: log10(2^e), log10(3/4 · 2^e) and log2(10^e). */
static int log10_of_power_of_2(int e)
{
    return (int)((e * INT64_C(1262611)) >> 22);
}

static int log10_of_three_quarters(int e)
{
    return (int)((e * INT64_C(1262611) - 524031) >> 22);
}

static int log2_of_power_of_10(int e)
{
    return (int)((e * INT64_C(1741647)) >> 19);
}

/* The product's high part; its last bit is set where anything was cut off. */
static uint64_t multiply_to_odd(int power, uint64_t factor)
{
    const uint64_t high = ph_powers_of_ten[power - PH_POWER_OF_TEN_MIN].high;
    const uint64_t low = ph_powers_of_ten[power - PH_POWER_OF_TEN_MIN].low;
    const uint128 product = (uint128)high * factor + (uint64_t)(((uint128)low * factor) >> 64);

    return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

/* The decimal with the fewest digits between the double's neighbours, and the nearest of those. */
static decimal shortest(uint64_t fraction, int exponent)
{
    /* The neighbour below a power of two is nearer than the one above. */
    const bool is_lopsided = fraction == 0 && exponent > 1;
    const uint64_t significand = exponent == 0 ? fraction : fraction | UINT64_C(1) << FRACTION_BITS;
    const int power = (exponent == 0 ? 1 : exponent) - EXPONENT_BIAS;
    const int k = is_lopsided ? log10_of_three_quarters(power) : log10_of_power_of_2(power);
    const int shift = power + log2_of_power_of_10(-k) + 1;
    const uint64_t odd = significand & 1;
    /* All in quarters of a unit of 10^k. */
    const uint64_t value = multiply_to_odd(-k, (4 * significand) << shift);
    const uint64_t lower =
        multiply_to_odd(-k, (4 * significand - (is_lopsided ? 1 : 2)) << shift) + odd;
    const uint64_t upper = multiply_to_odd(-k, (4 * significand + 2) << shift) - odd;
    const uint64_t unit = value / 4;

    if (unit >= 10) {
        const uint64_t ten = unit / 10;
        const bool is_down_in = lower <= 40 * ten;
        const bool is_up_in = 40 * ten + 40 <= upper;

        if (is_down_in != is_up_in)
            return (decimal){ ten + is_up_in, k + 1 };
    }
    const bool is_down_in = lower <= 4 * unit;
    const bool is_up_in = 4 * unit + 4 <= upper;

    if (is_down_in != is_up_in)
        return (decimal){ unit + is_up_in, k };
    const uint64_t middle = 4 * unit + 2;

    return (decimal){ unit + (value > middle || (value == middle && (unit & 1) != 0)), k };
}

/* Digits without the zeros behind them. Returns how many. */
static int write_digits(decimal *number, char *digits)
{
    char reversed[DIGITS_MAX + 3];
    int count = 0;

    while (number->digits % 10 == 0) {
        number->digits /= 10;
        number->exponent++;
    }
    for (uint64_t rest = number->digits; rest > 0; rest /= 10)
        reversed[count++] = (char)('0' + rest % 10);
    for (int i = 0; i < count; i++)
        digits[i] = reversed[count - 1 - i];
    return count;
}

static char *put(char *text, const char *more, int length)
{
    memcpy(text, more, (size_t)length);
    return text + length;
}

static char *put_zeros(char *text, int count)
{
    memset(text, '0', count > 0 ? (size_t)count : 0);
    return text + (count > 0 ? count : 0);
}

/* d.ddde-x */
static char *put_with_exponent(char *text, const char *digits, int count, int exponent)
{
    text = put(text, digits, 1);
    if (count > 1) {
        text = put(text, ".", 1);
        text = put(text, digits + 1, count - 1);
    }
    text = put(text, exponent < 0 ? "e-" : "e+", 2);
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100)
        *text++ = (char)('0' + exponent / 100);
    if (exponent >= 10)
        *text++ = (char)('0' + exponent / 10 % 10);
    *text++ = (char)('0' + exponent % 10);
    return text;
}

/* @param point  Digits before the decimal point: below 1 there are zeros behind it first. */
static char *put_with_point(char *text, const char *digits, int count, int point)
{
    if (point <= 0) {
        text = put_zeros(put(text, "0.", 2), -point);
        return put(text, digits, count);
    }
    if (point >= count) {
        text = put_zeros(put(text, digits, count), point - count);
        return put(text, ".0", 2);
    }
    text = put(put(text, digits, point), ".", 1);
    return put(text, digits + point, count - point);
}

size_t ph_double_text(double value, char *text)
{
    uint64_t bits;
    char digits[DIGITS_MAX + 3] = { 0 };
    char *at = text;

    memcpy(&bits, &value, sizeof(bits));
    const uint64_t fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    const int exponent = (int)(bits >> FRACTION_BITS) & EXPONENT_MAX;

    if (exponent == EXPONENT_MAX)
        return 0;
    if (bits >> 63)
        *at++ = '-';
    if (exponent == 0 && fraction == 0)
        return (size_t)(put(at, "0.0", 3) - text);
    decimal number = shortest(fraction, exponent);
    const int count = write_digits(&number, digits);
    const int point = count + number.exponent;

    at = point > POINT_MIN && point <= POINT_MAX ? put_with_point(at, digits, count, point)
                                                 : put_with_exponent(at, digits, count, point - 1);
    return (size_t)(at - text);
}
