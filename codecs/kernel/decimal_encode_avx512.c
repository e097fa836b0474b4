/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers to packed and zoned cells, eight a register. Each lane becomes its decimal digits, a
 * nibble each, the last one lowest; a permutation per 64 bytes of the eight cells does the rest.
 */
#include "kernel/avx512.h"
#include "kernel/decimal_encode.h"
#include "kernel/digits.h"

/* Registers that the widest eight cells fill. */
#define OUTPUTS_MAX ((AVX512_LANES * PH_ENCODE_WIDTH_MAX + 63) / 64)

/* 64 bytes of eight cells, back to back. */
typedef struct encode_output {
    __m512i index; /* By byte: the byte of the digits, from 64 on of the head's. */

    /* Zoned: */
    __m512i keep;    /* 0x0f where there is a digit... */
    __m512i plus;    /* ...what a cell of plus 0 has there... */
    __m512i minus;   /* ...and what a minus adds. */
    __m512i cells;   /* A byte of the cell's lane. */
    __mmask64 high;  /* The digit stands in the high nibble. */
    __mmask64 signs; /* The bytes that a minus changes, which cells from first_sign on have. */
    __mmask64 overpunched; /* Those of them that ASCII has a table for. */

    __mmask64 used; /* The bytes that are written. */
    unsigned first_sign;
} encode_output;

/* Takes 100 from a 16-bit field, and adds 1 to its high byte. */
#define HUNDRED_TO_BYTE (256 - 100)

typedef struct encode_rule {
    uint64_t limit; /* Of magnitudes. */
    size_t width;
    __mmask8 is_signed; /* All lanes or none, as in the next one. */
    __mmask8 is_blank;  /* Zoned: when zero... */
    uint8_t blank;      /* ...and what with. */
    uint8_t sign;       /* Packed: makes a sign of a nibble that is 1 for minus. */
    /* Here for compilers not to know it: of a product with a constant they make six instructions.
     */
    uint16_t hundred_to_byte;
    encode_output outputs[OUTPUTS_MAX];
} encode_rule;

/* What the compiler makes a loop of its own for. */
typedef struct encode_kind {
    ph_encode_shape shape;
    int is_packed;
    int is_special; /* Zoned: blank when zero, or overpunched in ASCII. */
    size_t outputs;
    avx512_tuning tuning; /* Values are asked for ahead. */
} encode_kind;

AVX512_INLINE __m512i all_lanes(uint64_t lane)
{
    return _mm512_set1_epi64((int64_t)lane);
}

/* Two bytes of each lane, from byte on, as a number: a shift, but not on the port that multiplies.
 */
AVX512_INLINE __m512i two_bytes(__m512i lanes, unsigned byte)
{
    const uint64_t none = UINT64_C(0x8080808080800000), low = byte | (byte + 1) << 8;
    const __m512i index = _mm512_broadcast_i32x4(
        _mm_set_epi64x((int64_t)(none | (low + 0x0808)), (int64_t)(none | low)));

    return _mm512_shuffle_epi8(lanes, index);
}

/* Two fours, a 16-bit field each, of numbers below 10^8. */
AVX512_INLINE __m512i fours_of_short(__m512i numbers)
{
    /* 2^40 / 10^4, upwards. */
    const __m512i high = two_bytes(_mm512_mul_epu32(numbers, all_lanes(109951163)), 40 / 8);

    return _mm512_madd52lo_epu64(numbers, high, all_lanes(65536 - 10000));
}

/* Three of numbers below 10^12; what stands above them is anything. The quotient by 10^8 is exact
 * in this range; of the rest, the bits from 52 on are not the number's. */
AVX512_INLINE __m512i fours_of_middle(__m512i numbers)
{
    const __m512i reciprocal = all_lanes(UINT64_C(755578637259144)); /* 2^76 / 10^8, upwards. */
    const __m512i high = two_bytes(
        _mm512_madd52hi_epu64(_mm512_setzero_si512(), numbers, reciprocal), (76 - 52) / 8);
    const __m512i low =
        _mm512_madd52lo_epu64(numbers, high, all_lanes((UINT64_C(1) << 52) - PH_TEN_TO_8));

    return _mm512_madd52lo_epu64(fours_of_short(low), high, all_lanes(UINT64_C(1) << 32));
}

