/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Zoned decimals: one to three words of eight digits, the first of them with zeros in front. Other
 * conventions are brought to EBCDIC's first: zones of F, signs of C, D or F.
 */
#include "kernel/neon.h"
#include "kernel/prefetch.h"
#include "kernel/zoned.h"

#define ZONES UINT64_C(0xf0f0f0f0f0f0f0f0)

/* Where the sign stands. */
typedef enum sign_place {
    SIGN_LAST, /* In the last digit; so it is with what has none, whose only zone is F. */
    SIGN_FIRST,
    SIGN_APART,
} sign_place;

/* What the compiler makes a loop of its own for. */
typedef struct zoned_kind {
    size_t word_count;
    sign_place sign;
    int is_ascii;
} zoned_kind;

/* What a byte of ASCII with a sign and a digit is in EBCDIC, from SIGNS_FIRST on; 0: it is none. */
#define SIGNS_FIRST 0x30
#define SIGNS       ((size_t)80)

typedef struct zoned_rule {
    size_t end;            /* Of the digits in the cell. */
    size_t first_end;      /* The same of the bytes that are loaded for the first word. */
    int64x2_t first_shift; /* What brings its digits to its end, to the left: not positive. */
    uint8x16_t first_keep; /* Its bytes that are the cell's digits. */
    size_t sign_at;
    uint8x16_t sign_index; /* Of its byte in the word, for a look-up. */
    uint8x16_t sign_byte;  /* The same as a mask. */
    uint8x16_t least;      /* The least bytes of the word with the sign: its own is less. */
    uint8x16_t plus, minus;
    uint8x16x4_t signs; /* Of ASCII. */
    uint8x16_t last_signs;
} zoned_rule;

static zoned_kind zoned_kind_of(const zoned_picture *picture)
{
    return (zoned_kind){
        .word_count = (picture->digits + PH_WORD_BYTES - 1) / PH_WORD_BYTES,
        .sign = picture->is_separate    ? SIGN_APART
                : picture->sign_at == 0 ? SIGN_FIRST
                                        : SIGN_LAST,
        .is_ascii = (picture->flags & PH_DECIMAL_ASCII) != 0,
    };
}

static void set_ascii_signs(zoned_rule *rule, const zoned_picture *picture)
{
    const ph_zoned_sign_byte *const signs = ph_zoned_sign_bytes(picture) + SIGNS_FIRST;
    uint8_t ebcdic[SIGNS];

    for (size_t i = 0; i < SIGNS; i++) {
        const unsigned zone = signs[i].factor < 0 ? 0xd0 : signs[i].factor > 0 ? 0xf0 : 0;

        ebcdic[i] = (uint8_t)(zone | signs[i].digit);
    }
    rule->signs = vld1q_u8_x4(ebcdic);
    rule->last_signs = vld1q_u8(ebcdic + 64);
}

static zoned_rule zoned_rule_of(const zoned_picture *picture, zoned_kind kind)
{
    const size_t first_digits = picture->digits - (kind.word_count - 1) * PH_WORD_BYTES;
    const size_t zeros = PH_WORD_BYTES - first_digits;
    const size_t loaded = kind.word_count == 1 ? picture->digits : PH_WORD_BYTES;
    const size_t sign_byte = kind.sign == SIGN_FIRST ? first_digits - 1 : 0;
    const uint64_t sign = UINT64_C(0xff) << (8 * sign_byte);
    const uint64_t least_sign =
        picture->is_signed ? UINT64_C(0xa0) << (8 * sign_byte) : sign & ZONES;

    /* The bytes behind the first word's digits are the cell's, those before them may be nobody's.
     */
    return (zoned_rule){
        .end = picture->digits_at + picture->digits,
        .first_end = picture->digits_at + loaded,
        .first_shift = vdupq_n_s64(8 * ((int64_t)loaded - (int64_t)first_digits) * -1),
        .first_keep = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_MAX >> (8 * zeros))),
        .sign_at = picture->sign_at,
        .sign_index = neon_spread_index(sign_byte),
        .sign_byte = vreinterpretq_u8_u64(vdupq_n_u64(sign)),
        .least = vreinterpretq_u8_u64(vdupq_n_u64((ZONES & ~sign) | least_sign)),
        .plus = vdupq_n_u8(picture->plus),
        .minus = vdupq_n_u8(picture->minus),
    };
}

