/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ph_int128 as the number that the compiler can reckon with. */
#ifndef PH_CODECS_KERNEL_INT128_H
#define PH_CODECS_KERNEL_INT128_H

#include "perfharness/codec.h"

__extension__ typedef unsigned __int128 ph_uint128;

static inline ph_uint128 ph_uint128_of(uint64_t high, uint64_t low)
{
    return (ph_uint128)high << 64 | low;
}

/* Unsigned throughout: the most negative number has a magnitude too. */
static inline ph_uint128 ph_int128_magnitude(ph_int128 value)
{
    const ph_uint128 bits = ph_uint128_of((uint64_t)value.high, value.low);

    return value.high < 0 ? -bits : bits;
}

static inline uint64_t ph_int64_magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

/* Below 2^127, as every number of up to PH_DECIMAL_MAX_DIGITS_128 digits is. */
static inline ph_int128 ph_int128_of(ph_uint128 magnitude, int is_negative)
{
    const ph_uint128 bits = is_negative ? -magnitude : magnitude;

    return (ph_int128){ (uint64_t)bits, (int64_t)(uint64_t)(bits >> 64) };
}

static inline ph_uint128 ph_power_of_ten(uint32_t exponent)
{
    ph_uint128 power = 1;

    for (uint32_t i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

#endif /* PH_CODECS_KERNEL_INT128_H */
