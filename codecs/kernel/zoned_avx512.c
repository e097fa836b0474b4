/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Zoned decimals, eight cells a register: a lane holds eight digits, the last digit, whose zone is
 * the sign, has a lane of its own.
 */
#include "kernel/avx512.h"

/* Words of eight digits in front of the last one, at most. */
#define WORDS_MAX 3

typedef struct zoned_rule {
    avx512_lanes words[WORDS_MAX]; /* The last of them first. */
    avx512_lanes last;
    uint64_t zones[WORDS_MAX]; /* F0 for each digit of the words. */
    size_t width;
} zoned_rule;

static zoned_rule rule_of(ph_decimal decimal)
{
    const size_t digits = decimal.digits;
    zoned_rule rule = { .width = digits, .last = avx512_lanes_of(digits, digits - 1, 1) };
    size_t left = digits - 1;

    for (size_t word = 0; left > 0; word++) {
        const size_t count = left < 8 ? left : 8;

        rule.words[word] = avx512_lanes_of(digits, left - 1, count);
        rule.zones[word] = UINT64_C(0xf0f0f0f0f0f0f0f0) >> (8 * (8 - count));
        left -= count;
    }
    return rule;
}

/* What decides which instructions a cell needs. */
typedef struct zoned_shape {
    size_t words;
    int is_split; /* As in avx512_is_split(). */
    int is_far;   /* Four cells are more than 64 bytes: each word is loaded by itself. */
    int is_signed;
    avx512_tuning tuning;
} zoned_shape;

AVX512_INLINE __m512i pick(const zoned_rule *rule, const avx512_lanes *lanes, avx512_lot lot,
                           zoned_shape shape)
{
    const size_t at = shape.is_far ? lanes->at : 0;

    return avx512_lanes_pick(lanes, avx512_cells_load(lot, rule->width, at, shape.is_split),
                             shape.is_split, shape.tuning);
}

/* What is wrong with any of the cells of a block. */
typedef struct zoned_faults {
    __m512i most; /* The greatest digits; one that is wrong is above 9. */
    __m512i last; /* Changed bits of the sums of signed_digits(). */
} zoned_faults;

/*
 * The eight digits of a word, the last lowest, as a number times one, or times ten for the last
 * word: neighbours are joined to 2 and 4 digits, and those to 8.
 */
AVX512_INLINE __m512i word_numbers(const zoned_rule *rule, size_t word, avx512_lot lot,
                                   zoned_shape shape, zoned_faults *faults)
{
    const __m512i codes = pick(rule, &rule->words[word], lot, shape);
    const __m512i digits = _mm512_xor_si512(codes, _mm512_set1_epi64((int64_t)rule->zones[word]));
    const __m512i twos = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x0a01));
    const __m512i fours =
        _mm512_madd_epi16(twos, _mm512_set1_epi32(word == 0 ? 0x03e8000a : 0x00640001));

    faults->most = _mm512_max_epu8(faults->most, avx512_lot_only(lot, digits));
    /* Of the product the upper half is low × 1 + high × 10^4. */
    if (shape.tuning == AVX512_TWO_SOURCE)
        return _mm512_srli_epi64(
            _mm512_mullo_epi64(fours, _mm512_set1_epi64((INT64_C(1) << 32) + 10000)), 32);
    return _mm512_sub_epi64(fours,
                            _mm512_mul_epu32(_mm512_srli_epi64(fours, 32),
                                             _mm512_set1_epi64(INT64_C(4294967296) - 10000)));
}

/* The last digits of eight unsigned cells. */
AVX512_INLINE __m512i unsigned_digits(avx512_lot lot, __m512i codes, zoned_faults *faults,
                                      __mmask8 *ret_negative)
{
    const __m512i digits = _mm512_xor_si512(codes, _mm512_set1_epi64(0xf0));

    faults->most = _mm512_max_epu8(faults->most, avx512_lot_only(lot, digits));
    *ret_negative = 0;
    return digits;
}

