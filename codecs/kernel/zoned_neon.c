/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Zoned decimals, unsigned or with a trailing overpunched sign: one to three words of eight digits,
 * the first of them with zeros in front.
 */
#include "kernel/neon.h"
#include "kernel/prefetch.h"
#include "kernel/word.h"

#define ZONES UINT64_C(0xf0f0f0f0f0f0f0f0)

typedef struct zoned_rule {
    size_t word_count;
    size_t width;
    size_t first_end;      /* Where the bytes that are loaded for the first word end in the cell. */
    int64x2_t first_shift; /* What brings its digits to its end, to the left: not positive. */
    uint8x16_t first_keep; /* Its bytes that are the cell's. */
    uint8x16_t least_last; /* The least bytes of the last word: one of them has the sign. */
} zoned_rule;

static zoned_rule zoned_rule_of(ph_decimal decimal)
{
    const size_t word_count = (decimal.digits + PH_WORD_BYTES - 1) / PH_WORD_BYTES;
    const size_t first_digits = decimal.digits - (word_count - 1) * PH_WORD_BYTES;
    const size_t zeros = PH_WORD_BYTES - first_digits;
    const uint64_t sign_zones = (decimal.flags & PH_DECIMAL_SIGNED) != 0 ? ZONES - 0x50 : ZONES;

    /* The bytes behind the first word's digits are the cell's, those before them may be nobody's.
     */
    return (zoned_rule){
        .word_count = word_count,
        .width = decimal.digits,
        .first_end = word_count == 1 ? decimal.digits : PH_WORD_BYTES,
        .first_shift = vdupq_n_s64(word_count == 1 ? 0 : -8 * (int64_t)zeros),
        .first_keep = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_MAX >> (8 * zeros))),
        .least_last = vreinterpretq_u8_u64(vdupq_n_u64(sign_zones)),
    };
}

/* Lane by lane, what a block's bytes come to. */
typedef struct zoned_seen {
    uint8x16_t least, least_last; /* The least bytes of words, and of last words. */
    uint8x16_t digits;            /* The greatest low nibbles. */
} zoned_seen;

static inline int all_good(const zoned_seen *seen, const zoned_rule *rule)
{
    const uint8x16_t zones =
        vandq_u8(vcgeq_u8(seen->least, vreinterpretq_u8_u64(vdupq_n_u64(ZONES))),
                 vcgeq_u8(seen->least_last, rule->least_last));

    return vminvq_u8(vandq_u8(zones, vcleq_u8(seen->digits, vdupq_n_u8(9)))) != 0;
}

static inline uint8x16_t load_first(const uint8_t *first, const uint8_t *second,
                                    const zoned_rule *rule)
{
    const uint64x2_t words = neon_load_words(first + rule->first_end - PH_WORD_BYTES,
                                             second + rule->first_end - PH_WORD_BYTES);

    return vbslq_u8(rule->first_keep, vreinterpretq_u8_u64(vshlq_u64(words, rule->first_shift)),
                    vreinterpretq_u8_u64(vdupq_n_u64(ZONES)));
}

/* Eight digit bytes as a number. */
static inline uint32x2_t join_digits(uint8x16_t bytes, zoned_seen *seen)
{
    const uint8x16_t digits = vandq_u8(bytes, vdupq_n_u8(0x0f));
    const uint16x8_t ones = vreinterpretq_u16_u8(digits);
    const uint32x4_t pairs =
        vreinterpretq_u32_u16(vmlsq_n_u16(ones, vshrq_n_u16(ones, 8), 256 - 10));
    const uint32x4_t fours = vmlsq_n_u32(pairs, vshrq_n_u32(pairs, 16), 65536 - 100);

    seen->digits = vmaxq_u8(seen->digits, digits);
    return vmla_n_u32(neon_low_halves(fours), neon_high_halves(fours), 10000);
}

static inline int64x2_t decode_pair(const uint8_t *first, const uint8_t *second, size_t word_count,
                                    const zoned_rule *rule, zoned_seen *seen)
{
    uint8x16_t bytes = load_first(first, second, rule);
    uint64x2_t number = vmovl_u32(join_digits(bytes, seen));

    for (size_t i = word_count - 1; i > 0; i--) {
        const size_t word_at = rule->width - i * PH_WORD_BYTES;

        seen->least = vminq_u8(seen->least, bytes);
        bytes = vreinterpretq_u8_u64(neon_load_words(first + word_at, second + word_at));
        number = neon_append_digits(number, join_digits(bytes, seen));
    }
    seen->least_last = vminq_u8(seen->least_last, bytes);
    return neon_apply_signs(number, neon_spread_lowest(vshrq_n_u8(bytes, 4)));
}

static inline int decode_block(const uint8_t *cells, size_t stride, size_t word_count,
                               const zoned_rule *rule, int64_t *restrict out)
{
    const uint8x16_t all = vdupq_n_u8(0xff);
    zoned_seen seen = { all, all, vdupq_n_u8(0) };
    int64x2_t values[NEON_PAIRS];

    ph_prefetch_ahead(cells);
    for (size_t i = 0; i < NEON_PAIRS; i++) {
        const uint8_t *first = cells + 2 * i * stride;

        values[i] = decode_pair(first, first + stride, word_count, rule, &seen);
    }
    if (!all_good(&seen, rule))
        return 0;
    neon_store_values(out, values);
    return 1;
}

static int decode_one_word_block(const uint8_t *cells, size_t stride, const void *rule,
                                 int64_t *restrict out)
{
    return decode_block(cells, stride, 1, rule, out);
}

static int decode_two_word_block(const uint8_t *cells, size_t stride, const void *rule,
                                 int64_t *restrict out)
{
    return decode_block(cells, stride, 2, rule, out);
}

static int decode_three_word_block(const uint8_t *cells, size_t stride, const void *rule,
                                   int64_t *restrict out)
{
    return decode_block(cells, stride, 3, rule, out);
}

int ph_zoned_takes_neon(ph_column column, ph_decimal decimal)
{
    (void)column;
    return (decimal.flags & ~(PH_DECIMAL_SIGNED | PH_DECIMAL_BLANK_WHEN_ZERO)) == 0;
}

ph_decode_result ph_zoned_decode_neon(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                      size_t *ret_redone)
{
    static neon_block *const blocks[] = { decode_one_word_block, decode_two_word_block,
                                          decode_three_word_block };

    if (!ph_zoned_takes_neon(column, decimal))
        return ph_zoned_decode_scalar(column, decimal, out, ret_redone);

    const zoned_rule rule = zoned_rule_of(decimal);
    const neon_decoder decoder = {
        .block = blocks[rule.word_count - 1],
        .rule = &rule,
        .lead_in = ph_word_first_cell(rule.first_end, column.stride, PH_WORD_BYTES),
        .scalar = ph_zoned_decode_scalar,
    };

    return neon_decode_column(column, decimal, &decoder, out, ret_redone);
}
