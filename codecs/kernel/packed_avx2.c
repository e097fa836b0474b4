/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Packed decimals, four at a time, each in one word (up to 13 digits) or in two.
 *
 * The bytes of a cell are reversed, so that nibbles count from the sign at 0: nibble n of a word is
 * the digit before 10^(n - 1), in the upper word of two before 10^(n + 11).
 */
#include "kernel/avx2.h"
#include "kernel/packed.h"

/* Digits of a cell that is one word: shifted left by a nibble they all stay in it. */
#define WORD_DIGITS 13u

/* Of a cell that is two words, the digits that the lower one gives. The byte with the last of them
 * stands in both words, its other digit is the upper one's. */
#define LOWER_DIGITS 12u
#define LOWER_BYTES  7u
#define UPPER_FROM   6u

typedef struct packed_rule {
    size_t first;         /* The first cell that no load begins too early for. */
    __m256i shuffle;      /* From the last words or lanes of cells... */
    __m256i shuffle_near; /* ...and from a load of near cells. */
    __m256i weights;      /* Of pairs of digits, see join(). */
    __m256i carry_bias;   /* See packed_scalar.c, carries_are_good()... */
    __m256i carries;      /* ...and the carries that are errors. */
    __m256i sign_at;      /* The sign's byte, for the top byte of each half of a word. */
} packed_rule;

/* What of a rule is the same in both lanes. */
typedef struct packed_lane {
    uint8_t weights[16];
    uint8_t sign_at[16];
    uint64_t carry_bias[2], carries[2];
} packed_lane;

#define ABSENT 0x80 /* For pshufb: no byte, 0. */

/* The cell's bytes, counted from its right end, that a word is made of; first_at is where the cell
 * stands in its lane. */
static void fill_shuffle(uint8_t word[8], size_t first_at, size_t width, size_t from, size_t to)
{
    for (size_t i = 0; i < 8; i++)
        word[i] = (uint8_t)(from + i < to ? first_at + width - 1 - (from + i) : ABSENT);
}

/* A word with so many digits in its nibbles from 1 on. */
static void fill_word(packed_lane *lane, size_t word, uint32_t digits)
{
    static const uint8_t weights[8] = { 0, 1, 1, 100, 1, 100, 1, 100 };

    for (size_t i = 0; i < 8; i++)
        lane->weights[8 * word + i] = 2 * i < digits + 2 ? weights[i] : 0;
    lane->carry_bias[word] = UINT64_C(0x6666666666666666);
    lane->carries[word] = UINT64_C(0x1111111111111110) & UINT64_MAX >> (4 * (14 - digits));
}

/* ...and with the sign before them. */
static void fill_sign(packed_lane *lane, size_t word, int is_signed)
{
    lane->carry_bias[word] = UINT64_C(0x6666666666666650) | (is_signed ? 0x6 : 0x1);
}

/* ...or with the pad behind them: whether it is above 0, or the last digit carries into it, F makes
 * that a carry into the nibble after it. */
static void fill_pad(packed_lane *lane, size_t word, uint32_t digits)
{
    const uint32_t pad_at = 4 * (digits + 1);

    lane->carry_bias[word] |= UINT64_C(0xf) << pad_at;
    lane->carries[word] ^= UINT64_C(0x11) << pad_at;
}

static int has_pad(packed_picture picture)
{
    return picture.digits % 2 == 0 && !picture.ignores_pad;
}

static packed_rule rule_of_lane(const packed_lane *lane)
{
    return (packed_rule){
        .weights = ph_avx2_both_lanes(lane->weights),
        .carry_bias = ph_avx2_both_lanes((const uint8_t *)lane->carry_bias),
        .carries = ph_avx2_both_lanes((const uint8_t *)lane->carries),
        .sign_at = ph_avx2_both_lanes(lane->sign_at),
    };
}