/*
 * The last digits of eight signed cells. Adding 6 to a nibble carries into the next one when it is
 * above 9, and shows there as a changed lowest bit. The zone must carry, into a nibble of 0 to
 * which 15 is added: again its lowest bit changes when something is wrong.
 */
AVX512_INLINE __m512i signed_digits(avx512_lot lot, __m512i codes, zoned_faults *faults,
                                    __mmask8 *ret_negative)
{
    const __m512i sum = _mm512_add_epi64(codes, _mm512_set1_epi64(0xf66));

    faults->last =
        _mm512_or_si512(faults->last, avx512_lot_only(lot, _mm512_xor_si512(sum, codes)));
    /* With 6 added, B and D are 1 and 3, the others 0, 2, 4 and 5. */
    *ret_negative = _mm512_cmpeq_epi64_mask(_mm512_and_si512(sum, _mm512_set1_epi64(0x50)),
                                            _mm512_set1_epi64(0x10));
    return _mm512_and_si512(codes, _mm512_set1_epi64(0x0f));
}

/* Decodes eight cells to their magnitudes; what is wrong with them is added to faults. */
AVX512_INLINE __m512i decode_lanes(const zoned_rule *rule, avx512_lot lot, zoned_shape shape,
                                   zoned_faults *faults, __mmask8 *ret_negative)
{
    const __m512i codes = pick(rule, &rule->last, lot, shape);
    __m512i values = shape.is_signed ? signed_digits(lot, codes, faults, ret_negative)
                                     : unsigned_digits(lot, codes, faults, ret_negative);

    avx512_prefetch(lot.cells, shape.tuning);
    if (shape.is_split)
        avx512_prefetch(lot.cells + 64, shape.tuning);
    if (shape.words > 0)
        values = _mm512_add_epi64(values, word_numbers(rule, 0, lot, shape, faults));
    if (shape.words > 1) {
        __m512i front = word_numbers(rule, 1, lot, shape, faults);

        if (shape.words > 2)
            front =
                _mm512_add_epi64(front, _mm512_mul_epu32(word_numbers(rule, 2, lot, shape, faults),
                                                         _mm512_set1_epi64(100000000)));
        values = _mm512_add_epi64(values, _mm512_mul_epu32(front, _mm512_set1_epi64(1000000000)));
    }
    return values;
}

static inline int are_good(const zoned_faults *faults)
{
    const __mmask64 digit = _mm512_cmpgt_epu8_mask(faults->most, _mm512_set1_epi8(9));
    const __mmask8 last = _mm512_test_epi64_mask(faults->last, _mm512_set1_epi64(0x110));

    return (digit | last) == 0;
}

#define REGISTERS (AVX512_BLOCK / AVX512_LANES)

/* Decodes a block, or as many cells of one as the column ends with; returns 0, and writes nothing,
 * when they are not good throughout. */
AVX512_INLINE int decode_block(const zoned_rule *rule, const uint8_t *cells, size_t count,
                               int64_t *restrict out, zoned_shape shape, int is_last)
{
    zoned_faults faults = { _mm512_setzero_si512(), _mm512_setzero_si512() };
    __m512i values[REGISTERS];

    for (size_t i = 0; i < REGISTERS && i * AVX512_LANES < count; i++) {
        const avx512_lot lot = avx512_lot_of(cells, rule->width, count - i * AVX512_LANES, is_last);
        __mmask8 is_negative;
        const __m512i magnitudes = decode_lanes(rule, lot, shape, &faults, &is_negative);

        values[i] = shape.is_signed ? avx512_negate(magnitudes, is_negative) : magnitudes;
        cells += AVX512_LANES * rule->width;
    }
    if (!is_last)
        avx512_finish(values, REGISTERS);
    if (!are_good(&faults))
        return 0;
    if (!is_last)
        avx512_store_ascending(out, values, REGISTERS);
    else
        for (size_t i = 0; i < REGISTERS && i * AVX512_LANES < count; i++)
            _mm512_mask_storeu_epi64(out + i * AVX512_LANES,
                                     avx512_first_lanes(count - i * AVX512_LANES), values[i]);
    return 1;
}

