/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Packed decimals, eight cells a register: a lane holds the last eight bytes of a cell as a number,
 * sign lowest, and for 16 digits and more a second one what stands in front of them.
 */
#include "kernel/avx512.h"
#include "kernel/packed.h"

/* Digits that a lane holds beside the sign. */
#define WORD_DIGITS 15

/* What decides which instructions a cell needs. */
typedef enum packed_shape {
    SHORT,  /* To 7 digits: half a lane. */
    TWICE,  /* To 11: the lane has room for the byte with the sign once more, as its highest. */
    MIDDLE, /* To 13: the carry of the first digit, or of the pad, stays in the lane. */
    FULL,   /* To 15: it leaves the lane. */
    WIDE,   /* To 18: there is a second word. */
} packed_shape;

static packed_shape shape_of(uint32_t digits)
{
    if (digits > WORD_DIGITS)
        return WIDE;
    if (digits > 13)
        return FULL;
    if (digits > 11)
        return MIDDLE;
    return digits > 7 ? TWICE : SHORT;
}

/* What a loop of its own is made for. */
typedef struct packed_variant {
    packed_shape shape;
    int is_kept; /* Not all bits are looked at. */
    avx512_tuning tuning;
} packed_variant;

/* One word of a cell. */
typedef struct packed_word {
    avx512_lanes lanes;
    uint64_t keep;  /* The bits that are looked at. */
    uint64_t bias;  /* See set_biases(). */
    uint64_t check; /* The bits that the sum with bias may not change. */
} packed_word;

typedef struct packed_rule {
    size_t width;
    packed_word word, head;
} packed_rule;

/* Those below place, of the sixteen. */
static uint64_t nibbles_below(uint32_t place)
{
    return place < 16 ? (UINT64_C(1) << (4 * place)) - 1 : UINT64_MAX;
}

/* value in each of the nibbles from first up to end. */
static uint64_t nibbles(uint64_t value, uint32_t first, uint32_t end)
{
    return value * UINT64_C(0x1111111111111111) & nibbles_below(end) & ~nibbles_below(first);
}

/*
 * Adding 6 to a nibble carries into the next one when it is above 9, and shows there as a changed
 * lowest bit; so does adding 15 to a pad that is not 0. The sign must carry, so the digit it
 * carries into gets 5: again its lowest bit changes when something is wrong. An unsigned field's
 * sign gets 1, for only F to carry.
 *
 * first and end are the nibbles of the digits in the word.
 */
static inline void set_biases(packed_word *word, const packed_picture *picture, uint32_t first,
                              uint32_t end, int has_pad)
{
    const int is_pad_checked = has_pad && !picture->ignores_pad;
    const uint32_t checked = is_pad_checked ? end + 1 : end;

    word->bias = nibbles(6, first, end);
    if (first == 1)
        word->bias += (picture->is_signed ? UINT64_C(6) : 1) - 0x10;
    word->bias |= is_pad_checked ? nibbles(15, end, end + 1) : 0;
    word->check = nibbles(1, 1, end) | nibbles(1, checked, checked + 1);
    word->keep = has_pad && !is_pad_checked ? ~nibbles(15, end, end + 1) : UINT64_MAX;
}

/* Of lanes whose highest byte has no source. */
static inline void repeat_sign(avx512_lanes *lanes)
{
    lanes->index = _mm512_or_si512(lanes->index, _mm512_slli_epi64(lanes->index, 56));
    lanes->first |= UINT64_C(0x8080808080808080);
}

/* Field by field: what is stored in parts cannot be loaded at once. */
static packed_rule rule_of(const packed_picture *picture)
{
    const size_t width = PH_PACKED_WIDTH(picture->digits), word_bytes = width < 8 ? width : 8;
    const uint32_t in_word = picture->digits < WORD_DIGITS ? picture->digits : WORD_DIGITS;
    const uint32_t in_head = picture->digits - in_word;
    const int has_pad = picture->digits % 2 == 0;
    packed_rule rule = { .width = width };

    rule.word.lanes = avx512_lanes_of(width, width - 1, word_bytes);
    if (shape_of(picture->digits) == TWICE)
        repeat_sign(&rule.word.lanes);
    set_biases(&rule.word, picture, 1, in_word + 1, has_pad && in_head == 0);
    if (in_head > 0) {
        rule.head.lanes = avx512_lanes_of(width, width - 9, width - word_bytes);
        set_biases(&rule.head, picture, 0, in_head, has_pad);
    }
    return rule;
}