static packed_rule rule_of_one_word(packed_picture picture, ph_column column)
{
    packed_lane lane = { .sign_at = { ABSENT, ABSENT, ABSENT, 0, ABSENT, ABSENT, ABSENT, 0, ABSENT,
                                      ABSENT, ABSENT, 8, ABSENT, ABSENT, ABSENT, 8 } };
    uint8_t shuffle[32], shuffle_near[32];

    for (size_t word = 0; word < 2; word++) {
        fill_word(&lane, word, picture.digits);
        fill_sign(&lane, word, picture.is_signed);
        if (has_pad(picture))
            fill_pad(&lane, word, picture.digits);
    }
    for (size_t cell = 0; cell < 4; cell++) {
        fill_shuffle(shuffle + 8 * cell, 8 + cell % 2 * 8 - column.width, column.width, 0,
                     column.width);
        fill_shuffle(shuffle_near + 8 * cell, ph_avx2_near_offset(cell, column.stride),
                     column.width, 0, column.width);
    }
    packed_rule rule = rule_of_lane(&lane);

    rule.first = ph_avx2_word_first(column);
    rule.shuffle = ph_avx2_load(shuffle);
    rule.shuffle_near = ph_avx2_load(shuffle_near);
    return rule;
}

static packed_rule rule_of_two_words(packed_picture picture, ph_column column)
{
    packed_lane lane = { .sign_at = { ABSENT, ABSENT, ABSENT, 0, ABSENT, ABSENT, ABSENT, 0, ABSENT,
                                      ABSENT, ABSENT, 0, ABSENT, ABSENT, ABSENT, 0 } };
    const uint32_t upper_digits = picture.digits - LOWER_DIGITS;
    uint8_t shuffle[16];

    fill_word(&lane, 0, LOWER_DIGITS);
    fill_sign(&lane, 0, picture.is_signed);
    fill_word(&lane, 1, upper_digits);
    if (has_pad(picture))
        fill_pad(&lane, 1, upper_digits);
    fill_shuffle(shuffle, 16 - column.width, column.width, 0, LOWER_BYTES);
    fill_shuffle(shuffle + 8, 16 - column.width, column.width, UPPER_FROM, column.width);

    packed_rule rule = rule_of_lane(&lane);

    rule.first = ph_word_first_cell(column.width, column.stride, 16);
    rule.shuffle = ph_avx2_both_lanes(shuffle);
    return rule;
}

/* carried: of a block, the bits that carries changed. */
PH_AVX2_INLINE int is_good(__m256i carried, const packed_rule *rule)
{
    return _mm256_testz_si256(carried, rule->carries);
}

/*
 * Words as the numbers that they are, with the sign.
 *
 * A pair of digits is a byte when shifted left by a nibble; its upper digit is the byte's own lower
 * nibble, and counts 10, not 16. So the table has 6 of each digit to take away. For each sign it
 * has a byte that is itself below or above zero.
 */
PH_AVX2_INLINE __m256i join(__m256i words, const packed_rule *rule, __m256i *carried)
{
    const __m256i table = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 0x40, -0x40, 0x40, -0x40, 0x40, 0x40));
    const __m256i biased = _mm256_add_epi64(words, rule->carry_bias);

    *carried = _mm256_or_si256(*carried, _mm256_xor_si256(biased, words));

    const __m256i sixes =
        _mm256_shuffle_epi8(table, _mm256_and_si256(words, _mm256_set1_epi8(0x0f)));
    const __m256i pairs = _mm256_sub_epi8(_mm256_slli_epi64(words, 4), sixes);
    const __m256i fours = _mm256_maddubs_epi16(pairs, rule->weights);
    const __m256i halves = _mm256_sign_epi32(
        _mm256_madd_epi16(fours, _mm256_setr_epi16(1, 100, 1, 10000, 1, 100, 1, 10000, 1, 100, 1,
                                                   10000, 1, 100, 1, 10000)),
        _mm256_shuffle_epi8(sixes, rule->sign_at));
    const __m256i low = _mm256_mul_epi32(halves, _mm256_set1_epi64x(1));
    const __m256i high =
        _mm256_mul_epi32(_mm256_srli_epi64(halves, 32), _mm256_set1_epi64x(1000000));

    return _mm256_add_epi64(low, high);
}

PH_AVX2_INLINE int decode_near_block(const uint8_t *cell, ph_column column, const void *context,
                                     int64_t *restrict out)
{
    const packed_rule *const rule = context;
    __m256i carried = _mm256_setzero_si256();
    __m256i values[PH_AVX2_BLOCK_CELLS / 4];

    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++) {
        const __m256i near = ph_avx2_load_near(cell + 4 * i * column.stride, column.stride);

        values[i] = join(_mm256_shuffle_epi8(near, rule->shuffle_near), rule, &carried);
    }
    if (!is_good(carried, rule))
        return 0;
    ph_avx2_store_block(values, out);
    return 1;
}