/* As avx512_run; the rest is given apart for the compiler to make one loop for each. */
AVX512_INLINE size_t decode_blocks(const zoned_rule *rule, const uint8_t *cells, size_t blocks,
                                   int64_t *restrict out, zoned_shape shape)
{
    const zoned_rule fixed = *rule;

    for (size_t block = 0; block < blocks; block++) {
        if (!decode_block(&fixed, cells, AVX512_BLOCK, out, shape, 0))
            return block;
        cells += AVX512_BLOCK * fixed.width;
        out += AVX512_BLOCK;
    }
    return blocks;
}

/* As avx512_judge. */
AVX512_INLINE size_t judge_blocks(const zoned_rule *rule, const uint8_t *cells, size_t blocks,
                                  uint32_t *restrict negative, zoned_shape shape)
{
    const zoned_rule fixed = *rule;

    for (size_t block = 0; block < blocks; block++) {
        zoned_faults faults = { _mm512_setzero_si512(), _mm512_setzero_si512() };

        negative[block] = 0;
        for (size_t i = 0; i < AVX512_BLOCK; i += AVX512_LANES) {
            __mmask8 is_negative;

            (void)decode_lanes(&fixed, (avx512_lot){ .cells = cells }, shape, &faults,
                               &is_negative);
            negative[block] |= (uint32_t)is_negative << i;
            cells += AVX512_LANES * fixed.width;
        }
        if (!are_good(&faults))
            return block;
    }
    return blocks;
}

#define ZONED_KERNEL(name, ...)                                                                    \
    static size_t run_##name(const void *rule, const uint8_t *cells, size_t blocks,                \
                             int64_t *restrict out)                                                \
    {                                                                                              \
        return decode_blocks(rule, cells, blocks, out, (zoned_shape){ __VA_ARGS__ });              \
    }                                                                                              \
    static int last_##name(const void *rule, const uint8_t *cells, size_t count,                   \
                           int64_t *restrict out)                                                  \
    {                                                                                              \
        return decode_block(rule, cells, count, out, (zoned_shape){ __VA_ARGS__ }, 1);             \
    }                                                                                              \
    static size_t judge_##name(const void *rule, const uint8_t *cells, size_t blocks,              \
                               uint32_t *restrict negative)                                        \
    {                                                                                              \
        return judge_blocks(rule, cells, blocks, negative, (zoned_shape){ __VA_ARGS__ });          \
    }