/* What is wrong with any of the cells of a block. */
typedef struct packed_faults {
    __m512i word, head; /* Changed bits of the sums; of interest are those in packed_word.check. */
    __mmask8 overflow;  /* Lanes whose sum left the lane. */
} packed_faults;

/* The high nibble of every byte, as a number. */
static inline __m512i high_nibbles(__m512i bytes)
{
    return _mm512_gf2p8affine_epi64_epi8(bytes, _mm512_set1_epi64(0x1020408000000000), 0);
}

/* Each byte of two digits as a number; of bytes that joined does not name the high digit. */
static inline __m512i join_nibbles(__m512i word, __mmask64 joined)
{
    /* By a table: compilers make three instructions of a multiplication by six. */
    const __m512i sixes = _mm512_broadcast_i32x4(
        _mm_set_epi8(90, 84, 78, 72, 66, 60, 54, 48, 42, 36, 30, 24, 18, 12, 6, 0));
    const __m512i high = high_nibbles(word);

    return _mm512_mask_sub_epi8(high, joined, word, _mm512_shuffle_epi8(sixes, high));
}

/* Pairs of neighbours to 3 and 4 digits, those to 7 and 8, and those to one number. The byte with
 * the sign has but one digit: from there on powers of ten are odd ones. */
AVX512_INLINE __m512i magnitudes(__m512i word, packed_shape shape)
{
    const __m512i bytes = join_nibbles(word, UINT64_C(0xfefefefefefefefe));
    const __m512i fours = _mm512_maddubs_epi16(bytes, _mm512_set1_epi64(0x6401640164010a01));
    const __m512i eights = _mm512_madd_epi16(fours, _mm512_set1_epi64(0x2710000103e80001));

    if (shape == SHORT)
        return eights;
    return _mm512_sub_epi64(eights,
                            _mm512_mul_epu32(_mm512_srli_epi64(eights, 32),
                                             _mm512_set1_epi64(INT64_C(4294967296) - 10000000)));
}

/*
 * As magnitudes(), of cells in the shape TWICE. Half a byte lower, pairs of digits are bytes, and
 * the sign is the upper half of the seventh, which becomes 1 for minus and 0 for plus. The sum of
 * its two parts is the number: there is nothing to be taken from it.
 */
AVX512_INLINE __m512i twice_magnitudes(__m512i word, __mmask8 *ret_negative)
{
    /* Of a pair six times the high digit; of a sign all, less the 1. */
    const __m512i excess = _mm512_broadcast_i32x4(
        _mm_set_epi8((char)0xf0, (char)0xe0, (char)0xcf, (char)0xc0, (char)0xaf, (char)0xa0, 54, 48,
                     42, 36, 30, 24, 18, 12, 6, 0));
    const __m512i pairs = _mm512_srli_epi64(word, 4);
    const __m512i bytes = _mm512_sub_epi8(pairs, _mm512_shuffle_epi8(excess, high_nibbles(pairs)));
    const __m512i fours = _mm512_maddubs_epi16(bytes, _mm512_set1_epi64(0x640164016401));
    const __m512i eights = _mm512_madd_epi16(fours, _mm512_set1_epi64(0x27100001));

    *ret_negative = _mm512_test_epi64_mask(bytes, _mm512_set1_epi64(INT64_C(1) << 48));
    return _mm512_madd52lo_epu64(eights, _mm512_srli_epi64(fours, 32),
                                 _mm512_set1_epi64(100000000));
}

