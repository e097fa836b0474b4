/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Packed decimals: the last eight bytes of a cell are a word, of 15 digits and the sign; in cells
 * of more digits the first eight bytes, shifted, are the head, of up to three digits.
 */
#include "kernel/neon.h"
#include "kernel/packed.h"
#include "kernel/prefetch.h"
#include "kernel/word.h"

#define WORD_DIGITS 15u

/* The greatest nibbles that are taken, by byte of a lane. */
typedef struct nibble_limits {
    uint8x16_t high, low;
} nibble_limits;

typedef struct packed_rule {
    size_t width;
    uint64x2_t keep; /* The bits of the word that are looked at. */
    nibble_limits limits;
    uint8x16_t least_sign;
    uint64x2_t head_keep;
    int64x2_t head_shift; /* To the left: it is negative. */
    nibble_limits head_limits;
} packed_rule;

static uint8x16_t limits_of(uint32_t digits, uint32_t first_nibble)
{
    uint8_t limits[16];

    for (uint32_t i = 0; i < sizeof(limits); i++)
        limits[i] = first_nibble + 2 * (i % PH_WORD_BYTES) < digits ? 9 : 0;
    return vld1q_u8(limits);
}

/* Of so many digits, with zeros in front. */
static nibble_limits nibble_limits_of(uint32_t digits)
{
    return (nibble_limits){ limits_of(digits, 1), limits_of(digits, 0) };
}

/* The bits of the last nibbles of a word. */
static uint64x2_t last_nibbles(uint32_t nibbles)
{
    if (nibbles == 0)
        return vdupq_n_u64(0);
    return vdupq_n_u64(nibbles < 16 ? UINT64_MAX >> (4 * (16 - nibbles)) : UINT64_MAX);
}

static packed_rule packed_rule_of(packed_picture picture)
{
    const size_t width = PH_PACKED_WIDTH(picture.digits);
    const uint32_t nibbles = picture.ignores_pad ? picture.digits + 1 : 2 * (uint32_t)width;
    const uint32_t head_digits = picture.digits > WORD_DIGITS ? picture.digits - WORD_DIGITS : 0;

    return (packed_rule){
        .width = width,
        .keep = last_nibbles(nibbles),
        .limits = nibble_limits_of(picture.digits - head_digits),
        .least_sign = vdupq_n_u8(picture.is_signed ? 0xa : 0xf),
        .head_keep = last_nibbles(nibbles > 16 ? nibbles - 16 : 0),
        .head_shift = vdupq_n_s64(8 * ((int64_t)width - 16)),
        .head_limits = nibble_limits_of(head_digits),
    };
}

/* Lane by lane, what a block's bytes come to. */
typedef struct packed_seen {
    uint8x16_t high, low, head_high, head_low; /* The greatest nibbles. */
    uint8x16_t sign;                           /* The least one. */
} packed_seen;

static inline int all_good(const packed_seen *seen, const packed_rule *rule)
{
    const uint8x16_t digits =
        vandq_u8(vcleq_u8(seen->high, rule->limits.high), vcleq_u8(seen->low, rule->limits.low));
    const uint8x16_t head = vandq_u8(vcleq_u8(seen->head_high, rule->head_limits.high),
                                     vcleq_u8(seen->head_low, rule->head_limits.low));
    const uint8x16_t signs = vcgeq_u8(seen->sign, rule->least_sign);

    return vminvq_u8(vandq_u8(vandq_u8(digits, head), signs)) != 0;
}

/* Sixteen digit nibbles as two numbers of eight digits. */
static inline uint32x4_t join_digits(uint8x16_t nibbles, uint8x16_t *high, uint8x16_t *low)
{
    const uint8x16_t tens = vshrq_n_u8(nibbles, 4);
    const uint16x8_t pairs = vreinterpretq_u16_u8(vmlsq_u8(nibbles, tens, vdupq_n_u8(16 - 10)));
    const uint32x4_t fours =
        vreinterpretq_u32_u16(vmlsq_n_u16(pairs, vshrq_n_u16(pairs, 8), 256 - 100));

    *high = vmaxq_u8(*high, tens);
    *low = vmaxq_u8(*low, vandq_u8(nibbles, vdupq_n_u8(0x0f)));
    return vmlsq_n_u32(fours, vshrq_n_u32(fours, 16), 65536 - 10000);
}

/* The digits of the heads of two cells. */
static inline uint32x2_t join_heads(const uint8_t *first, const uint8_t *second,
                                    const packed_rule *rule, packed_seen *seen)
{
    const uint64x2_t words = vshlq_u64(neon_load_words(first, second), rule->head_shift);
    const uint64x2_t heads = vandq_u64(words, rule->head_keep);

    return neon_low_halves(
        join_digits(vreinterpretq_u8_u64(heads), &seen->head_high, &seen->head_low));
}

static inline int64x2_t decode_pair(const uint8_t *first, const uint8_t *second, int has_head,
                                    const packed_rule *rule, packed_seen *seen)
{
    const uint64x2_t ends =
        neon_load_words(first + rule->width - PH_WORD_BYTES, second + rule->width - PH_WORD_BYTES);
    const uint64x2_t words = vandq_u64(ends, rule->keep);
    const uint32x4_t joined =
        join_digits(vreinterpretq_u8_u64(vshrq_n_u64(words, 4)), &seen->high, &seen->low);
    const uint8x16_t signs =
        neon_spread_lowest(vandq_u8(vreinterpretq_u8_u64(words), vdupq_n_u8(0x0f)));
    uint64x2_t number = vmovl_u32(neon_high_halves(joined));

    seen->sign = vminq_u8(seen->sign, signs);
    if (has_head)
        number = vmlal_n_u32(number, join_heads(first, second, rule, seen), 10000000);
    return neon_apply_signs(neon_append_digits(number, neon_low_halves(joined)), signs);
}

static inline int decode_block(const uint8_t *cells, size_t stride, int has_head,
                               const packed_rule *rule, int64_t *restrict out)
{
    const uint8x16_t none = vdupq_n_u8(0);
    packed_seen seen = { none, none, none, none, vdupq_n_u8(0xff) };
    int64x2_t values[NEON_PAIRS];

    ph_prefetch_ahead(cells);
    for (size_t i = 0; i < NEON_PAIRS; i++) {
        const uint8_t *first = cells + 2 * i * stride;

        values[i] = decode_pair(first, first + stride, has_head, rule, &seen);
    }
    if (!all_good(&seen, rule))
        return 0;
    neon_store_values(out, values);
    return 1;
}

static int decode_word_block(const uint8_t *cells, size_t stride, const void *rule,
                             int64_t *restrict out)
{
    return decode_block(cells, stride, 0, rule, out);
}

static int decode_head_block(const uint8_t *cells, size_t stride, const void *rule,
                             int64_t *restrict out)
{
    return decode_block(cells, stride, 1, rule, out);
}

int ph_packed_takes_neon(ph_column column, ph_decimal decimal)
{
    (void)column;
    (void)decimal;
    return 1;
}

ph_decode_result ph_packed_decode_neon(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                       size_t *ret_redone)
{
    const packed_rule rule = packed_rule_of(packed_picture_of(decimal));
    const neon_decoder decoder = {
        .block = column.width > PH_WORD_BYTES ? decode_head_block : decode_word_block,
        .rule = &rule,
        .lead_in = ph_word_first_cell(column.width, column.stride, PH_WORD_BYTES),
        .scalar = ph_packed_decode_scalar,
    };

    return neon_decode_column(column, decimal, &decoder, out, ret_redone);
}
