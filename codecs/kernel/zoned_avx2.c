/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Zoned decimals, four at a time: each in a word (up to 8 digits), in a lane (up to 16), or in a
 * lane and a word of its first digits. A sign that is not the zone of a last EBCDIC digit is loaded
 * by itself, and what is left is a cell without one.
 */
#include "kernel/avx2.h"
#include "kernel/sign.h"
#include "kernel/zoned.h"

#define WORD_DIGITS 8u
#define LANE_DIGITS 16u

/* Fewer cells are not worth what a rule costs. */
#define COUNT_MIN (3 * PH_AVX2_BLOCK_CELLS)

typedef struct zoned_rule {
    size_t first;         /* The first cell that no load begins too early for. */
    __m256i shuffle_near; /* From a load of near cells to last words. */
    __m256i zones;        /* Of each digit. */
    __m256i keep;         /* The bits that belong to the cell, but for the sign. */
    __m256i keep_head;    /* As keep, for the words in front of the last lanes. */
} zoned_rule;

/* From a load of near cells, which may be none, to last words. */
static __m256i near_shuffle(ph_column column)
{
    const __m256i from_end = _mm256_set1_epi64x(INT64_C(0x0102030405060708));
    const uint64_t each_byte = UINT64_C(0x0101010101010101);
    uint64_t ends[4];

    for (size_t cell = 0; cell < 4; cell++)
        ends[cell] = (ph_avx2_near_offset(cell, column.stride) + column.width) * each_byte;
    return _mm256_sub_epi8(
        _mm256_set_epi64x((int64_t)ends[3], (int64_t)ends[2], (int64_t)ends[1], (int64_t)ends[0]),
        from_end);
}

/* All bits of the last bytes, so many of them. */
static __m256i last_bytes(__m256i from_end, size_t count)
{
    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(count + 1)), from_end);
}