/* What the digits in front of the word come to. */
AVX512_INLINE __m512i head_terms(const packed_word *rule, avx512_lot lot, avx512_cells cells,
                                 avx512_tuning tuning, packed_faults *faults)
{
    const __m512i head = _mm512_and_si512(avx512_lanes_pick(&rule->lanes, cells, 1, tuning),
                                          _mm512_set1_epi64((int64_t)rule->keep));
    const __m512i sum = _mm512_add_epi64(head, _mm512_set1_epi64((int64_t)rule->bias));
    const __m512i bytes = join_nibbles(head, UINT64_MAX);
    const __m512i number = _mm512_maddubs_epi16(bytes, _mm512_set1_epi16(0x6401));

    faults->head = _mm512_or_si512(faults->head, avx512_lot_only(lot, _mm512_xor_si512(sum, head)));
    return _mm512_mullo_epi64(number, _mm512_set1_epi64(INT64_C(1000000000000000)));
}

/* Decodes eight cells to their magnitudes; what is wrong with them is added to faults. */
AVX512_INLINE __m512i decode_lanes(const packed_rule *rule, avx512_lot lot, packed_variant variant,
                                   packed_faults *faults, __mmask8 *ret_negative)
{
    const packed_shape shape = variant.shape;
    const avx512_cells loaded = avx512_cells_load(lot, rule->width, 0, shape == WIDE);
    __m512i word = avx512_lanes_pick(&rule->word.lanes, loaded, shape == WIDE, variant.tuning);

    avx512_prefetch(lot.cells, variant.tuning);
    if (shape == WIDE)
        avx512_prefetch(lot.cells + 64, variant.tuning);
    if (variant.is_kept)
        word = _mm512_and_si512(word, _mm512_set1_epi64((int64_t)rule->word.keep));

    const __m512i sum = _mm512_add_epi64(word, _mm512_set1_epi64((int64_t)rule->word.bias));

    faults->word = _mm512_or_si512(faults->word, avx512_lot_only(lot, _mm512_xor_si512(sum, word)));
    if (shape == TWICE)
        return twice_magnitudes(word, ret_negative);

    __m512i values = magnitudes(word, shape);

    if (shape >= FULL)
        faults->overflow |= _mm512_cmplt_epu64_mask(sum, word);
    if (shape == WIDE)
        values =
            _mm512_add_epi64(values, head_terms(&rule->head, lot, loaded, variant.tuning, faults));

    /* With 6 added, B and D are 1 and 3, the others 0, 2, 4 and 5. */
    *ret_negative =
        _mm512_cmpeq_epi64_mask(_mm512_and_si512(sum, _mm512_set1_epi64(5)), _mm512_set1_epi64(1));
    return values;
}

static inline int are_good(const packed_rule *rule, const packed_faults *faults, packed_shape shape)
{
    const __mmask8 word =
        _mm512_test_epi64_mask(faults->word, _mm512_set1_epi64((int64_t)rule->word.check));
    const __mmask8 head =
        _mm512_test_epi64_mask(faults->head, _mm512_set1_epi64((int64_t)rule->head.check));

    return (word | faults->overflow | (shape == WIDE ? head : 0)) == 0;
}

#define REGISTERS (AVX512_BLOCK / AVX512_LANES)

/* Decodes a block, or as many cells of one as the column ends with; returns 0, and writes nothing,
 * when they are not good throughout. */
AVX512_INLINE int decode_block(const packed_rule *rule, const uint8_t *cells, size_t count,
                               int64_t *restrict out, packed_variant variant, int is_last)
{
    packed_faults faults = { _mm512_setzero_si512(), _mm512_setzero_si512(), 0 };
    __m512i values[REGISTERS];

    for (size_t i = 0; i < REGISTERS && i * AVX512_LANES < count; i++) {
        const avx512_lot lot = avx512_lot_of(cells, rule->width, count - i * AVX512_LANES, is_last);
        __mmask8 is_negative;
        const __m512i magnitudes = decode_lanes(rule, lot, variant, &faults, &is_negative);

        values[i] = avx512_negate(magnitudes, is_negative);
        cells += AVX512_LANES * rule->width;
    }
    if (!is_last)
        avx512_finish(values, REGISTERS);
    if (!are_good(rule, &faults, variant.shape))
        return 0;
    if (!is_last)
        avx512_store_ascending(out, values, REGISTERS);
    else
        for (size_t i = 0; i < REGISTERS && i * AVX512_LANES < count; i++)
            _mm512_mask_storeu_epi64(out + i * AVX512_LANES,
                                     avx512_first_lanes(count - i * AVX512_LANES), values[i]);
    return 1;
}

