/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A number taken apart into its decimal digits, for what is written. */
#ifndef PH_CODECS_KERNEL_DIGITS_H
#define PH_CODECS_KERNEL_DIGITS_H

#include "kernel/int128.h"
#include "kernel/word.h"

#define PH_DIGITS_WORDS ((size_t)5)
#define PH_DIGITS_COUNT (PH_DIGITS_WORDS * PH_WORD_BYTES)

/* A digit a byte, eight a word, the most significant first; the digits of 2^128 are 39. */
typedef struct ph_digits {
    uint64_t words[PH_DIGITS_WORDS];
} ph_digits;

/* Eight digits as eight bytes: halves, quarters, eighths. Each division by a reciprocal is exact in
 * its range: below 10,000 and below 100. */
static inline uint64_t ph_digits_spread(uint64_t number)
{
    uint64_t x = number % 10000 | number / 10000 << 32;
    const uint64_t hundreds = x * 10486 >> 20 & UINT64_C(0x0000007f0000007f);

    x = (x - 100 * hundreds) | hundreds << 16;
    const uint64_t tens = x * 103 >> 10 & UINT64_C(0x000f000f000f000f);
    return (x - 10 * tens) | tens << 8;
}

#define PH_TEN_TO_8  UINT64_C(100000000)
#define PH_TEN_TO_16 UINT64_C(10000000000000000)

static inline ph_digits ph_digits_of_64(uint64_t magnitude)
{
    const uint64_t low = magnitude % PH_TEN_TO_16;

    return (ph_digits){ { 0, 0, ph_digits_spread(magnitude / PH_TEN_TO_16),
                          ph_digits_spread(low / PH_TEN_TO_8),
                          ph_digits_spread(low % PH_TEN_TO_8) } };
}

static inline ph_digits ph_digits_of_128(ph_uint128 magnitude)
{
    if (magnitude >> 64 == 0)
        return ph_digits_of_64((uint64_t)magnitude);

    const ph_uint128 rest = magnitude / PH_TEN_TO_16;
    const uint64_t low = (uint64_t)(magnitude % PH_TEN_TO_16);
    const uint64_t middle = (uint64_t)(rest % PH_TEN_TO_16);

    return (ph_digits){
        { ph_digits_spread((uint64_t)(rest / PH_TEN_TO_16)), ph_digits_spread(middle / PH_TEN_TO_8),
          ph_digits_spread(middle % PH_TEN_TO_8), ph_digits_spread(low / PH_TEN_TO_8),
          ph_digits_spread(low % PH_TEN_TO_8) }
    };
}

/* In front of every digit stands the zone, in the high half of its byte: 0 to F. */
static inline void ph_digits_store(const ph_digits *digits, unsigned zone,
                                   uint8_t bytes[PH_DIGITS_COUNT])
{
    const uint64_t zones = UINT64_C(0x1010101010101010) * zone;

    for (size_t i = 0; i < PH_DIGITS_WORDS; i++)
        ph_word_store(bytes + i * PH_WORD_BYTES, digits->words[i] | zones);
}

#endif /* PH_CODECS_KERNEL_DIGITS_H */