/* Lane by lane, what a block's bytes come to. */
typedef struct zoned_seen {
    uint8x16_t least, least_signed; /* The least bytes of words, and of those with the sign. */
    uint8x16_t digits;              /* The greatest low nibbles. */
    uint8x16_t are_signs;           /* Apart from the digits. */
} zoned_seen;

static inline int all_good(const zoned_seen *seen, const zoned_rule *rule)
{
    const uint8x16_t zones =
        vandq_u8(vcgeq_u8(seen->least, vreinterpretq_u8_u64(vdupq_n_u64(ZONES))),
                 vcgeq_u8(seen->least_signed, rule->least));
    const uint8x16_t digits = vcleq_u8(seen->digits, vdupq_n_u8(9));

    return vminvq_u8(vandq_u8(vandq_u8(zones, seen->are_signs), digits)) != 0;
}

static inline uint8x16_t signs_to_ebcdic(uint8x16_t bytes, const zoned_rule *rule)
{
    const uint8x16_t index = vsubq_u8(bytes, vdupq_n_u8(SIGNS_FIRST));

    return vqtbx1q_u8(vqtbl4q_u8(rule->signs, index), rule->last_signs,
                      vsubq_u8(index, vdupq_n_u8(64)));
}

/* Word i from the last, of both cells. */
static inline uint8x16_t load_word(const uint8_t *first, const uint8_t *second, size_t i,
                                   zoned_kind kind, const zoned_rule *rule)
{
    const int is_first = i == kind.word_count;
    const size_t at =
        (is_first ? rule->first_end : rule->end - (i - 1) * PH_WORD_BYTES) - PH_WORD_BYTES;
    uint64x2_t words = neon_load_words(first + at, second + at);

    if (is_first)
        words = vshlq_u64(words, rule->first_shift);

    const uint8x16_t loaded = vreinterpretq_u8_u64(words);
    uint8x16_t bytes = loaded;

    if (kind.is_ascii) {
        bytes = veorq_u8(loaded, vdupq_n_u8(0xf0 ^ 0x30));
        if (kind.sign == SIGN_FIRST ? is_first : kind.sign == SIGN_LAST && i == 1)
            bytes = vbslq_u8(rule->sign_byte, signs_to_ebcdic(loaded, rule), bytes);
    }
    if (is_first)
        bytes = vbslq_u8(rule->first_keep, bytes, vreinterpretq_u8_u64(vdupq_n_u64(ZONES)));
    return bytes;
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

/* Signs that have bytes of their own. */
static inline uint8x16_t are_minus(const uint8_t *first, const uint8_t *second,
                                   const zoned_rule *rule, zoned_seen *seen)
{
    const uint8x16_t signs =
        vcombine_u8(vld1_dup_u8(first + rule->sign_at), vld1_dup_u8(second + rule->sign_at));
    const uint8x16_t is_minus = vceqq_u8(signs, rule->minus);

    seen->are_signs = vandq_u8(seen->are_signs, vorrq_u8(is_minus, vceqq_u8(signs, rule->plus)));
    return is_minus;
}

static inline int64x2_t decode_pair(const uint8_t *first, const uint8_t *second, zoned_kind kind,
                                    const zoned_rule *rule, zoned_seen *seen)
{
    uint64x2_t number = vdupq_n_u64(0);
    uint8x16_t sign_word = vdupq_n_u8(0);

    for (size_t i = kind.word_count; i > 0; i--) {
        const uint8x16_t bytes = load_word(first, second, i, kind, rule);
        const uint32x2_t digits = join_digits(bytes, seen);

        number = i == kind.word_count ? vmovl_u32(digits) : neon_append_digits(number, digits);
        if (kind.sign == SIGN_FIRST ? i == kind.word_count : kind.sign == SIGN_LAST && i == 1)
            sign_word = bytes;
        else
            seen->least = vminq_u8(seen->least, bytes);
    }
    if (kind.sign == SIGN_APART)
        return neon_negate(number, are_minus(first, second, rule, seen));
    seen->least_signed = vminq_u8(seen->least_signed, sign_word);
    return neon_apply_signs(number, vqtbl1q_u8(vshrq_n_u8(sign_word, 4), rule->sign_index));
}

static inline int decode_block(const uint8_t *cells, size_t stride, zoned_kind kind,
                               const zoned_rule *rule, int64_t *restrict out)
{
    const uint8x16_t all = vdupq_n_u8(0xff);
    zoned_seen seen = { all, all, vdupq_n_u8(0), all };
    int64x2_t values[NEON_PAIRS];

    ph_prefetch_ahead(cells);
    for (size_t i = 0; i < NEON_PAIRS; i++) {
        const uint8_t *first = cells + 2 * i * stride;

        values[i] = decode_pair(first, first + stride, kind, rule, &seen);
    }
    if (!all_good(&seen, rule))
        return 0;
    neon_store_values(out, values);
    return 1;
}

#define FOR_EACH_KIND(DO)                                                                          \
    DO(1, SIGN_LAST, 0)                                                                            \
    DO(2, SIGN_LAST, 0)                                                                            \
    DO(3, SIGN_LAST, 0)                                                                            \
    DO(1, SIGN_FIRST, 0)                                                                           \
    DO(2, SIGN_FIRST, 0)                                                                           \
    DO(3, SIGN_FIRST, 0)                                                                           \
    DO(1, SIGN_APART, 0)                                                                           \
    DO(2, SIGN_APART, 0)                                                                           \
    DO(3, SIGN_APART, 0)                                                                           \
    DO(1, SIGN_LAST, 1)                                                                            \
    DO(2, SIGN_LAST, 1)                                                                            \
    DO(3, SIGN_LAST, 1)                                                                            \
    DO(1, SIGN_FIRST, 1)                                                                           \
    DO(2, SIGN_FIRST, 1)                                                                           \
    DO(3, SIGN_FIRST, 1)                                                                           \
    DO(1, SIGN_APART, 1)                                                                           \
    DO(2, SIGN_APART, 1)                                                                           \
    DO(3, SIGN_APART, 1)

#define DEFINE_BLOCK(word_count, sign, is_ascii)                                                   \
    static int decode_##word_count##_##sign##_##is_ascii(const uint8_t *cells, size_t stride,      \
                                                         const void *rule, int64_t *restrict out)  \
    {                                                                                              \
        return decode_block(cells, stride, (zoned_kind){ word_count, sign, is_ascii }, rule, out); \
    }