#define ZONED_KERNELS(name, ...)                                                                   \
    ZONED_KERNEL(name##_1, 0, 0, 0, __VA_ARGS__)                                                   \
    ZONED_KERNEL(name##_8, 1, 0, 0, __VA_ARGS__)                                                   \
    ZONED_KERNEL(name##_9, 1, 1, 0, __VA_ARGS__)                                                   \
    ZONED_KERNEL(name##_16, 2, 1, 0, __VA_ARGS__)                                                  \
    ZONED_KERNEL(name##_17, 2, 1, 1, __VA_ARGS__)                                                  \
    ZONED_KERNEL(name##_18, 3, 1, 1, __VA_ARGS__)

ZONED_KERNELS(unsigned_one_source, 0, AVX512_ONE_SOURCE)
ZONED_KERNELS(signed_one_source, 1, AVX512_ONE_SOURCE)
ZONED_KERNELS(unsigned_two_source, 0, AVX512_TWO_SOURCE)
ZONED_KERNELS(signed_two_source, 1, AVX512_TWO_SOURCE)

/* clang-format off */
#define KERNEL(name)   { run_##name, last_##name, judge_##name }
#define KERNELS(digits) {                                                                          \
        digits,                                                                                    \
        { { KERNEL(unsigned_one_source_##digits), KERNEL(signed_one_source_##digits) },            \
          { KERNEL(unsigned_two_source_##digits), KERNEL(signed_two_source_##digits) } }           \
    }
/* clang-format on */

/* By the most digits, ascending. */
static const struct {
    uint32_t digits;
    avx512_kernel kernels[2][2]; /* By tuning; unsigned, signed. */
} kernels[] = { KERNELS(1), KERNELS(8), KERNELS(9), KERNELS(16), KERNELS(17), KERNELS(18) };

static avx512_kernel kernel_of(ph_decimal decimal, avx512_tuning tuning)
{
    size_t i = 0;

    while (kernels[i].digits < decimal.digits)
        i++;
    return kernels[i].kernels[tuning][(decimal.flags & PH_DECIMAL_SIGNED) != 0];
}

/* Other places of the sign, and ASCII, are left to AVX2's kernels. */
static int is_own(ph_decimal decimal)
{
    return decimal.digits <= PH_DECIMAL_MAX_DIGITS &&
           (decimal.flags & ~(PH_DECIMAL_SIGNED | PH_DECIMAL_BLANK_WHEN_ZERO)) == 0;
}

int ph_zoned_takes_avx512(ph_column column, ph_decimal decimal)
{
    return is_own(decimal) || ph_zoned_takes_avx2(column, decimal);
}

static avx512_decimals decimals_of(ph_decimal decimal, const zoned_rule *rule, avx512_tuning tuning)
{
    return (avx512_decimals){
        .decimal = decimal,
        .digits = decimal.digits,
        .is_packed = 0,
        .kernel = kernel_of(decimal, tuning),
        .rule = rule,
        .scalar = ph_zoned_decode_scalar,
        .scalar_text = ph_zoned_decode_text_scalar,
    };
}

static ph_decode_result decode(ph_column column, ph_decimal decimal, int64_t *restrict out,
                               size_t *ret_redone, avx512_tuning tuning)
{
    if (!is_own(decimal))
        return ph_zoned_decode_avx2(column, decimal, out, ret_redone);
    if (column.count < AVX512_COUNT_MIN)
        return ph_zoned_decode_scalar(column, decimal, out, ret_redone);

    const zoned_rule rule = rule_of(decimal);
    const avx512_decimals decimals = decimals_of(decimal, &rule, tuning);

    return avx512_decode_column(column, &decimals, out, ret_redone);
}

ph_decode_result ph_zoned_decode_avx512(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                        size_t *ret_redone)
{
    return decode(column, decimal, out, ret_redone, AVX512_ONE_SOURCE);
}

ph_decode_result ph_zoned_decode_avx512_two_source(ph_column column, ph_decimal decimal,
                                                   int64_t *restrict out, size_t *ret_redone)
{
    return decode(column, decimal, out, ret_redone, AVX512_TWO_SOURCE);
}

static ph_decode_result decode_text(ph_column column, ph_decimal decimal, uint32_t scale,
                                    ph_text_output output, size_t *ret_redone, avx512_tuning tuning)
{
    if (!is_own(decimal))
        return ph_zoned_decode_text_avx2(column, decimal, scale, output, ret_redone);
    if (column.count < AVX512_COUNT_MIN)
        return ph_zoned_decode_text_scalar(column, decimal, scale, output, ret_redone);

    const zoned_rule rule = rule_of(decimal);
    const avx512_decimals decimals = decimals_of(decimal, &rule, tuning);

    return avx512_decode_text(column, &decimals, scale, output, ret_redone);
}

ph_decode_result ph_zoned_decode_text_avx512(ph_column column, ph_decimal decimal, uint32_t scale,
                                             ph_text_output output, size_t *ret_redone)
{
    return decode_text(column, decimal, scale, output, ret_redone, AVX512_ONE_SOURCE);
}

ph_decode_result ph_zoned_decode_text_avx512_two_source(ph_column column, ph_decimal decimal,
                                                        uint32_t scale, ph_text_output output,
                                                        size_t *ret_redone)
{
    return decode_text(column, decimal, scale, output, ret_redone, AVX512_TWO_SOURCE);
}
