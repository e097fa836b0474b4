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
#define __AVX512BW__    1
#define __AVX512DQ__    1
#define __AVX512VL__    1
#define __AVX512VBMI__  1
#define __AVX512VBMI2__ 1
#define __GFNI__        1

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

#endif /* PH_TESTS_KERNELCHECK_SIMDE_MISSING_H */