FOR_EACH_KIND(DEFINE_BLOCK)

static neon_block *block_of(zoned_kind kind)
{
#define BLOCK(word_count, sign, is_ascii)                                                          \
    [is_ascii][sign][(word_count)-1] = decode_##word_count##_##sign##_##is_ascii,
    static neon_block *const blocks[2][3][3] = { FOR_EACH_KIND(BLOCK) };
#undef BLOCK

    return blocks[kind.is_ascii][kind.sign][kind.word_count - 1];
}

int ph_zoned_takes_neon(ph_column column, ph_decimal decimal)
{
    (void)column;
    return (decimal.flags & PH_DECIMAL_COPYBOOK_RS) == 0;
}

ph_decode_result ph_zoned_decode_neon(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                      size_t *ret_redone)
{
    if (!ph_zoned_takes_neon(column, decimal))
        return ph_zoned_decode_scalar(column, decimal, out, ret_redone);

    const zoned_picture picture = zoned_picture_of(decimal);
    const zoned_kind kind = zoned_kind_of(&picture);
    zoned_rule rule = zoned_rule_of(&picture, kind);

    if (kind.is_ascii)
        set_ascii_signs(&rule, &picture);

    const neon_decoder decoder = {
        .block = block_of(kind),
        .rule = &rule,
        .lead_in = ph_word_first_cell(rule.first_end, column.stride, PH_WORD_BYTES),
        .scalar = ph_zoned_decode_scalar,
    };

    return neon_decode_column(column, decimal, &decoder, out, ret_redone);
}