/*
 * Divides, and leaves the rest. The quotient is first rounded to nearest, from a double that is off
 * by far less than a half: where it is one too great, the rest is below zero.
 */
AVX512_INLINE __m512i divide(__m512i *numbers, double reciprocal, uint64_t divisor)
{
    const __m512i quotient =
        _mm512_cvtpd_epi64(_mm512_mul_pd(_mm512_cvtepu64_pd(*numbers), _mm512_set1_pd(reciprocal)));
    const __m512i rest =
        _mm512_sub_epi64(*numbers, _mm512_mullo_epi64(quotient, all_lanes(divisor)));
    const __mmask8 is_below = _mm512_movepi64_mask(rest);

    *numbers = _mm512_mask_add_epi64(rest, is_below, rest, all_lanes(divisor));
    return _mm512_mask_sub_epi64(quotient, is_below, quotient, all_lanes(1));
}

/* Four of numbers below 10^16. */
AVX512_INLINE __m512i fours_of_full(__m512i numbers)
{
    const __m512i high = divide(&numbers, 1e-8, PH_TEN_TO_8);

    return _mm512_or_si512(fours_of_short(numbers), _mm512_slli_epi64(fours_of_short(high), 32));
}

/* A nibble a digit, of fours. */
AVX512_INLINE __m512i nibbles_of(__m512i fours, uint16_t hundred_to_byte)
{
#define TEN(tens)                                                                                  \
    0x##tens##0, 0x##tens##1, 0x##tens##2, 0x##tens##3, 0x##tens##4, 0x##tens##5, 0x##tens##6,     \
        0x##tens##7, 0x##tens##8, 0x##tens##9
    static const uint8_t below_100[128] = { TEN(0), TEN(1), TEN(2), TEN(3), TEN(4),
                                            TEN(5), TEN(6), TEN(7), TEN(8), TEN(9) };
#undef TEN
    const __m512i hundreds =
        _mm512_srli_epi16(_mm512_mulhi_epu16(fours, _mm512_set1_epi16(5243)), 3);
    const __m512i pairs = _mm512_add_epi16(
        fours, _mm512_mullo_epi16(hundreds, _mm512_set1_epi16((short)hundred_to_byte)));

    return _mm512_permutex2var_epi8(_mm512_loadu_si512(below_100), pairs,
                                    _mm512_loadu_si512(below_100 + 64));
}

/* The last 16 digits of eight numbers and, in the shape that has it, what stands in front. */
typedef struct encode_digits {
    __m512i last, head;
} encode_digits;

AVX512_INLINE encode_digits digits_of(__m512i numbers, uint16_t hundred_to_byte,
                                      ph_encode_shape shape)
{
    __m512i head = _mm512_setzero_si512();

    if (shape == PH_ENCODE_SHORT)
        return (encode_digits){ nibbles_of(fours_of_short(numbers), hundred_to_byte), head };
    if (shape == PH_ENCODE_MIDDLE)
        return (encode_digits){ nibbles_of(fours_of_middle(numbers), hundred_to_byte), head };
    if (shape == PH_ENCODE_WIDE)
        head = nibbles_of(divide(&numbers, 1e-16, PH_TEN_TO_16), hundred_to_byte);
    return (encode_digits){ nibbles_of(fours_of_full(numbers), hundred_to_byte), head };
}

AVX512_INLINE __m512i pick(const encode_output *output, encode_digits digits, ph_encode_shape shape)
{
    return shape == PH_ENCODE_WIDE
               ? _mm512_permutex2var_epi8(digits.last, output->index, digits.head)
               : _mm512_permutexvar_epi8(output->index, digits.last);
}

/* Ten times the magnitude, and 1 where the sign is minus. */
AVX512_INLINE __m512i append_sign(__m512i magnitudes, __m512i values, ph_encode_shape shape)
{
    const __m512i minus = _mm512_srli_epi64(values, 63);

    if (shape == PH_ENCODE_SHORT || shape == PH_ENCODE_MIDDLE)
        return _mm512_madd52lo_epu64(minus, magnitudes, all_lanes(10));
    return _mm512_add_epi64(_mm512_add_epi64(_mm512_slli_epi64(magnitudes, 3), minus),
                            _mm512_slli_epi64(magnitudes, 1));
}