/* As avx512_run; variant is given apart for the compiler to make one loop for each. */
AVX512_INLINE size_t decode_blocks(const packed_rule *rule, const uint8_t *cells, size_t blocks,
                                   int64_t *restrict out, packed_variant variant)
{
    const packed_rule fixed = *rule;

    for (size_t block = 0; block < blocks; block++) {
        if (!decode_block(&fixed, cells, AVX512_BLOCK, out, variant, 0))
            return block;
        cells += AVX512_BLOCK * fixed.width;
        out += AVX512_BLOCK;
    }
    return blocks;
}

/* As avx512_judge. */
AVX512_INLINE size_t judge_blocks(const packed_rule *rule, const uint8_t *cells, size_t blocks,
                                  uint32_t *restrict negative, packed_variant variant)
{
    const packed_rule fixed = *rule;

    for (size_t block = 0; block < blocks; block++) {
        packed_faults faults = { _mm512_setzero_si512(), _mm512_setzero_si512(), 0 };

        negative[block] = 0;
        for (size_t i = 0; i < AVX512_BLOCK; i += AVX512_LANES) {
            __mmask8 is_negative;

            (void)decode_lanes(&fixed, (avx512_lot){ .cells = cells }, variant, &faults,
                               &is_negative);
            negative[block] |= (uint32_t)is_negative << i;
            cells += AVX512_LANES * fixed.width;
        }
        if (!are_good(&fixed, &faults, variant.shape))
            return block;
    }
    return blocks;
}

#define PACKED_RUN(name, ...)                                                                      \
    static size_t run_##name(const void *rule, const uint8_t *cells, size_t blocks,                \
                             int64_t *restrict out)                                                \
    {                                                                                              \
        return decode_blocks(rule, cells, blocks, out, (packed_variant){ __VA_ARGS__ });           \
    }                                                                                              \
    static int last_##name(const void *rule, const uint8_t *cells, size_t count,                   \
                           int64_t *restrict out)                                                  \
    {                                                                                              \
        return decode_block(rule, cells, count, out, (packed_variant){ __VA_ARGS__ }, 1);          \
    }

#define PACKED_JUDGE(name, ...)                                                                    \
    static size_t judge_##name(const void *rule, const uint8_t *cells, size_t blocks,              \
                               uint32_t *restrict negative)                                        \
    {                                                                                              \
        return judge_blocks(rule, cells, blocks, negative, (packed_variant){ __VA_ARGS__ });       \
    }

#define PACKED_KERNEL(name, ...)                                                                   \
    PACKED_RUN(name, __VA_ARGS__)                                                                  \
    PACKED_JUDGE(name, __VA_ARGS__)

