/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the NEON kernels share. Decimals: two cells are the two 64-bit lanes of a register, their
 * first byte the most significant; two registers are a block, judged at once.
 */
#ifndef PH_CODECS_KERNEL_NEON_H
#define PH_CODECS_KERNEL_NEON_H

#if !defined(__aarch64__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "compile this file for little-endian AArch64 only, as codecs/CMakeLists.txt does"
#endif

#include <arm_neon.h>

#include "kernel/kernel.h"
#include "kernel/word.h"

#define NEON_PAIRS ((size_t)2)
#define NEON_BLOCK (2 * NEON_PAIRS)

/* Decodes NEON_BLOCK cells; returns 0, and writes nothing, when one of them is not good. */
typedef int neon_block(const uint8_t *cells, size_t stride, const void *rule,
                       int64_t *restrict out);

/* How a column is decoded. */
typedef struct neon_decoder {
    neon_block *block;
    const void *rule;          /* What block is given. Borrowed. */
    size_t lead_in;            /* The first cells, which block does not take. */
    ph_decimal_kernel *scalar; /* For those, and for the blocks that are not good. */
} neon_decoder;

/* As a ph_decimal_kernel, by blocks, the last of which overlaps the one before it. */
ph_decode_result neon_decode_column(ph_column column, ph_decimal decimal,
                                    const neon_decoder *decoder, int64_t *restrict out,
                                    size_t *ret_redone);

static inline uint64x2_t neon_load_words(const uint8_t *first, const uint8_t *second)
{
    const uint8x16_t bytes = vcombine_u8(vld1_u8(first), vld1_u8(second));

    return vreinterpretq_u64_u8(vrev64q_u8(bytes));
}

/* Of a table look-up: one byte of each lane, the lowest is 0, in all bytes of the lane. */
static inline uint8x16_t neon_spread_index(size_t byte)
{
    return vreinterpretq_u8_u64(
        vcombine_u64(vdup_n_u64(UINT64_C(0x0101010101010101) * byte),
                     vdup_n_u64(UINT64_C(0x0101010101010101) * (byte + PH_WORD_BYTES))));
}

static inline uint8x16_t neon_spread_lowest(uint8x16_t bytes)
{
    return vqtbl1q_u8(bytes, neon_spread_index(0));
}

/* is_minus: all bits of a lane or none. */
static inline int64x2_t neon_negate(uint64x2_t magnitudes, uint8x16_t is_minus)
{
    const int64x2_t mask = vreinterpretq_s64_u8(is_minus);

    return vsubq_s64(veorq_s64(vreinterpretq_s64_u64(magnitudes), mask), mask);
}

/* signs: sign nibbles in all bytes of their lanes. */
static inline int64x2_t neon_apply_signs(uint64x2_t magnitudes, uint8x16_t signs)
{
    static const uint8_t negative[16] = { [0xb] = 0xff, [0xd] = 0xff };

    return neon_negate(magnitudes, vqtbl1q_u8(vld1q_u8(negative), signs));
}

/* Both halves of 64-bit lanes. */
static inline uint32x2_t neon_low_halves(uint32x4_t lanes)
{
    return vmovn_u64(vreinterpretq_u64_u32(lanes));
}

static inline uint32x2_t neon_high_halves(uint32x4_t lanes)
{
    return vshrn_n_u64(vreinterpretq_u64_u32(lanes), 32);
}

#define NEON_TEN_TO_8 100000000u

/* Eight more digits behind a number: below 2^64 as long as the result is. */
static inline uint64x2_t neon_append_digits(uint64x2_t number, uint32x2_t eight_digits)
{
    const uint64x2_t low = vmlal_n_u32(vmovl_u32(eight_digits), vmovn_u64(number), NEON_TEN_TO_8);
    const uint64x2_t high = vmull_n_u32(vshrn_n_u64(number, 32), NEON_TEN_TO_8);

    return vaddq_u64(low, vshlq_n_u64(high, 32));
}

static inline void neon_store_values(int64_t *out, const int64x2_t values[NEON_PAIRS])
{
    for (size_t i = 0; i < NEON_PAIRS; i++)
        vst1q_s64(out + 2 * i, values[i]);
}

#endif /* PH_CODECS_KERNEL_NEON_H */
