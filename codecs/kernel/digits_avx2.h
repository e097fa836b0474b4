/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers taken apart into their decimal digits, four a register. */
#ifndef PH_CODECS_KERNEL_DIGITS_AVX2_H
#define PH_CODECS_KERNEL_DIGITS_AVX2_H

#include "kernel/avx2.h"
#include "kernel/decimal_encode.h"
#include "kernel/digits.h"

/* A register has four lanes, two in each half. */
#define LANES ((size_t)4)
#define HALF  ((size_t)16)

/* Four numbers, and what is asked of them. */
typedef struct lane_numbers {
    __m256i is_negative, magnitudes;
} lane_numbers;

PH_AVX2_INLINE lane_numbers numbers_of(__m256i values)
{
    const __m256i is_negative = _mm256_cmpgt_epi64(_mm256_setzero_si256(), values);

    return (lane_numbers){ is_negative,
                           _mm256_sub_epi64(_mm256_xor_si256(values, is_negative), is_negative) };
}

PH_AVX2_INLINE __m256i all_lanes(uint64_t lane)
{
    return _mm256_set1_epi64x((int64_t)lane);
}

/* Two fours, a 16-bit field each, of numbers below 10^8. */
PH_AVX2_INLINE __m256i fours_of_short(__m256i numbers)
{
    /* 2^40 / 10^4, upwards. */
    const __m256i high = _mm256_srli_epi64(_mm256_mul_epu32(numbers, all_lanes(109951163)), 40);

    return _mm256_add_epi64(numbers, _mm256_mul_epu32(high, all_lanes(65536 - 10000)));
}

/* Three of numbers below 10^12: by 2^8, which leaves 32 bits, then by the rest of 10^8. */
PH_AVX2_INLINE __m256i fours_of_middle(__m256i numbers)
{
    const __m256i reciprocal = all_lanes(2882303762); /* 2^50 / (10^8 / 2^8), upwards. */
    const __m256i high =
        _mm256_srli_epi64(_mm256_mul_epu32(_mm256_srli_epi64(numbers, 8), reciprocal), 50);
    const __m256i low = _mm256_sub_epi64(numbers, _mm256_mul_epu32(high, all_lanes(PH_TEN_TO_8)));

    return _mm256_or_si256(fours_of_short(low), _mm256_slli_epi64(high, 32));
}

/* Any number without a sign, rounded. */
PH_AVX2_INLINE __m256d doubles_of(__m256i numbers)
{
    const __m256i two_to_52 = all_lanes(UINT64_C(0x4330000000000000));
    const __m256i two_to_84 = all_lanes(UINT64_C(0x4530000000000000));
    const __m256i low = _mm256_blend_epi32(numbers, two_to_52, 0xaa);
    const __m256i high = _mm256_or_si256(_mm256_srli_epi64(numbers, 32), two_to_84);
    const __m256d high_number =
        _mm256_sub_pd(_mm256_castsi256_pd(high), _mm256_set1_pd(0x1p84 + 0x1p52));

    return _mm256_add_pd(high_number, _mm256_castsi256_pd(low));
}

/*
 * Divides, and leaves the rest. The quotient, below 2^32, is first rounded to nearest, from a
 * double that is off by far less than a half: where it is one too great, the rest is below zero.
 */
PH_AVX2_INLINE __m256i divide(__m256i *numbers, double reciprocal, uint64_t divisor)
{
    const __m256d two_to_52 = _mm256_set1_pd(0x1p52);
    const __m256d estimate =
        _mm256_add_pd(_mm256_mul_pd(doubles_of(*numbers), _mm256_set1_pd(reciprocal)), two_to_52);
    const __m256i quotient = _mm256_castpd_si256(_mm256_xor_pd(estimate, two_to_52));
    const __m256i low = _mm256_mul_epu32(quotient, all_lanes(divisor));
    const __m256i high =
        _mm256_slli_epi64(_mm256_mul_epu32(quotient, all_lanes(divisor >> 32)), 32);
    const __m256i rest = _mm256_sub_epi64(_mm256_sub_epi64(*numbers, low), high);
    const __m256i is_below = _mm256_cmpgt_epi64(_mm256_setzero_si256(), rest);

    *numbers = _mm256_add_epi64(rest, _mm256_and_si256(is_below, all_lanes(divisor)));
    return _mm256_add_epi64(quotient, is_below);
}