/* What of signs and blanks no sum says. */
AVX512_INLINE __m512i put_special(const encode_rule *rule, const encode_output *output,
                                  __m512i bytes, __mmask8 is_zero)
{
    const __m512i table = _mm512_broadcast_i64x4(
        _mm256_loadu_si256((const __m256i *)(const void *)ph_encode_ascii_overpunched));
    const __mmask64 blanks = _mm512_movepi8_mask(_mm512_permutexvar_epi8(
        output->cells, _mm512_movm_epi64((__mmask8)(is_zero & rule->is_blank))));

    bytes = _mm512_mask_permutexvar_epi8(bytes, output->overpunched, bytes, table);
    return _mm512_mask_mov_epi8(bytes, blanks, _mm512_set1_epi8((char)rule->blank));
}

AVX512_INLINE __m512i put_zoned(const encode_output *output, encode_digits digits,
                                __mmask8 is_negative, ph_encode_shape shape)
{
    /* A matrix that swaps the nibbles of a byte. */
    const __m512i swapped = all_lanes(UINT64_C(0x1020408001020408));
    const __mmask64 minus = _pdep_u64((unsigned)is_negative >> output->first_sign, output->signs);
    __m512i bytes = pick(output, digits, shape);

    bytes = _mm512_mask_gf2p8affine_epi64_epi8(bytes, output->high, bytes, swapped, 0);
    bytes = _mm512_ternarylogic_epi64(bytes, output->keep, output->plus, 0xea); /* & then | */
    return _mm512_mask_add_epi8(bytes, minus, bytes, output->minus);
}

/* Stores the bytes of the first lanes only, unless these are all. */
AVX512_INLINE void store_output(const encode_output *output, size_t at, size_t bytes, int is_full,
                                __m512i cells, uint8_t *out)
{
    const __mmask64 used =
        is_full ? output->used : _bzhi_u64(output->used, bytes > at ? (unsigned)(bytes - at) : 0);

    _mm512_mask_storeu_epi8(out + at, used, cells);
}

/* Encodes the first lanes, back to back. */
AVX512_INLINE void encode_lanes(const encode_rule *rule, __m512i values, __m512i magnitudes,
                                size_t lanes, uint8_t *out, encode_kind kind)
{
    const int is_full = lanes == AVX512_LANES;
    const __m512i numbers =
        kind.is_packed ? append_sign(magnitudes, values, kind.shape) : magnitudes;
    encode_digits digits = digits_of(numbers, rule->hundred_to_byte, kind.shape);

    if (kind.is_packed)
        digits.last = _mm512_xor_si512(digits.last, all_lanes(rule->sign));
    for (size_t i = 0; i < kind.outputs; i++) {
        const encode_output *const output = &rule->outputs[i];
        __m512i bytes;

        if (kind.is_packed)
            bytes = pick(output, digits, kind.shape);
        else
            bytes = put_zoned(output, digits, _mm512_movepi64_mask(values), kind.shape);
        if (kind.is_special)
            bytes =
                put_special(rule, output, bytes, _mm512_testn_epi64_mask(magnitudes, magnitudes));
        store_output(output, 64 * i, lanes * rule->width, is_full, bytes, out);
    }
}

#define REGISTERS (AVX512_BLOCK / AVX512_LANES)

/* Encodes a block, of which the first count are there, back to back; returns 0, and writes nothing,
 * when one does not fit. */
