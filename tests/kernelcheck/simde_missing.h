/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * AVX-512 on a CPU that need not have it: SIMDe's portable forms of the intrinsics, and those that
 * its release 0.7.4 lacks. To be included before any other header. Slow: for proofs, not for use.
 */
#ifndef PH_TESTS_KERNELCHECK_SIMDE_MISSING_H
#define PH_TESTS_KERNELCHECK_SIMDE_MISSING_H

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#include <simde/x86/gfni.h>
#include <stdint.h>

/* What the kernels ask for before they let themselves be compiled. */
#define __AVX512BW__        1
#define __AVX512DQ__        1
#define __AVX512VL__        1
#define __AVX512VBMI__      1
#define __AVX512VBMI2__     1
#define __AVX512IFMA__      1
#define __AVX512BITALG__    1
#define __AVX512VPOPCNTDQ__ 1
#define __GFNI__            1

/* SIMDe's alias has the arguments of the masked form. */
#undef _mm512_madd_epi16
#define _mm512_madd_epi16(a, b) simde_mm512_madd_epi16(a, b)

/* Bytes that are masked out must not be touched. */
static inline __m256i missing_mm256_maskz_loadu_epi8(uint32_t mask, const void *memory)
{
    uint8_t bytes[32] = { 0 };

    for (unsigned i = 0; i < sizeof(bytes); i++)
        if (mask >> i & 1)
            bytes[i] = ((const uint8_t *)memory)[i];
    return simde_mm256_loadu_si256(bytes);
}
#define _mm256_maskz_loadu_epi8(mask, memory) missing_mm256_maskz_loadu_epi8(mask, memory)

static inline simde__m512i missing_mm512_maskz_loadu_epi8(uint64_t mask, const void *memory)
{
    uint8_t bytes[64] = { 0 };

    for (unsigned i = 0; i < sizeof(bytes); i++)
        if (mask >> i & 1)
            bytes[i] = ((const uint8_t *)memory)[i];
    return simde_mm512_loadu_si512(bytes);
}
#define _mm512_maskz_loadu_epi8(mask, memory) missing_mm512_maskz_loadu_epi8(mask, memory)

static inline void missing_mm512_mask_storeu_epi8(void *memory, uint64_t mask, simde__m512i a)
{
    uint8_t bytes[64];

    simde_mm512_storeu_si512(bytes, a);
    for (unsigned i = 0; i < sizeof(bytes); i++)
        if (mask >> i & 1)
            ((uint8_t *)memory)[i] = bytes[i];
}
#define _mm512_mask_storeu_epi8(memory, mask, a) missing_mm512_mask_storeu_epi8(memory, mask, a)

static inline simde__m512i missing_mm512_cvtepu8_epi32(simde__m128i a)
{
    uint8_t bytes[16];
    uint32_t fields[16];

    simde_mm_storeu_si128(bytes, a);
    for (unsigned i = 0; i < 16; i++)
        fields[i] = bytes[i];
    return simde_mm512_loadu_si512(fields);
}
#define _mm512_cvtepu8_epi32(a) missing_mm512_cvtepu8_epi32(a)

static inline simde__m512i missing_mm512_cvtepu16_epi32(simde__m256i a)
{
    uint16_t words[16];
    uint32_t fields[16];

    simde_mm256_storeu_si256((simde__m256i *)(void *)words, a);
    for (unsigned i = 0; i < 16; i++)
        fields[i] = words[i];
    return simde_mm512_loadu_si512(fields);
}
#define _mm512_cvtepu16_epi32(a) missing_mm512_cvtepu16_epi32(a)

static inline simde__m512i missing_mm512_alignr_epi32(simde__m512i high, simde__m512i low,
                                                      unsigned by)
{
    uint32_t fields[32];

    simde_mm512_storeu_si512(fields, low);
    simde_mm512_storeu_si512(fields + 16, high);
    return simde_mm512_loadu_si512(fields + by);
}
#define _mm512_alignr_epi32(high, low, by) missing_mm512_alignr_epi32(high, low, by)

static inline void missing_mm512_mask_storeu_epi32(void *memory, uint16_t mask, simde__m512i a)
{
    uint32_t fields[16];

    simde_mm512_storeu_si512(fields, a);
    for (unsigned i = 0; i < 16; i++)
        if (mask >> i & 1)
            ((uint32_t *)memory)[i] = fields[i];
}
#define _mm512_mask_storeu_epi32(memory, mask, a) missing_mm512_mask_storeu_epi32(memory, mask, a)

static inline void missing_mm512_mask_storeu_epi64(void *memory, uint8_t mask, simde__m512i a)
{
    uint64_t fields[8];

    simde_mm512_storeu_si512(fields, a);
    for (unsigned i = 0; i < 8; i++)
        if (mask >> i & 1)
            ((uint64_t *)memory)[i] = fields[i];
}
#define _mm512_mask_storeu_epi64(memory, mask, a) missing_mm512_mask_storeu_epi64(memory, mask, a)

static inline uint8_t missing_kortestz_mask64_u8(uint64_t a, uint64_t b)
{
    return (a | b) == 0;
}
#define _kortestz_mask64_u8(a, b) missing_kortestz_mask64_u8(a, b)