/* Where values are not asked for, a sign that is there twice is of no use. */
#define PACKED_KERNELS(name, tuning)                                                               \
    PACKED_KERNEL(short_##name, SHORT, 0, tuning)                                                  \
    PACKED_RUN(twice_##name, TWICE, 0, tuning)                                                     \
    PACKED_KERNEL(middle_##name, MIDDLE, 0, tuning)                                                \
    PACKED_KERNEL(full_##name, FULL, 0, tuning)                                                    \
    PACKED_KERNEL(wide_##name, WIDE, 0, tuning)                                                    \
    PACKED_KERNEL(short_kept_##name, SHORT, 1, tuning)                                             \
    PACKED_RUN(twice_kept_##name, TWICE, 1, tuning)                                                \
    PACKED_KERNEL(middle_kept_##name, MIDDLE, 1, tuning)                                           \
    PACKED_KERNEL(full_kept_##name, FULL, 1, tuning)

PACKED_KERNELS(one_source, AVX512_ONE_SOURCE)
PACKED_KERNELS(two_source, AVX512_TWO_SOURCE)

/* clang-format off */
#define KERNEL(name)         KERNELS_OF(name, name)
#define KERNELS_OF(run, judge) { run_##run, last_##run, judge_##judge }
#define SHAPES(name) {                                                                             \
        { KERNEL(short_##name), KERNELS_OF(twice_##name, middle_##name), KERNEL(middle_##name),    \
          KERNEL(full_##name), KERNEL(wide_##name) },                                              \
        { KERNEL(short_kept_##name), KERNELS_OF(twice_kept_##name, middle_kept_##name),            \
          KERNEL(middle_kept_##name), KERNEL(full_kept_##name), { 0 } },                           \
    }
/* clang-format on */

/* By tuning, is_kept and shape. Only the compatibility profile ignores pads, to 15 digits. */
static const avx512_kernel kernels[2][2][WIDE + 1] = { SHAPES(one_source), SHAPES(two_source) };

int ph_packed_takes_avx512(ph_column column, ph_decimal decimal)
{
    (void)column;
    return decimal.digits <= PH_DECIMAL_MAX_DIGITS;
}

static avx512_decimals decimals_of(ph_decimal decimal, packed_picture picture,
                                   const packed_rule *rule, avx512_tuning tuning)
{
    const packed_shape shape = shape_of(picture.digits);

    return (avx512_decimals){
        .decimal = decimal,
        .digits = picture.digits,
        .is_packed = 1,
        .kernel = kernels[tuning][shape != WIDE && picture.ignores_pad][shape],
        .rule = rule,
        .scalar = ph_packed_decode_scalar,
        .scalar_text = ph_packed_decode_text_scalar,
    };
}

static ph_decode_result decode(ph_column column, ph_decimal decimal, int64_t *restrict out,
                               size_t *ret_redone, avx512_tuning tuning)
{
    if (column.count < AVX512_COUNT_MIN)
        return ph_packed_decode_scalar(column, decimal, out, ret_redone);

    const packed_picture picture = packed_picture_of(decimal);
    const packed_rule rule = rule_of(&picture);
    const avx512_decimals decimals = decimals_of(decimal, picture, &rule, tuning);

    return avx512_decode_column(column, &decimals, out, ret_redone);
}

ph_decode_result ph_packed_decode_avx512(ph_column column, ph_decimal decimal,
                                         int64_t *restrict out, size_t *ret_redone)
{
    return decode(column, decimal, out, ret_redone, AVX512_ONE_SOURCE);
}

ph_decode_result ph_packed_decode_avx512_two_source(ph_column column, ph_decimal decimal,
                                                    int64_t *restrict out, size_t *ret_redone)
{
    return decode(column, decimal, out, ret_redone, AVX512_TWO_SOURCE);
}

static ph_decode_result decode_text(ph_column column, ph_decimal decimal, uint32_t scale,
                                    ph_text_output output, size_t *ret_redone, avx512_tuning tuning)
{
    if (column.count < AVX512_COUNT_MIN || !ph_packed_takes_avx512(column, decimal))
        return ph_packed_decode_text_scalar(column, decimal, scale, output, ret_redone);

    const packed_picture picture = packed_picture_of(decimal);
    const packed_rule rule = rule_of(&picture);
    const avx512_decimals decimals = decimals_of(decimal, picture, &rule, tuning);

    return avx512_decode_text(column, &decimals, scale, output, ret_redone);
}

ph_decode_result ph_packed_decode_text_avx512(ph_column column, ph_decimal decimal, uint32_t scale,
                                              ph_text_output output, size_t *ret_redone)
{
    return decode_text(column, decimal, scale, output, ret_redone, AVX512_ONE_SOURCE);
}

ph_decode_result ph_packed_decode_text_avx512_two_source(ph_column column, ph_decimal decimal,
                                                         uint32_t scale, ph_text_output output,
                                                         size_t *ret_redone)
{
    return decode_text(column, decimal, scale, output, ret_redone, AVX512_TWO_SOURCE);
}
