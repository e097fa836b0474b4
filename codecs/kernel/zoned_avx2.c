/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Zoned decimals, four at a time: each in a word (up to 8 digits), in a lane (up to 16), or in a
 * lane and a word of its first digits. A sign that stands before the digits or apart from them is
 * looked up, and what is left is a cell without one.
 */
#include "kernel/avx2.h"
#include "kernel/zoned.h"

#define WORD_DIGITS 8u
#define LANE_DIGITS 16u

typedef struct zoned_rule {
    size_t first;         /* The first cell that no load begins too early for. */
    __m256i shuffle_near; /* From a load of near cells to last words. */
    __m256i keep;         /* The bits that belong to the cell, but for the sign. */
    __m256i keep_head;    /* As keep, for the words in front of the last lanes. */
} zoned_rule;

static zoned_rule rule_of(ph_column column, ph_decimal decimal)
{
    const uint8_t last_keep = (decimal.flags & PH_DECIMAL_SIGNED) != 0 ? 0x0f : 0xff;
    const size_t width = column.width, loaded = width <= WORD_DIGITS ? WORD_DIGITS : LANE_DIGITS;
    uint8_t shuffle_near[32], keep[32], keep_head[32];

    for (size_t i = 0; i < 32; i++) {
        const size_t from_end = loaded - i % loaded; /* 1: the last byte. */
        const size_t from_head_end = WORD_DIGITS - i % WORD_DIGITS + LANE_DIGITS;
        const size_t near = ph_avx2_near_offset(i / WORD_DIGITS, column.stride);

        keep[i] = from_end > width ? 0 : from_end == 1 ? last_keep : 0xff;
        keep_head[i] = from_head_end > width ? 0 : 0xff;
        shuffle_near[i] = (uint8_t)(near + width - from_end);
    }
    return (zoned_rule){
        .first = width <= WORD_DIGITS ? ph_avx2_word_first(column)
                 : width <= LANE_DIGITS
                     ? ph_word_first_cell(width, column.stride, LANE_DIGITS)
                     : ph_word_first_cell(width, column.stride, LANE_DIGITS + WORD_DIGITS),
        .shuffle_near = ph_avx2_load(shuffle_near),
        .keep = ph_avx2_load(keep),
        .keep_head = ph_avx2_load(keep_head),
    };
}

/* What was seen of a block. */
typedef struct zoned_seen {
    __m256i digits;     /* The greatest at each place, their zones on top. */
    __m256i last_words; /* The least bytes of them; the last bytes of words are the signs'. */
} zoned_seen;

PH_AVX2_INLINE zoned_seen nothing_seen(void)
{
    return (zoned_seen){ _mm256_setzero_si256(), _mm256_set1_epi8(-1) };
}

PH_AVX2_INLINE int is_good(zoned_seen seen)
{
    const __m256i above_nine = _mm256_subs_epu8(seen.digits, _mm256_set1_epi8(9));
    const __m256i below_sign = _mm256_subs_epu8(
        _mm256_set1_epi64x(INT64_MIN | INT64_C(0x2000000000000000)), seen.last_words);
    const __m256i bad = _mm256_or_si256(above_nine, below_sign);

    return _mm256_testz_si256(bad, bad);
}

/* The digits as bytes; all other bytes become 0. */
PH_AVX2_INLINE __m256i digits_of(__m256i bytes, __m256i keep, zoned_seen *seen)
{
    const __m256i digits =
        _mm256_and_si256(_mm256_xor_si256(bytes, _mm256_set1_epi8((char)0xf0)), keep);

    seen->digits = _mm256_max_epu8(seen->digits, digits);
    return digits;
}

PH_AVX2_INLINE __m256i join_pairs(__m256i digits)
{
    return _mm256_maddubs_epi16(digits, _mm256_set1_epi16(10 | 1 << 8));
}

PH_AVX2_INLINE __m256i join_fours(__m256i digits)
{
    return _mm256_madd_epi16(join_pairs(digits), _mm256_set1_epi32(100 | 1 << 16));
}