AVX512_INLINE int encode_block(const encode_rule *rule, const int64_t *values, size_t count,
                               uint8_t *out, encode_kind kind)
{
    const __m512i limit = all_lanes(rule->limit);
    __m512i numbers[REGISTERS], magnitudes[REGISTERS], fits = all_lanes(UINT64_MAX);

    for (size_t i = 0; i < REGISTERS; i++) {
        const size_t left = count > i * AVX512_LANES ? count - i * AVX512_LANES : 0;

        numbers[i] = count == AVX512_BLOCK
                         ? _mm512_loadu_si512(values + i * AVX512_LANES)
                         : _mm512_maskz_loadu_epi64((__mmask8)_bzhi_u32(0xff, (unsigned)left),
                                                    values + i * AVX512_LANES);
        magnitudes[i] = _mm512_mask_abs_epi64(numbers[i], rule->is_signed, numbers[i]);
        /* The top bit of all: the number less the limit is below zero, itself it is not. */
        fits = _mm512_ternarylogic_epi64(fits, _mm512_sub_epi64(magnitudes[i], limit),
                                         magnitudes[i], 0x40);
    }
    if (_mm512_movepi64_mask(fits) != 0xff)
        return 0;
    for (size_t i = 0; i < REGISTERS && i * AVX512_LANES < count; i++) {
        const size_t left = count - i * AVX512_LANES;

        encode_lanes(rule, numbers[i], magnitudes[i], left < AVX512_LANES ? left : AVX512_LANES,
                     out + i * AVX512_LANES * rule->width, kind);
    }
    return 1;
}

/* Cells that stand back to back to where they belong. */
static inline void spread_cells(const uint8_t *cells, ph_column_output column)
{
    const __mmask32 bytes = UINT32_MAX >> (32 - column.width);

    for (size_t i = 0; i < column.count; i++)
        _mm256_mask_storeu_epi8(column.cells + i * column.stride, bytes,
                                _mm256_maskz_loadu_epi8(bytes, cells + i * column.width));
}

/* The block's cells elsewhere first: they do not stand back to back. */
AVX512_INLINE int encode_apart(const encode_rule *rule, const int64_t *values,
                               ph_column_output block, encode_kind kind)
{
    uint8_t cells[AVX512_BLOCK * PH_ENCODE_WIDTH_MAX + 32];

    if (!encode_block(rule, values, block.count, cells, kind))
        return 0;
    spread_cells(cells, block);
    return 1;
}

/* As ph_encode_run. */
AVX512_INLINE size_t encode_blocks(const encode_rule *rule, const int64_t *values,
                                   ph_column_output column, encode_kind kind)
{
    const int is_dense = column.stride == column.width;
    const size_t in_place = is_dense ? column.count / AVX512_BLOCK * AVX512_BLOCK : 0;
    size_t record = 0;

    for (; record < in_place; record += AVX512_BLOCK) {
        for (size_t i = 0; i < AVX512_BLOCK; i += AVX512_LANES)
            avx512_prefetch((const uint8_t *)(values + record + i), kind.tuning);
        if (!encode_block(rule, values + record, AVX512_BLOCK, column.cells + record * column.width,
                          kind))
            return record;
    }
    while (record < column.count) {
        ph_column_output block = ph_encode_rest(column, record);

        block.count = block.count < AVX512_BLOCK ? block.count : AVX512_BLOCK;
        if (!encode_apart(rule, values + record, block, kind))
            break;
        record += block.count;
    }
    return record;
}

#define ENCODE_KERNEL(name, ...)                                                                   \
    static size_t run_##name(const void *rule, const int64_t *values, ph_column_output column)     \
    {                                                                                              \
        const encode_rule fixed = *(const encode_rule *)rule;                                      \
                                                                                                   \
        return encode_blocks(&fixed, values, column, (encode_kind){ __VA_ARGS__ });                \
    }