PH_AVX2_INLINE int decode_block_of_one(const uint8_t *cell, ph_column column, const void *context,
                                       int64_t *restrict out)
{
    const packed_rule *const rule = context;
    __m256i carried = _mm256_setzero_si256();
    __m256i values[PH_AVX2_BLOCK_CELLS / 4];

    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++) {
        const uint8_t *end = cell + 4 * i * column.stride + column.width;
        const __m256i last_words = ph_avx2_load_last_words(end, column.stride);

        values[i] = join(_mm256_shuffle_epi8(last_words, rule->shuffle), rule, &carried);
    }
    if (!is_good(carried, rule))
        return 0;
    ph_avx2_store_block(values, out);
    return 1;
}

/* Two cells, in a lane each; the words of four cells are then put side by side. */
PH_AVX2_INLINE __m256i join_two(const uint8_t *end, const uint8_t *other_end,
                                const packed_rule *rule, __m256i *carried)
{
    return join(_mm256_shuffle_epi8(ph_avx2_load_last_lanes(end, other_end), rule->shuffle), rule,
                carried);
}

/* 10^12 is 5^12 2^12; 5^12 fits half a word, as does what it multiplies. */
PH_AVX2_INLINE __m256i join_two_words(__m256i lower, __m256i upper)
{
    const __m256i fives = _mm256_mul_epi32(upper, _mm256_set1_epi64x(244140625));

    return _mm256_add_epi64(_mm256_slli_epi64(fives, 12), lower);
}

PH_AVX2_INLINE int decode_block_of_two(const uint8_t *cell, ph_column column, const void *context,
                                       int64_t *restrict out)
{
    const packed_rule *const rule = context;
    const size_t stride = column.stride;
    __m256i carried = _mm256_setzero_si256();
    __m256i values[PH_AVX2_BLOCK_CELLS / 4];

    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++) {
        const uint8_t *end = cell + 4 * i * stride + column.width;
        const __m256i even = join_two(end, end + 2 * stride, rule, &carried);
        const __m256i odd = join_two(end + stride, end + 3 * stride, rule, &carried);

        values[i] =
            join_two_words(_mm256_unpacklo_epi64(even, odd), _mm256_unpackhi_epi64(even, odd));
    }
    if (!is_good(carried, rule))
        return 0;
    ph_avx2_store_block(values, out);
    return 1;
}

static size_t run_near(ph_column column, const void *rule, size_t first, size_t record,
                       int64_t *restrict out)
{
    const size_t near_count = ph_avx2_near_count(column);

    record = ph_avx2_decode_blocks(column, rule, decode_near_block, near_count, record, out);
    if (record + PH_AVX2_BLOCK_CELLS <= near_count)
        return record;
    return ph_avx2_decode_rest(column, rule, decode_block_of_one, first, record, out);
}

static size_t run_of_one(ph_column column, const void *rule, size_t first, size_t record,
                         int64_t *restrict out)
{
    return ph_avx2_decode_rest(column, rule, decode_block_of_one, first, record, out);
}

static size_t run_of_two(ph_column column, const void *rule, size_t first, size_t record,
                         int64_t *restrict out)
{
    return ph_avx2_decode_rest(column, rule, decode_block_of_two, first, record, out);
}

int ph_packed_takes_avx2(ph_column column, ph_decimal decimal)
{
    (void)column;
    return decimal.digits <= PH_DECIMAL_MAX_DIGITS;
}

ph_decode_result ph_packed_decode_avx2(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                       size_t *ret_redone)
{
    const packed_picture picture = packed_picture_of(decimal);
    const int is_one_word = picture.digits <= WORD_DIGITS;
    const int is_near = is_one_word && column.stride <= PH_AVX2_NEAR_STRIDE;
    const packed_rule rule =
        is_one_word ? rule_of_one_word(picture, column) : rule_of_two_words(picture, column);
    const ph_avx2_walk walk = {
        .run = is_near       ? run_near
               : is_one_word ? run_of_one
                             : run_of_two,
        .rule = &rule,
        .first = rule.first,
        .scalar = ph_packed_decode_scalar,
    };

    return ph_avx2_decode(walk, column, decimal, out, ret_redone);
}