/* The lower half of a word comes first in memory. */
PH_AVX2_INLINE __m256i join_halves(__m256i halves, int64_t weight)
{
    return _mm256_add_epi64(_mm256_mul_epu32(halves, _mm256_set1_epi64x(weight)),
                            _mm256_srli_epi64(halves, 32));
}

/* Magnitudes with the sign that is the zone of the last byte. Of the zones from A on, one more than
 * B and D alone is even; F stays what it is. */
PH_AVX2_INLINE __m256i apply_signs(__m256i magnitudes, __m256i last_words, zoned_seen *seen)
{
    const __m256i next_zones = _mm256_adds_epu8(last_words, _mm256_set1_epi8(0x10));
    const __m256i minus =
        _mm256_cmpgt_epi64(_mm256_slli_epi64(next_zones, 3), _mm256_set1_epi64x(-1));

    seen->last_words = _mm256_min_epu8(seen->last_words, last_words);
    return _mm256_sub_epi64(_mm256_xor_si256(magnitudes, minus), minus);
}

PH_AVX2_INLINE __m256i decode_words(__m256i words, const zoned_rule *rule, zoned_seen *seen)
{
    const __m256i fours = join_fours(digits_of(words, rule->keep, seen));

    return apply_signs(join_halves(fours, 10000), words, seen);
}

/* Four cells whose last lanes are given two by two. */
PH_AVX2_INLINE __m256i join_lanes(__m256i even, __m256i odd, const zoned_rule *rule,
                                  zoned_seen *seen)
{
    const __m256i fours = _mm256_packus_epi32(join_fours(digits_of(even, rule->keep, seen)),
                                              join_fours(digits_of(odd, rule->keep, seen)));

    return join_halves(_mm256_madd_epi16(fours, _mm256_set1_epi32(10000 | 1 << 16)), 100000000);
}

/* What the first one or two of more than 16 digits add. 10^16 is 5^8 5^8 2^16. */
PH_AVX2_INLINE __m256i join_heads(const uint8_t *end, size_t stride, const zoned_rule *rule,
                                  zoned_seen *seen)
{
    const __m256i words = ph_avx2_load_last_words(end - LANE_DIGITS, stride);
    const __m256i heads =
        _mm256_srli_epi64(join_pairs(digits_of(words, rule->keep_head, seen)), 48);
    const __m256i fives = _mm256_set1_epi64x(390625);

    return _mm256_slli_epi64(_mm256_mul_epu32(_mm256_mul_epu32(heads, fives), fives), 16);
}

PH_AVX2_INLINE int decode_near_block(const uint8_t *cell, ph_column column, const void *context,
                                     int64_t *restrict out)
{
    const zoned_rule *const rule = context;
    zoned_seen seen = nothing_seen();
    __m256i values[PH_AVX2_BLOCK_CELLS / 4];

    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++) {
        const __m256i near = ph_avx2_load_near(cell + 4 * i * column.stride, column.stride);

        values[i] = decode_words(_mm256_shuffle_epi8(near, rule->shuffle_near), rule, &seen);
    }
    if (!is_good(seen))
        return 0;
    ph_avx2_store_block(values, out);
    return 1;
}

PH_AVX2_INLINE int decode_word_block(const uint8_t *cell, ph_column column, const void *context,
                                     int64_t *restrict out)
{
    const zoned_rule *const rule = context;
    zoned_seen seen = nothing_seen();
    __m256i values[PH_AVX2_BLOCK_CELLS / 4];

    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++) {
        const uint8_t *end = cell + 4 * i * column.stride + column.width;

        values[i] = decode_words(ph_avx2_load_last_words(end, column.stride), rule, &seen);
    }
    if (!is_good(seen))
        return 0;
    ph_avx2_store_block(values, out);
    return 1;
}

