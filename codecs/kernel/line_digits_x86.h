/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sixteen characters of a line as digits, for the x86-64 sets. */
#ifndef PH_CODECS_KERNEL_LINE_DIGITS_X86_H
#define PH_CODECS_KERNEL_LINE_DIGITS_X86_H

#include <immintrin.h>

#include "kernel/record_decimal.h"

static inline ph_record_digits ph_line_digits_x86(const uint8_t *text, uint32_t most,
                                                  uint64_t is_negative)
{
    const __m128i characters = _mm_loadu_si128((const __m128i *)(const void *)text);
    const __m128i digits = _mm_sub_epi8(characters, _mm_set1_epi8('0'));
    const __m128i are_digits = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    /* All others are zeros, so that no pair is beyond a byte. */
    const __m128i nibbles = _mm_and_si128(digits, are_digits);
    const __m128i pairs = _mm_maddubs_epi16(nibbles, _mm_set1_epi16(0x0110));
    const __m128i packed = _mm_packus_epi16(pairs, pairs);
    const unsigned counted = (unsigned)_mm_movemask_epi8(are_digits) | (unsigned)is_negative;

    (void)most;
    return (ph_record_digits){ __builtin_bswap64((uint64_t)_mm_cvtsi128_si64(packed)),
                               (uint32_t)__builtin_ctz(~counted) };
}

#endif /* PH_CODECS_KERNEL_LINE_DIGITS_X86_H */