#define ENCODE_KERNELS(name, tuning)                                                               \
    ENCODE_KERNEL(packed_short_##name, PH_ENCODE_SHORT, 1, 0, 1, tuning)                           \
    ENCODE_KERNEL(packed_middle_##name, PH_ENCODE_MIDDLE, 1, 0, 1, tuning)                         \
    ENCODE_KERNEL(packed_full_##name, PH_ENCODE_FULL, 1, 0, 1, tuning)                             \
    ENCODE_KERNEL(packed_wide_##name, PH_ENCODE_WIDE, 1, 0, 2, tuning)                             \
    ENCODE_KERNEL(zoned_short_##name, PH_ENCODE_SHORT, 0, 0, 1, tuning)                            \
    ENCODE_KERNEL(zoned_middle_##name, PH_ENCODE_MIDDLE, 0, 0, 2, tuning)                          \
    ENCODE_KERNEL(zoned_full_##name, PH_ENCODE_FULL, 0, 0, 2, tuning)                              \
    ENCODE_KERNEL(zoned_wide_##name, PH_ENCODE_WIDE, 0, 0, 3, tuning)                              \
    ENCODE_KERNEL(special_short_##name, PH_ENCODE_SHORT, 0, 1, 1, tuning)                          \
    ENCODE_KERNEL(special_middle_##name, PH_ENCODE_MIDDLE, 0, 1, 2, tuning)                        \
    ENCODE_KERNEL(special_full_##name, PH_ENCODE_FULL, 0, 1, 2, tuning)                            \
    ENCODE_KERNEL(special_wide_##name, PH_ENCODE_WIDE, 0, 1, 3, tuning)

ENCODE_KERNELS(one_source, AVX512_ONE_SOURCE)
ENCODE_KERNELS(two_source, AVX512_TWO_SOURCE)

/* clang-format off */
#define SHAPES(kind, name) {                                                                       \
        run_##kind##_short_##name, run_##kind##_middle_##name, run_##kind##_full_##name,           \
        run_##kind##_wide_##name,                                                                  \
    }
/* clang-format on */

/* By byte of a register, as a rule is made. */
typedef struct output_bytes {
    uint8_t index[64], keep[64], plus[64], minus[64], cells[64];
    uint64_t used, high, signs, overpunched;
} output_bytes;

/* Where the digit of 10^place of a cell stands, two a byte. */
static uint8_t index_of(size_t cell, unsigned place)
{
    return (uint8_t)(8 * cell + (place < 16 ? place / 2 : 64 + (place - 16) / 2));
}

static void note_zoned_byte(const zoned_picture *picture, size_t cell, size_t byte, size_t at,
                            output_bytes *bytes)
{
    const int place = ph_encode_zoned_place(picture, byte);
    const uint64_t bit = UINT64_C(1) << at;

    bytes->used |= bit;
    bytes->plus[at] = ph_encode_zoned_plus(picture, byte);
    bytes->minus[at] = ph_encode_zoned_minus(picture, byte);
    bytes->cells[at] = (uint8_t)(8 * cell);
    if (picture->is_signed && byte == picture->sign_at) {
        bytes->signs |= bit;
        bytes->overpunched |= ph_encode_is_ascii_overpunched(picture) ? bit : 0;
    }
    if (place == PH_ENCODE_NO_PLACE)
        return;
    bytes->index[at] = index_of(cell, (unsigned)place);
    bytes->keep[at] = 0x0f;
    bytes->high |= place % 2 == 1 ? bit : 0;
}

/* first_sign: how many cells have their sign in the outputs before this one. */
static encode_output output_of(const output_bytes *bytes, unsigned first_sign)
{
    return (encode_output){
        .index = _mm512_loadu_si512(bytes->index),
        .used = bytes->used,
        .keep = _mm512_loadu_si512(bytes->keep),
        .high = bytes->high,
        .plus = _mm512_loadu_si512(bytes->plus),
        .minus = _mm512_loadu_si512(bytes->minus),
        .signs = bytes->signs,
        .first_sign = first_sign,
        .overpunched = bytes->overpunched,
        .cells = _mm512_loadu_si512(bytes->cells),
    };
}

static encode_rule zoned_rule_of(const zoned_picture *picture)
{
    const int is_blank = (picture->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0;
    output_bytes outputs[OUTPUTS_MAX] = { 0 };
    encode_rule rule = {
        .limit = (uint64_t)ph_power_of_ten(picture->digits),
        .width = picture->width,
        .hundred_to_byte = HUNDRED_TO_BYTE,
        .is_signed = picture->is_signed ? 0xff : 0,
        .is_blank = is_blank ? 0xff : 0,
        .blank = picture->blank,
    };
    unsigned signs = 0;

    for (size_t cell = 0, at = 0; cell < AVX512_LANES; cell++)
        for (size_t byte = 0; byte < picture->width; byte++, at++)
            note_zoned_byte(picture, cell, byte, at % 64, &outputs[at / 64]);
    for (size_t i = 0; i < OUTPUTS_MAX; i++) {
        rule.outputs[i] = output_of(&outputs[i], signs);
        signs += (unsigned)__builtin_popcountll(outputs[i].signs);
    }
    return rule;
}

static encode_rule packed_rule_of(ph_decimal decimal, size_t width)
{
    const int is_signed = (decimal.flags & PH_DECIMAL_SIGNED) != 0;
    output_bytes outputs[OUTPUTS_MAX] = { 0 };
    encode_rule rule = {
        .limit = (uint64_t)ph_power_of_ten(decimal.digits),
        .width = width,
        .hundred_to_byte = HUNDRED_TO_BYTE,
        .is_signed = is_signed ? 0xff : 0,
        .sign = (uint8_t)ph_sign_to_write(is_signed, 0),
    };

    for (size_t cell = 0, at = 0; cell < AVX512_LANES; cell++)
        for (size_t byte = 0; byte < width; byte++, at++) {
            outputs[at / 64].index[at % 64] = index_of(cell, 2 * (unsigned)(width - 1 - byte));
            outputs[at / 64].used |= UINT64_C(1) << at % 64;
        }
    for (size_t i = 0; i < OUTPUTS_MAX; i++)
        rule.outputs[i] = output_of(&outputs[i], 0);
    return rule;
}

AVX512_INLINE ph_encode_result encode_packed(const int64_t *values, ph_decimal decimal,
                                             ph_column_output column, size_t *ret_redone,
                                             avx512_tuning tuning)
{
    static ph_encode_run *const runs[2][4] = { SHAPES(packed, one_source),
                                               SHAPES(packed, two_source) };

    if (column.count < PH_ENCODE_COUNT_MIN)
        return ph_packed_encode_scalar(values, decimal, column, ret_redone);

    const encode_rule rule = packed_rule_of(decimal, column.width);
    const ph_encode_walk walk = { runs[tuning][ph_encode_shape_of(decimal.digits + 1)], &rule,
                                  ph_packed_encode_scalar, AVX512_BLOCK };

    return ph_encode_column(walk, values, decimal, column, ret_redone);
}

AVX512_INLINE ph_encode_result encode_zoned(const int64_t *values, ph_decimal decimal,
                                            ph_column_output column, size_t *ret_redone,
                                            avx512_tuning tuning)
{
    static ph_encode_run *const runs[2][2][4] = {
        { SHAPES(zoned, one_source), SHAPES(special, one_source) },
        { SHAPES(zoned, two_source), SHAPES(special, two_source) },
    };

    if (column.count < PH_ENCODE_COUNT_MIN)
        return ph_zoned_encode_scalar(values, decimal, column, ret_redone);

    const zoned_picture picture = zoned_picture_of(decimal);
    const encode_rule rule = zoned_rule_of(&picture);
    const int is_special = rule.is_blank != 0 || ph_encode_is_ascii_overpunched(&picture);
    /* By width: the shapes stand for as many outputs, too. */
    const ph_encode_shape shape = ph_encode_shape_of((uint32_t)picture.width);
    const ph_encode_walk walk = { runs[tuning][is_special][shape], &rule, ph_zoned_encode_scalar,
                                  AVX512_BLOCK };

    return ph_encode_column(walk, values, decimal, column, ret_redone);
}

ph_encode_result ph_packed_encode_avx512(const int64_t *values, ph_decimal decimal,
                                         ph_column_output column, size_t *ret_redone)
{
    return encode_packed(values, decimal, column, ret_redone, AVX512_ONE_SOURCE);
}

ph_encode_result ph_packed_encode_avx512_two_source(const int64_t *values, ph_decimal decimal,
                                                    ph_column_output column, size_t *ret_redone)
{
    return encode_packed(values, decimal, column, ret_redone, AVX512_TWO_SOURCE);
}

ph_encode_result ph_zoned_encode_avx512(const int64_t *values, ph_decimal decimal,
                                        ph_column_output column, size_t *ret_redone)
{
    return encode_zoned(values, decimal, column, ret_redone, AVX512_ONE_SOURCE);
}

ph_encode_result ph_zoned_encode_avx512_two_source(const int64_t *values, ph_decimal decimal,
                                                   ph_column_output column, size_t *ret_redone)
{
    return encode_zoned(values, decimal, column, ret_redone, AVX512_TWO_SOURCE);
}