PH_AVX2_INLINE int decode_lane_block(const uint8_t *cell, ph_column column, const zoned_rule *rule,
                                     int has_head, int64_t *restrict out)
{
    const size_t stride = column.stride;
    zoned_seen seen = nothing_seen();
    __m256i values[PH_AVX2_BLOCK_CELLS / 4];

    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++) {
        const uint8_t *end = cell + 4 * i * stride + column.width;
        const __m256i even = ph_avx2_load_last_lanes(end, end + 2 * stride);
        const __m256i odd = ph_avx2_load_last_lanes(end + stride, end + 3 * stride);
        __m256i magnitudes = join_lanes(even, odd, rule, &seen);

        if (has_head)
            magnitudes = _mm256_add_epi64(magnitudes, join_heads(end, stride, rule, &seen));
        values[i] = apply_signs(magnitudes, _mm256_unpackhi_epi64(even, odd), &seen);
    }
    if (!is_good(seen))
        return 0;
    ph_avx2_store_block(values, out);
    return 1;
}

PH_AVX2_INLINE int decode_short_lane_block(const uint8_t *cell, ph_column column, const void *rule,
                                           int64_t *restrict out)
{
    return decode_lane_block(cell, column, rule, 0, out);
}

PH_AVX2_INLINE int decode_long_lane_block(const uint8_t *cell, ph_column column, const void *rule,
                                          int64_t *restrict out)
{
    return decode_lane_block(cell, column, rule, 1, out);
}

static size_t run_near(ph_column column, const void *rule, size_t first, size_t record,
                       int64_t *restrict out)
{
    const size_t near_count = ph_avx2_near_count(column);

    record = ph_avx2_decode_blocks(column, rule, decode_near_block, near_count, record, out);
    if (record + PH_AVX2_BLOCK_CELLS <= near_count)
        return record;
    return ph_avx2_decode_rest(column, rule, decode_word_block, first, record, out);
}

static size_t run_of_words(ph_column column, const void *rule, size_t first, size_t record,
                           int64_t *restrict out)
{
    return ph_avx2_decode_rest(column, rule, decode_word_block, first, record, out);
}

static size_t run_of_lanes(ph_column column, const void *rule, size_t first, size_t record,
                           int64_t *restrict out)
{
    return ph_avx2_decode_rest(column, rule, decode_short_lane_block, first, record, out);
}

static size_t run_of_long_lanes(ph_column column, const void *rule, size_t first, size_t record,
                                int64_t *restrict out)
{
    return ph_avx2_decode_rest(column, rule, decode_long_lane_block, first, record, out);
}

static ph_avx2_run *run_for(ph_column column)
{
    if (column.stride <= PH_AVX2_NEAR_STRIDE)
        return run_near;
    if (column.width <= WORD_DIGITS)
        return run_of_words;
    return column.width <= LANE_DIGITS ? run_of_lanes : run_of_long_lanes;
}

/* A sign before the digits or apart from them, in a byte of its own or with the first of them. */
typedef struct apart_rule {
    zoned_rule digits; /* Of all but that byte. */
    const ph_zoned_sign_byte *signs;
    ptrdiff_t sign_at;   /* From the first of these digits. */
    int64_t digit_value; /* Of the digit at the sign. */
} apart_rule;

/* The signs of a block; 0: one of them is none. */
PH_AVX2_INLINE int read_signs(const uint8_t *cell, size_t stride, const apart_rule *rule,
                              ph_zoned_sign_byte signs[PH_AVX2_BLOCK_CELLS])
{
    int are_good = 1;

    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS; i++) {
        signs[i] = rule->signs[(cell + i * stride)[rule->sign_at]];
        are_good &= signs[i].factor != 0;
    }
    return are_good;
}

/* decode is of the digits. Nothing is written unless the signs are good as well. */
PH_AVX2_INLINE int decode_apart_block(const uint8_t *cell, ph_column column, const void *context,
                                      ph_avx2_block *decode, int64_t *restrict out)
{
    const apart_rule *const rule = context;
    ph_zoned_sign_byte signs[PH_AVX2_BLOCK_CELLS];

    if (!read_signs(cell, column.stride, rule, signs) || !decode(cell, column, &rule->digits, out))
        return 0;
    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS; i++)
        out[i] = (out[i] + signs[i].digit * rule->digit_value) * signs[i].factor;
    return 1;
}

