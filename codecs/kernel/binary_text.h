/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Binary numbers of records as text, for x86: sixteen digits in one register. */
#ifndef PH_CODECS_KERNEL_BINARY_TEXT_H
#define PH_CODECS_KERNEL_BINARY_TEXT_H

#include <immintrin.h>

#include "kernel/binary_number.h"
#include "kernel/digits.h"

#define PH_BINARY_DIGITS 16u
#define PH_NOTHING       0x80 /* In a shuffle: a zero. */

/* From a place in the middle on: a shuffle that moves bytes to the front. */
static const uint8_t ph_move_to_front[2 * PH_BINARY_DIGITS] = {
    0,          1,          2,          3,          4,          5,          6,          7,
    8,          9,          10,         11,         12,         13,         14,         15,
    PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING,
    PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING, PH_NOTHING,
};

/* Writes a register without so many bytes in front; what is behind its text is zeros. */
static inline void ph_store_without(uint8_t *out, __m128i text, uint32_t front)
{
    const __m128i *const shuffle = (const __m128i *)(const void *)(ph_move_to_front + front);

    _mm_storeu_si128((__m128i *)(void *)out, _mm_shuffle_epi8(text, _mm_loadu_si128(shuffle)));
}

/*
 * The digits of a number below 10^16, a byte each, the most significant first: halves of eight,
 * fours, pairs, digits, each number by a reciprocal that is exact in its range.
 */
static inline __m128i ph_binary_digits(uint64_t number)
{
    const __m128i eights =
        _mm_set_epi64x((int64_t)(number % PH_TEN_TO_8), (int64_t)(number / PH_TEN_TO_8));
    const __m128i thousands =
        _mm_srli_epi64(_mm_mul_epu32(eights, _mm_set1_epi64x(INT64_C(3518437209))), 45);
    const __m128i fours = _mm_or_si128(
        thousands,
        _mm_slli_epi64(_mm_sub_epi64(eights, _mm_mul_epu32(thousands, _mm_set1_epi64x(10000))),
                       32));
    const __m128i hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi16(5243)), 3);
    const __m128i pairs = _mm_or_si128(
        hundreds,
        _mm_slli_epi32(_mm_sub_epi16(fours, _mm_mullo_epi16(hundreds, _mm_set1_epi16(100))), 16));
    const __m128i tens = _mm_srli_epi16(_mm_mullo_epi16(pairs, _mm_set1_epi16(103)), 10);

    return _mm_or_si128(
        tens, _mm_slli_epi16(_mm_sub_epi16(pairs, _mm_mullo_epi16(tens, _mm_set1_epi16(10))), 8));
}

/* Up to eight digits without the zeros in front. */
static inline uint8_t *ph_put_first_digits(uint64_t number, uint8_t *out)
{
    const uint64_t digits = ph_digits_spread(number);
    const uint32_t zeros = (uint32_t)__builtin_clzll(digits | 1) / 8;

    ph_word_store(out, (digits | UINT64_C(0x3030303030303030)) << (8 * zeros));
    return out + PH_WORD_BYTES - zeros;
}

/* As the portable code does; the piece is not long. */
static inline uint8_t *ph_line_put_binary(const ph_line_piece *piece, const uint8_t *record,
                                          uint8_t *out)
{
    const ph_binary_number binary = ph_binary_number_read(piece, record + piece->at);
    const uint32_t scale = piece->scale;
    uint64_t number = binary.magnitude;
    uint32_t front = 0; /* Zeros, of the sixteen digits. */

    *out = '-';
    out += binary.is_negative;
    const uint64_t first = piece->width > 4 ? number / PH_TEN_TO_16 : 0;

    if (first > 0) {
        out = ph_put_first_digits(first, out);
        number -= first * PH_TEN_TO_16;
    }
    const __m128i digits = ph_binary_digits(number);
    const __m128i text = _mm_or_si128(digits, _mm_set1_epi8('0'));

    if (first == 0) {
        const __m128i zeros = _mm_cmpeq_epi8(digits, _mm_setzero_si128());
        const uint32_t significant = (uint32_t)_mm_movemask_epi8(zeros) ^ 0xFFFF;

        front = (uint32_t)__builtin_ctz(significant | UINT32_C(0x8000) >> scale);
    }
    ph_store_without(out, text, front);
    out += PH_BINARY_DIGITS - front;
    if (scale == 0)
        return out;
    out[-(ptrdiff_t)scale] = '.'; /* Those behind the point once more, behind it. */
    ph_store_without(out - scale + 1, text, PH_BINARY_DIGITS - scale);
    return out + 1;
}

#endif /* PH_CODECS_KERNEL_BINARY_TEXT_H */