/* Four of numbers below 10^16. */
PH_AVX2_INLINE __m256i fours_of_full(__m256i numbers)
{
    const __m256i high = divide(&numbers, 1e-8, PH_TEN_TO_8);

    return _mm256_or_si256(fours_of_short(numbers), _mm256_slli_epi64(fours_of_short(high), 32));
}

/* The last 16 digits of four numbers as fours and, in the shape that has it, what is in front. */
typedef struct lane_fours {
    __m256i last, head;
} lane_fours;

PH_AVX2_INLINE lane_fours fours_of(__m256i numbers, ph_encode_shape shape)
{
    lane_fours fours = { numbers, _mm256_setzero_si256() };

    if (shape == PH_ENCODE_WIDE)
        fours.head = divide(&fours.last, 1e-16, PH_TEN_TO_16);
    fours.last = shape == PH_ENCODE_SHORT    ? fours_of_short(fours.last)
                 : shape == PH_ENCODE_MIDDLE ? fours_of_middle(fours.last)
                                             : fours_of_full(fours.last);
    return fours;
}

/* fours / 10, / 100 and / 1000, exact below 10^4. */
PH_AVX2_INLINE __m256i tenths(__m256i fours)
{
    return _mm256_mulhi_epu16(fours, _mm256_set1_epi16(6554));
}

PH_AVX2_INLINE __m256i hundredths(__m256i fours)
{
    return _mm256_srli_epi16(_mm256_mulhi_epu16(fours, _mm256_set1_epi16(5243)), 3);
}

PH_AVX2_INLINE __m256i thousandths(__m256i fours)
{
    return _mm256_srli_epi16(_mm256_mulhi_epu16(fours, _mm256_set1_epi16(8389)), 7);
}

/* Factors: compilers that know them make more instructions of the products. */
typedef struct digit_factors {
    __m256i hundred_to_byte, ten_to_byte;
} digit_factors;

static inline digit_factors digit_factors_of(void)
{
    return (digit_factors){ _mm256_set1_epi16(256 - 100), _mm256_set1_epi16(256 - 10) };
}

/* Two digits a byte, as a number. */
PH_AVX2_INLINE __m256i pairs_of(const digit_factors *factors, __m256i fours)
{
    return _mm256_add_epi16(fours, _mm256_mullo_epi16(hundredths(fours), factors->hundred_to_byte));
}

/* A byte a digit, the last first, of the pairs that are in the low bytes of 16-bit fields. */
PH_AVX2_INLINE __m256i digits_of(const digit_factors *factors, __m256i pairs)
{
    return _mm256_add_epi16(pairs, _mm256_mullo_epi16(tenths(pairs), factors->ten_to_byte));
}

/* The pairs of the lane that is asked for in each half, in fields of 16 bits; of lane 2 the first
 * four of both. */
PH_AVX2_INLINE __m256i spread_pairs(__m256i pairs, int lane)
{
    static const int8_t spread[3][HALF] = {
        { 0, -1, 1, -1, 2, -1, 3, -1, 4, -1, 5, -1, 6, -1, 7, -1 },
        { 8, -1, 9, -1, 10, -1, 11, -1, 12, -1, 13, -1, 14, -1, 15, -1 },
        { 0, -1, 1, -1, 2, -1, 3, -1, 8, -1, 9, -1, 10, -1, 11, -1 },
    };

    return _mm256_shuffle_epi8(pairs, ph_avx2_both_lanes((const uint8_t *)spread[lane]));
}

#endif /* PH_CODECS_KERNEL_DIGITS_AVX2_H */