#define DEFINE_APART(name, decode)                                                                 \
    PH_AVX2_INLINE int name##_block(const uint8_t *cell, ph_column column, const void *rule,       \
                                    int64_t *restrict out)                                         \
    {                                                                                              \
        return decode_apart_block(cell, column, rule, decode, out);                                \
    }                                                                                              \
    static size_t run_of_##name(ph_column column, const void *rule, size_t first, size_t record,   \
                                int64_t *restrict out)                                             \
    {                                                                                              \
        return ph_avx2_decode_rest(column, rule, name##_block, first, record, out);                \
    }

DEFINE_APART(apart_words, decode_word_block)
DEFINE_APART(apart_lanes, decode_short_lane_block)
DEFINE_APART(apart_long_lanes, decode_long_lane_block)

static ph_avx2_run *apart_run_for(size_t width)
{
    if (width <= WORD_DIGITS)
        return run_of_apart_words;
    return width <= LANE_DIGITS ? run_of_apart_lanes : run_of_apart_long_lanes;
}

static size_t loaded_bytes(size_t width)
{
    if (width <= WORD_DIGITS)
        return WORD_DIGITS;
    return width <= LANE_DIGITS ? LANE_DIGITS : LANE_DIGITS + WORD_DIGITS;
}

/* Of a column of the digits alone: its cells with their signs. */
static ph_decode_result decode_with_signs(ph_column digits, ph_decimal decimal,
                                          int64_t *restrict out, size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const ph_column whole = { digits.cells - (picture.sign_at == 0 ? 1 : 0), digits.stride,
                              picture.width, digits.count };

    return ph_zoned_decode_scalar(whole, decimal, out, ret_redone);
}

static int64_t power_of_ten(uint32_t exponent)
{
    int64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

static ph_decode_result decode_apart(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                     size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const size_t digits_at = picture.sign_at == 0 ? 1 : 0;
    const ph_column digits = { column.cells + digits_at, column.stride, column.width - 1,
                               column.count };
    const apart_rule rule = {
        .digits = rule_of(digits, (ph_decimal){ (uint32_t)digits.width, 0 }),
        .signs = ph_zoned_sign_bytes(&picture),
        .sign_at = (ptrdiff_t)picture.sign_at - (ptrdiff_t)digits_at,
        .digit_value = power_of_ten((uint32_t)digits.width),
    };
    const ph_avx2_walk walk = {
        .run = apart_run_for(digits.width),
        .rule = &rule,
        /* The byte before the digits is of the column, too. */
        .first =
            ph_word_first_cell(digits_at + digits.width, column.stride, loaded_bytes(digits.width)),
        .scalar = decode_with_signs,
    };

    return ph_avx2_decode(walk, digits, decimal, out, ret_redone);
}

#define APART (PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE)

static int is_apart(ph_decimal decimal)
{
    return (decimal.flags & APART) != 0;
}

/* Of one digit alone there is nothing left without it. */
static int takes_apart(ph_decimal decimal)
{
    return (decimal.flags & PH_DECIMAL_SIGNED) != 0 &&
           ((decimal.flags & PH_DECIMAL_SIGN_SEPARATE) != 0 || decimal.digits > 1);
}

int ph_zoned_takes_avx2(ph_column column, ph_decimal decimal)
{
    (void)column;
    return decimal.digits <= PH_DECIMAL_MAX_DIGITS &&
           (decimal.flags & ~(PH_DECIMAL_SIGNED | PH_DECIMAL_BLANK_WHEN_ZERO | APART)) == 0 &&
           (!is_apart(decimal) || takes_apart(decimal));
}

ph_decode_result ph_zoned_decode_avx2(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                      size_t *ret_redone)
{
    if (!ph_zoned_takes_avx2(column, decimal))
        return ph_zoned_decode_scalar(column, decimal, out, ret_redone);
    if (is_apart(decimal))
        return decode_apart(column, decimal, out, ret_redone);

    const zoned_rule rule = rule_of(column, decimal);
    const ph_avx2_walk walk = { run_for(column), &rule, rule.first, ph_zoned_decode_scalar };

    return ph_avx2_decode(walk, column, decimal, out, ret_redone);
}