/* last_keep: of the last byte, the bits that are a digit. */
static zoned_rule rule_of(ph_column column, unsigned zone, uint8_t last_keep)
{
    const __m256i of_word = _mm256_set1_epi64x(INT64_C(0x0102030405060708));
    const __m256i of_lane =
        _mm256_set_epi64x(INT64_C(0x0102030405060708), INT64_C(0x090a0b0c0d0e0f10),
                          INT64_C(0x0102030405060708), INT64_C(0x090a0b0c0d0e0f10));
    const size_t width = column.width;
    const __m256i from_end = width <= WORD_DIGITS ? of_word : of_lane;
    const __m256i is_last = _mm256_cmpeq_epi8(from_end, _mm256_set1_epi8(1));
    const __m256i not_kept = _mm256_and_si256(is_last, _mm256_set1_epi8((char)~last_keep));

    return (zoned_rule){
        .first = width <= WORD_DIGITS ? ph_avx2_word_first(column)
                 : width <= LANE_DIGITS
                     ? ph_word_first_cell(width, column.stride, LANE_DIGITS)
                     : ph_word_first_cell(width, column.stride, LANE_DIGITS + WORD_DIGITS),
        .shuffle_near = near_shuffle(column),
        .zones = _mm256_set1_epi8((char)(zone << 4)),
        .keep = _mm256_andnot_si256(not_kept, last_bytes(from_end, width)),
        .keep_head = last_bytes(_mm256_add_epi8(of_word, _mm256_set1_epi8(LANE_DIGITS)), width),
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
PH_AVX2_INLINE __m256i digits_of(__m256i bytes, __m256i zones, __m256i keep, zoned_seen *seen)
{
    const __m256i digits = _mm256_and_si256(_mm256_xor_si256(bytes, zones), keep);

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

PH_AVX2_INLINE __m256i join_words(__m256i words, const zoned_rule *rule, zoned_seen *seen)
{
    return join_halves(join_fours(digits_of(words, rule->zones, rule->keep, seen)), 10000);
}

PH_AVX2_INLINE __m256i decode_words(__m256i words, const zoned_rule *rule, zoned_seen *seen)
{
    return apply_signs(join_words(words, rule, seen), words, seen);
}

/* Four cells whose last lanes are given two by two. */
PH_AVX2_INLINE __m256i join_lanes(__m256i even, __m256i odd, const zoned_rule *rule,
                                  zoned_seen *seen)
{
    const __m256i fours =
        _mm256_packus_epi32(join_fours(digits_of(even, rule->zones, rule->keep, seen)),
                            join_fours(digits_of(odd, rule->zones, rule->keep, seen)));

    return join_halves(_mm256_madd_epi16(fours, _mm256_set1_epi32(10000 | 1 << 16)), 100000000);
}

/* What the first one or two of more than 16 digits add. 10^16 is 5^8 5^8 2^16. */
PH_AVX2_INLINE __m256i join_heads(const uint8_t *end, size_t stride, const zoned_rule *rule,
                                  zoned_seen *seen)
{
    const __m256i words = ph_avx2_load_last_words(end - LANE_DIGITS, stride);
    const __m256i heads =
        _mm256_srli_epi64(join_pairs(digits_of(words, rule->zones, rule->keep_head, seen)), 48);
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

/* How a sign is written where it is not the zone of a last EBCDIC digit. */
typedef enum sign_form {
    SIGN_LEADING, /* As the zone of the first. */
    SIGN_ASCII,   /* As a character that stands for the last digit, too... */
    SIGN_ASCII_LEADING,
    SIGN_SEPARATE, /* In a byte of its own. */
    SIGN_NONE,     /* Of ASCII. */
} sign_form;

#define SIGN_FORMS (SIGN_NONE + 1)

/* A cell as one of the digits without that byte, which is read by itself. */
typedef struct apart_rule {
    zoned_rule digits;   /* Of all but that byte. */
    ptrdiff_t sign_end;  /* From the first of these digits to behind that byte. */
    __m256i plus, minus; /* Separate signs. */
    __m256i weights[2];  /* Their product is what a first digit counts. */
} apart_rule;

/* Sixteen sign bytes, each the highest of its word, in one register: those of words[i] from the top
 * in place i. */
PH_AVX2_INLINE __m256i gather_signs(const __m256i words[PH_AVX2_BLOCK_CELLS / 4])
{
    const __m256i top = _mm256_set1_epi64x(INT64_MIN >> 7);
    __m256i signs = _mm256_and_si256(words[0], top);

    for (int i = 1; i < 4; i++)
        signs = _mm256_or_si256(signs, _mm256_srli_epi64(_mm256_and_si256(words[i], top), 8 * i));
    return signs;
}

/*
 * Characters of ASCII as EBCDIC bytes with the same digit and sign; all others become 0. A row's
 * table has what it differs in from the row before it, as in text_encode_avx2.c.
 */
PH_AVX2_INLINE __m256i as_overpunched(__m256i signs)
{
    /* clang-format off */
    static const uint8_t changes[][16] = {
        /* 30: 0 to 9. */
        { 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9 },
        /* 40: A to I, J to O. */
        { 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6 },
        /* 50: P to R. */
        { 0xd7, 0xc1 ^ 0xd8, 0xc2 ^ 0xd9, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9,
          0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6 },
        /* 60 */
        { 0xd7, 0xd8, 0xd9 },
        /* 70: braces. */
        { [0xb] = 0xc0, [0xd] = 0xd0 },
    };
    /* clang-format on */
    __m256i index = _mm256_subs_epi8(signs, _mm256_set1_epi8(0x30));
    __m256i overpunched = _mm256_shuffle_epi8(ph_avx2_both_lanes(changes[0]), index);

    /* What is below a row, or not ASCII, is below zero and stays there. */
    for (size_t i = 1; i < sizeof(changes) / sizeof(*changes); i++) {
        index = _mm256_subs_epi8(index, _mm256_set1_epi8(0x10));
        overpunched = _mm256_xor_si256(overpunched,
                                       _mm256_shuffle_epi8(ph_avx2_both_lanes(changes[i]), index));
    }
    return overpunched;
}

/* The same of a separate sign, as one of digit 0. */
PH_AVX2_INLINE __m256i as_sign_of_zero(__m256i signs, const apart_rule *rule)
{
    const __m256i plus = _mm256_and_si256(_mm256_cmpeq_epi8(signs, rule->plus),
                                          _mm256_set1_epi8((char)(PH_SIGN_PLUS << 4)));
    const __m256i minus = _mm256_and_si256(_mm256_cmpeq_epi8(signs, rule->minus),
                                           _mm256_set1_epi8((char)(PH_SIGN_MINUS << 4)));

    return _mm256_or_si256(plus, minus);
}

/* Words whose highest bytes are the signs of a block, as zones of EBCDIC digits. */
PH_AVX2_INLINE void load_signs(const uint8_t *end, size_t stride, const apart_rule *rule,
                               sign_form form, __m256i words[PH_AVX2_BLOCK_CELLS / 4])
{
    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++)
        words[i] = ph_avx2_load_words(end + 4 * i * stride, stride);
    if (form == SIGN_LEADING)
        return;

    const __m256i signs = gather_signs(words);
    const __m256i zones =
        form == SIGN_SEPARATE ? as_sign_of_zero(signs, rule) : as_overpunched(signs);

    for (int i = 0; i < 4; i++)
        words[i] = _mm256_slli_epi64(zones, 8 * i);
}

/* Magnitudes with what the digits of such signs count, and the signs. */
PH_AVX2_INLINE __m256i add_signs(__m256i magnitudes, __m256i words, const apart_rule *rule,
                                 sign_form form, zoned_seen *seen)
{
    if (form != SIGN_SEPARATE) {
        __m256i digits = _mm256_and_si256(_mm256_srli_epi64(words, 56), _mm256_set1_epi64x(0x0f));

        seen->digits = _mm256_max_epu8(seen->digits, digits);
        if (form != SIGN_ASCII)
            digits = _mm256_mul_epu32(_mm256_mul_epu32(digits, rule->weights[0]), rule->weights[1]);
        magnitudes = _mm256_add_epi64(magnitudes, digits);
    }
    return apply_signs(magnitudes, words, seen);
}

/* How the digits of four cells are loaded. */
typedef enum digits_form { DIGITS_OF_WORDS, DIGITS_OF_LANES, DIGITS_OF_LONG_LANES } digits_form;

#define DIGITS_FORMS (DIGITS_OF_LONG_LANES + 1)

PH_AVX2_INLINE __m256i join_digits(const uint8_t *end, size_t stride, const zoned_rule *rule,
                                   digits_form form, zoned_seen *seen)
{
    if (form == DIGITS_OF_WORDS)
        return join_words(ph_avx2_load_last_words(end, stride), rule, seen);

    const __m256i magnitudes =
        join_lanes(ph_avx2_load_last_lanes(end, end + 2 * stride),
                   ph_avx2_load_last_lanes(end + stride, end + 3 * stride), rule, seen);

    return form == DIGITS_OF_LANES
               ? magnitudes
               : _mm256_add_epi64(magnitudes, join_heads(end, stride, rule, seen));
}

/* As a ph_avx2_block, of a column of the digits. */
PH_AVX2_INLINE int decode_apart_block(const uint8_t *cell, ph_column column, const void *context,
                                      int64_t *restrict out, digits_form digits, sign_form sign)
{
    const apart_rule *const rule = context;
    const size_t stride = column.stride;
    zoned_seen seen = nothing_seen();
    __m256i words[PH_AVX2_BLOCK_CELLS / 4], values[PH_AVX2_BLOCK_CELLS / 4];

    if (sign != SIGN_NONE)
        load_signs(cell + rule->sign_end, stride, rule, sign, words);
    for (size_t i = 0; i < PH_AVX2_BLOCK_CELLS / 4; i++) {
        values[i] =
            join_digits(cell + 4 * i * stride + column.width, stride, &rule->digits, digits, &seen);
        if (sign != SIGN_NONE)
            values[i] = add_signs(values[i], words[i], rule, sign, &seen);
    }
    if (!is_good(seen))
        return 0;
    ph_avx2_store_block(values, out);
    return 1;
}

#define DEFINE_APART(name, digits, sign)                                                           \
    PH_AVX2_INLINE int name##_block(const uint8_t *cell, ph_column column, const void *rule,       \
                                    int64_t *restrict out)                                         \
    {                                                                                              \
        return decode_apart_block(cell, column, rule, out, digits, sign);                          \
    }                                                                                              \
    static size_t run_##name(ph_column column, const void *rule, size_t first, size_t record,      \
                             int64_t *restrict out)                                                \
    {                                                                                              \
        return ph_avx2_decode_rest(column, rule, name##_block, first, record, out);                \
    }
#define DEFINE_ALL_APART(name, sign)                                                               \
    DEFINE_APART(name##_words, DIGITS_OF_WORDS, sign)                                              \
    DEFINE_APART(name##_lanes, DIGITS_OF_LANES, sign)                                              \
    DEFINE_APART(name##_long_lanes, DIGITS_OF_LONG_LANES, sign)

DEFINE_ALL_APART(leading, SIGN_LEADING)
DEFINE_ALL_APART(ascii, SIGN_ASCII)
DEFINE_ALL_APART(ascii_leading, SIGN_ASCII_LEADING)
DEFINE_ALL_APART(separate, SIGN_SEPARATE)
DEFINE_ALL_APART(unsigned, SIGN_NONE)

static ph_avx2_run *apart_run_for(size_t width, sign_form form)
{
    static ph_avx2_run *const runs[SIGN_FORMS][DIGITS_FORMS] = {
        [SIGN_LEADING] = { run_leading_words, run_leading_lanes, run_leading_long_lanes },
        [SIGN_ASCII] = { run_ascii_words, run_ascii_lanes, run_ascii_long_lanes },
        [SIGN_ASCII_LEADING] = { run_ascii_leading_words, run_ascii_leading_lanes,
                                 run_ascii_leading_long_lanes },
        [SIGN_SEPARATE] = { run_separate_words, run_separate_lanes, run_separate_long_lanes },
        [SIGN_NONE] = { run_unsigned_words, run_unsigned_lanes, run_unsigned_long_lanes },
    };

    return runs[form][width <= WORD_DIGITS   ? DIGITS_OF_WORDS
                      : width <= LANE_DIGITS ? DIGITS_OF_LANES
                                             : DIGITS_OF_LONG_LANES];
}

static size_t loaded_bytes(size_t width)
{
    if (width <= WORD_DIGITS)
        return WORD_DIGITS;
    return width <= LANE_DIGITS ? LANE_DIGITS : LANE_DIGITS + WORD_DIGITS;
}

static sign_form sign_form_of(const zoned_picture *picture)
{
    const int is_ascii = (picture->flags & PH_DECIMAL_ASCII) != 0;

    if (!picture->is_signed)
        return SIGN_NONE;
    if (picture->is_separate)
        return SIGN_SEPARATE;
    if (!is_ascii)
        return SIGN_LEADING;
    return picture->sign_at == 0 && picture->digits > 1 ? SIGN_ASCII_LEADING : SIGN_ASCII;
}

static int64_t power_of_ten(uint32_t exponent)
{
    int64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* Where the digits begin, of a cell whose sign stands in front of them. */
static size_t digits_at(const zoned_picture *picture, sign_form form)
{
    return form != SIGN_ASCII && picture->is_signed && picture->sign_at == 0 ? 1 : 0;
}

/* The digits that are decoded beside the sign. An ASCII one at the end is a digit of them that does
 * not count. */
static ph_column digits_column(ph_column column, const zoned_picture *picture, sign_form form)
{
    const size_t width = column.width - (form != SIGN_ASCII && picture->is_signed ? 1 : 0);

    return (ph_column){ column.cells + digits_at(picture, form), column.stride, width,
                        column.count };
}

static apart_rule apart_rule_of(ph_column digits, const zoned_picture *picture, sign_form form)
{
    const uint32_t place = picture->digits - 1;
    const size_t first = ph_word_first_cell(picture->sign_at + 1, digits.stride, PH_WORD_BYTES);
    apart_rule rule = {
        .digits = rule_of(digits, picture->zone, form == SIGN_ASCII ? 0 : 0xff),
        .sign_end = (ptrdiff_t)picture->sign_at + 1 - (ptrdiff_t)digits_at(picture, form),
        .plus = _mm256_set1_epi8((char)picture->plus),
        .minus = _mm256_set1_epi8((char)picture->minus),
        .weights = { _mm256_set1_epi64x(power_of_ten(place / 2)),
                     _mm256_set1_epi64x(power_of_ten(place - place / 2)) },
    };

    /* The byte before the digits is of the column, too. */
    rule.digits.first = ph_word_first_cell(digits_at(picture, form) + digits.width, digits.stride,
                                           loaded_bytes(digits.width));
    if (form != SIGN_NONE && first > rule.digits.first)
        rule.digits.first = first;
    return rule;
}

/* As the scalar kernel, of a column of the digits: its cells with their signs. */
static ph_decode_result decode_with_signs(ph_column digits, ph_decimal decimal,
                                          int64_t *restrict out, size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const ph_column whole = { digits.cells - digits_at(&picture, sign_form_of(&picture)),
                              digits.stride, picture.width, digits.count };

    return ph_zoned_decode_scalar(whole, decimal, out, ret_redone);
}

static ph_decode_result decode_apart(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                     size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const sign_form form = sign_form_of(&picture);
    const ph_column digits = digits_column(column, &picture, form);
    const apart_rule rule = apart_rule_of(digits, &picture, form);
    const ph_avx2_walk walk = {
        .run = apart_run_for(digits.width, form),
        .rule = &rule,
        .first = rule.digits.first,
        .scalar = decode_with_signs,
    };

    return ph_avx2_decode(walk, digits, decimal, out, ret_redone);
}

/* Whether a sign, or the lack of one, is of these forms. */
static int is_apart(ph_decimal decimal)
{
    return (decimal.flags &
            (PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE | PH_DECIMAL_ASCII)) != 0;
}

/* A first digit that is the only one leaves none. */
static int takes_apart(ph_decimal decimal)
{
    const uint32_t position = PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE;

    return decimal.digits > 1 || (decimal.flags & position) != PH_DECIMAL_SIGN_LEADING ||
           (decimal.flags & PH_DECIMAL_ASCII) != 0;
}

int ph_zoned_takes_avx2(ph_column column, ph_decimal decimal)
{
    (void)column;
    return decimal.digits <= PH_DECIMAL_MAX_DIGITS &&
           (decimal.flags & PH_DECIMAL_COPYBOOK_RS) == 0 &&
           (!is_apart(decimal) || takes_apart(decimal));
}

ph_decode_result ph_zoned_decode_avx2(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                      size_t *ret_redone)
{
    if (!ph_zoned_takes_avx2(column, decimal) || column.count < COUNT_MIN)
        return ph_zoned_decode_scalar(column, decimal, out, ret_redone);
    if (is_apart(decimal))
        return decode_apart(column, decimal, out, ret_redone);

    const zoned_rule rule =
        rule_of(column, 0xf, (decimal.flags & PH_DECIMAL_SIGNED) != 0 ? 0x0f : 0xff);
    const ph_avx2_walk walk = { run_for(column), &rule, rule.first, ph_zoned_decode_scalar };

    return ph_avx2_decode(walk, column, decimal, out, ret_redone);
}
