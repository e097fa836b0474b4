/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/hexadecimal_float.h"

#include <math.h>

enum {
    EXCESS = 64,
    EXPONENT_MAX = 127 - EXCESS,
    BITS_A_DIGIT = 4,
};

double ph_hexadecimal_float(const uint8_t *bytes, size_t size)
{
    const int exponent = (bytes[0] & 0x7F) - EXCESS;
    uint64_t fraction = 0;

    for (size_t i = 1; i < size; i++)
        fraction = fraction << 8 | bytes[i];
    /* The conversion rounds as it must; what follows changes the exponent alone, within range. */
    const double magnitude = ldexp((double)fraction, BITS_A_DIGIT * exponent - 8 * (int)(size - 1));

    return bytes[0] >= 0x80 ? -magnitude : magnitude;
}

/* Of 16, of the least power that is above a value. */
static int exponent_of(double magnitude)
{
    int bits;

    (void)frexp(magnitude, &bits);
    return bits > 0 ? (bits + BITS_A_DIGIT - 1) / BITS_A_DIGIT : bits / BITS_A_DIGIT;
}

bool ph_hexadecimal_float_put(double value, uint8_t *bytes, size_t size)
{
    const int bits = 8 * (int)(size - 1);
    const double magnitude = fabs(value);
    int exponent = magnitude > 0 && isfinite(value) ? exponent_of(magnitude) : -EXCESS;

    if (!isfinite(value))
        return false;
    if (exponent < -EXCESS)
        exponent = -EXCESS;
    double fraction = nearbyint(ldexp(magnitude, bits - BITS_A_DIGIT * exponent));

    if (fraction == ldexp(1, bits)) { /* It was rounded up to the next power. */
        fraction = ldexp(fraction, -BITS_A_DIGIT);
        exponent++;
    }
    if (exponent > EXPONENT_MAX)
        return false;
    bytes[0] = (uint8_t)((signbit(value) ? 0x80 : 0) | (exponent + EXCESS));
    if (fraction == 0)
        bytes[0] &= 0x80;
    uint64_t digits = (uint64_t)fraction;

    for (size_t i = size; i-- > 1; digits >>= 8)
        bytes[i] = (uint8_t)digits;
    return true;
}