static inline simde__m512i missing_mm512_maskz_compress_epi8(uint64_t mask, simde__m512i a)
{
    uint8_t bytes[64], kept[64] = { 0 };
    unsigned count = 0;

    simde_mm512_storeu_si512(bytes, a);
    for (unsigned i = 0; i < sizeof(bytes); i++)
        if (mask >> i & 1)
            kept[count++] = bytes[i];
    return simde_mm512_loadu_si512(kept);
}
#define _mm512_maskz_compress_epi8(mask, a) missing_mm512_maskz_compress_epi8(mask, a)

static inline uint8_t missing_mm512_cmplt_epu64_mask(simde__m512i a, simde__m512i b)
{
    uint64_t left[8], right[8];
    unsigned mask = 0;

    simde_mm512_storeu_si512(left, a);
    simde_mm512_storeu_si512(right, b);
    for (unsigned i = 0; i < 8; i++)
        mask |= (unsigned)(left[i] < right[i]) << i;
    return (uint8_t)mask;
}
#define _mm512_cmplt_epu64_mask(a, b) missing_mm512_cmplt_epu64_mask(a, b)

static inline simde__m512i missing_mm512_maskz_loadu_epi64(uint8_t mask, const void *memory)
{
    uint64_t lanes[8] = { 0 };

    for (unsigned i = 0; i < 8; i++)
        if (mask >> i & 1)
            lanes[i] = ((const uint64_t *)memory)[i];
    return simde_mm512_loadu_si512(lanes);
}
#define _mm512_maskz_loadu_epi64(mask, memory) missing_mm512_maskz_loadu_epi64(mask, memory)

static inline simde__m512i missing_mm512_maskz_loadu_epi32(uint16_t mask, const void *memory)
{
    uint32_t fields[16] = { 0 };

    for (unsigned i = 0; i < 16; i++)
        if (mask >> i & 1)
            fields[i] = ((const uint32_t *)memory)[i];
    return simde_mm512_loadu_si512(fields);
}
#define _mm512_maskz_loadu_epi32(mask, memory) missing_mm512_maskz_loadu_epi32(mask, memory)

static inline simde__m512i missing_mm512_mulhi_epu16(simde__m512i a, simde__m512i b)
{
    uint16_t left[32], right[32];

    simde_mm512_storeu_si512(left, a);
    simde_mm512_storeu_si512(right, b);
    for (unsigned i = 0; i < 32; i++)
        left[i] = (uint16_t)((uint32_t)left[i] * right[i] >> 16);
    return simde_mm512_loadu_si512(left);
}
#define _mm512_mulhi_epu16(a, b) missing_mm512_mulhi_epu16(a, b)

static inline void missing_mm256_mask_storeu_epi8(void *memory, uint32_t mask, simde__m256i a)
{
    uint8_t bytes[32];

    simde_mm256_storeu_si256(bytes, a);
    for (unsigned i = 0; i < sizeof(bytes); i++)
        if (mask >> i & 1)
            ((uint8_t *)memory)[i] = bytes[i];
}
#define _mm256_mask_storeu_epi8(memory, mask, a) missing_mm256_mask_storeu_epi8(memory, mask, a)

/* The bits of a product of 52 bits each, from shift on, added to a. */
static inline simde__m512i missing_mm512_madd52(simde__m512i a, simde__m512i b, simde__m512i c,
                                                unsigned shift)
{
    const uint64_t low = (UINT64_C(1) << 52) - 1;
    uint64_t sum[8], left[8], right[8];

    simde_mm512_storeu_si512(sum, a);
    simde_mm512_storeu_si512(left, b);
    simde_mm512_storeu_si512(right, c);
    for (unsigned i = 0; i < 8; i++) {
        const unsigned __int128 product = (unsigned __int128)(left[i] & low) * (right[i] & low);

        sum[i] += (uint64_t)(product >> shift) & low;
    }
    return simde_mm512_loadu_si512(sum);
}
#define _mm512_madd52lo_epu64(a, b, c) missing_mm512_madd52(a, b, c, 0)
#define _mm512_madd52hi_epu64(a, b, c) missing_mm512_madd52(a, b, c, 52)

static inline simde__m512d missing_mm512_cvtepu64_pd(simde__m512i a)
{
    uint64_t lanes[8];
    double numbers[8];

    simde_mm512_storeu_si512(lanes, a);
    for (unsigned i = 0; i < 8; i++)
        numbers[i] = (double)lanes[i];
    return simde_mm512_loadu_pd(numbers);
}
#define _mm512_cvtepu64_pd(a) missing_mm512_cvtepu64_pd(a)

/* To nearest, as the CPU does it; of numbers far below 2^52. */
static inline simde__m512i missing_mm512_cvtpd_epi64(simde__m512d a)
{
    double numbers[8];
    int64_t lanes[8];

    simde_mm512_storeu_pd(numbers, a);
    for (unsigned i = 0; i < 8; i++)
        lanes[i] = (int64_t)(numbers[i] + 0x1p52) - (INT64_C(1) << 52);
    return simde_mm512_loadu_si512(lanes);
}
#define _mm512_cvtpd_epi64(a) missing_mm512_cvtpd_epi64(a)

#define _mm512_mask_cmpneq_epi8_mask(mask, a, b) ((mask) & ~simde_mm512_cmpeq_epi8_mask(a, b))

#endif /* PH_TESTS_KERNELCHECK_SIMDE_MISSING_H */
