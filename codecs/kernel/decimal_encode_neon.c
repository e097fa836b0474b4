/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers to packed and zoned cells, two a register, which are written elsewhere first. */
#include "kernel/decimal_encode.h"
#include "kernel/digits.h"
#include "kernel/neon.h"

#define LANES  2
#define BLOCK  ((size_t)16)
#define VECTOR ((size_t)16)
#define PIECES ((size_t)2)

/* Sixteen bytes of a cell. */
typedef struct encode_piece {
    uint8x16_t index; /* By byte: that of the digits, from 16 on of the head's; beyond: none. */
    uint8x16_t plus;  /* Zoned: what a cell of plus 0 has there... */
    uint8x16_t minus; /* ...and what a minus adds. */
    uint8x16_t overpunched; /* Zoned: the bytes that ASCII has a table for. */
    size_t at;              /* Where it stands in the cell. */
} encode_piece;

typedef struct encode_rule {
    int64x2_t least, most; /* Of the numbers that fit. */
    uint64x2_t sign;       /* Packed: makes a sign of a nibble that is 1 for minus. */
    uint8x16_t blank;      /* Zoned: 0, or what zero is written as. */
    size_t width;
    size_t pieces;                        /* Of a cell: beyond 16 bytes its begin and its end. */
    encode_piece of_lanes[LANES][PIECES]; /* Zoned: the same ones. */
} encode_rule;

/* What the compiler makes a loop of its own for. */
typedef struct encode_kind {
    int is_packed;
    int is_wide; /* There are digits in front of the last 16. */
} encode_kind;

/* Two fours, a 16-bit field each, of numbers below 10^8. */
static inline uint64x2_t fours_of_short(uint64x2_t numbers)
{
    /* 2^40 / 10^4, upwards. */
    const uint64x2_t high = vshrq_n_u64(vmull_n_u32(vmovn_u64(numbers), 109951163), 40);

    return vmlal_n_u32(numbers, vmovn_u64(high), 65536 - 10000);
}

/*
 * Divides, and leaves the rest. The quotient, below 2^32, is first rounded to nearest, from a
 * double that is off by far less than a half: where it is one too great, the rest is below zero.
 */
static inline uint64x2_t divide(uint64x2_t *numbers, double reciprocal, uint64_t divisor)
{
    const uint64x2_t quotient = vcvtnq_u64_f64(vmulq_n_f64(vcvtq_f64_u64(*numbers), reciprocal));
    const uint32x2_t factor = vmovn_u64(quotient);
    const uint64x2_t high = vshlq_n_u64(vmull_n_u32(factor, (uint32_t)(divisor >> 32)), 32);
    const uint64x2_t rest = vsubq_u64(vmlsl_n_u32(*numbers, factor, (uint32_t)divisor), high);
    const uint64x2_t is_below = vreinterpretq_u64_s64(vshrq_n_s64(vreinterpretq_s64_u64(rest), 63));

    *numbers = vaddq_u64(rest, vandq_u64(is_below, vdupq_n_u64(divisor)));
    return vaddq_u64(quotient, is_below);
}

/* Four of numbers below 10^16. */
static inline uint16x8_t fours_of(uint64x2_t numbers)
{
    const uint64x2_t high = divide(&numbers, 1e-8, PH_TEN_TO_8);

    return vreinterpretq_u16_u64(
        vorrq_u64(fours_of_short(numbers), vshlq_n_u64(fours_of_short(high), 32)));
}

/* fours * factor / 2^15, without a sign. */
static inline uint16x8_t scaled(uint16x8_t fours, int16_t factor)
{
    return vreinterpretq_u16_s16(vqdmulhq_n_s16(vreinterpretq_s16_u16(fours), factor));
}

/* fours / 10, / 100 and / 1000, exact below 10^4. */
static inline uint16x8_t tenths(uint16x8_t fours)
{
    return scaled(fours, 3277);
}

static inline uint16x8_t hundredths(uint16x8_t fours)
{
    return vshrq_n_u16(scaled(fours, 5243), 4);
}

static inline uint16x8_t thousandths(uint16x8_t fours)
{
    return vshrq_n_u16(scaled(fours, 8389), 8);
}

/* A nibble a digit: at each place 16 instead of 10. */
static inline uint8x16_t nibbles_of(uint16x8_t fours)
{
    const uint16x8_t low = vmlaq_n_u16(fours, tenths(fours), 16 - 10);
    const uint16x8_t middle = vmlaq_n_u16(low, hundredths(fours), 256 - 160);

    return vreinterpretq_u8_u16(vmlaq_n_u16(middle, thousandths(fours), 4096 - 2560));
}

/* A byte a digit, the last first, of the pairs of a lane. */
static inline uint8x16_t digits_of(uint8x16_t pairs, size_t lane)
{
    static const uint8_t spread[LANES][VECTOR] = {
        { 0, 255, 1, 255, 2, 255, 3, 255, 4, 255, 5, 255, 6, 255, 7, 255 },
        { 8, 255, 9, 255, 10, 255, 11, 255, 12, 255, 13, 255, 14, 255, 15, 255 },
    };
    const uint16x8_t fields = vreinterpretq_u16_u8(vqtbl1q_u8(pairs, vld1q_u8(spread[lane])));

    return vreinterpretq_u8_u16(vmlaq_n_u16(fields, tenths(fields), 256 - 10));
}

/* Two digits a byte, as a number. */
static inline uint8x16_t pairs_of(uint16x8_t fours)
{
    return vreinterpretq_u8_u16(vmlaq_n_u16(fours, hundredths(fours), 256 - 100));
}

/* All bits or none, by number. */
typedef struct encode_signs {
    uint64x2_t is_negative, is_zero;
} encode_signs;

static inline uint8x16_t put_zoned(const encode_rule *rule, const encode_piece *piece,
                                   uint8x16x2_t digits, uint8x16_t is_minus, uint8x16_t is_zero)
{
    const uint8x16x2_t table = vld1q_u8_x2(ph_encode_ascii_overpunched);
    const uint8x16_t blank = vandq_u8(is_zero, vcgtq_u8(rule->blank, vdupq_n_u8(0)));
    uint8x16_t bytes = vorrq_u8(vqtbl2q_u8(digits, piece->index), piece->plus);

    bytes = vaddq_u8(bytes, vandq_u8(is_minus, piece->minus));
    bytes = vbslq_u8(piece->overpunched, vqtbl2q_u8(table, bytes), bytes);
    return vbslq_u8(blank, rule->blank, bytes);
}

static inline void store_zoned(const encode_rule *rule, uint64x2_t magnitudes, encode_signs signs,
                               encode_kind kind, uint8_t *out)
{
    uint8x16_t head = vdupq_n_u8(0);

    if (kind.is_wide)
        head = vreinterpretq_u8_u64(divide(&magnitudes, 1e-16, PH_TEN_TO_16));

    const uint8x16_t pairs = pairs_of(fours_of(magnitudes));

    for (size_t lane = 0; lane < LANES; lane++) {
        const uint8x16x2_t digits = { { digits_of(pairs, lane), digits_of(head, lane) } };
        const uint64_t is_minus =
            lane == 0 ? vgetq_lane_u64(signs.is_negative, 0) : vgetq_lane_u64(signs.is_negative, 1);
        const uint64_t is_zero =
            lane == 0 ? vgetq_lane_u64(signs.is_zero, 0) : vgetq_lane_u64(signs.is_zero, 1);

        for (size_t i = 0; i < rule->pieces; i++) {
            const encode_piece *const piece = &rule->of_lanes[lane][i];

            vst1q_u8(out + lane * rule->width + piece->at,
                     put_zoned(rule, piece, digits, vreinterpretq_u8_u64(vdupq_n_u64(is_minus)),
                               vreinterpretq_u8_u64(vdupq_n_u64(is_zero))));
        }
    }
}

/* Of ten times the number, and 1 where the sign is minus. */
static inline void store_packed(const encode_rule *rule, uint64x2_t magnitudes, encode_signs signs,
                                encode_kind kind, uint8_t *out)
{
    const uint64x2_t ten = vaddq_u64(vshlq_n_u64(magnitudes, 3), vshlq_n_u64(magnitudes, 1));
    uint64x2_t numbers = vsubq_u64(ten, signs.is_negative);
    uint16x8_t head = vdupq_n_u16(0);

    if (kind.is_wide)
        head = vreinterpretq_u16_u64(divide(&numbers, 1e-16, PH_TEN_TO_16));

    const uint8x16_t last =
        veorq_u8(nibbles_of(fours_of(numbers)), vreinterpretq_u8_u64(rule->sign));
    const uint8x16x2_t digits = { { last, nibbles_of(head) } };

    for (size_t lane = 0; lane < LANES; lane++)
        vst1q_u8(out + lane * rule->width, vqtbl2q_u8(digits, rule->of_lanes[lane][0].index));
}

/* Encodes a block of numbers back to back, if all fit; else returns 0. Writes up to VECTOR bytes
 * behind them, too. */
static inline int encode_block(const encode_rule *rule, const int64_t *values, uint8_t *out,
                               encode_kind kind)
{
    uint64x2_t is_outside = vdupq_n_u64(0);

    for (size_t i = 0; i < BLOCK; i += LANES) {
        const int64x2_t numbers = vld1q_s64(values + i);

        is_outside = vorrq_u64(
            is_outside, vorrq_u64(vcgtq_s64(numbers, rule->most), vcgtq_s64(rule->least, numbers)));
    }
    if ((vgetq_lane_u64(is_outside, 0) | vgetq_lane_u64(is_outside, 1)) != 0)
        return 0;
    for (size_t i = 0; i < BLOCK; i += LANES) {
        const int64x2_t numbers = vld1q_s64(values + i);
        const uint64x2_t magnitudes = vreinterpretq_u64_s64(vabsq_s64(numbers));
        const encode_signs signs = { vcltzq_s64(numbers), vceqzq_s64(numbers) };

        if (kind.is_packed)
            store_packed(rule, magnitudes, signs, kind, out + i * rule->width);
        else
            store_zoned(rule, magnitudes, signs, kind, out + i * rule->width);
    }
    return 1;
}

/* As ph_encode_run. */
static inline size_t encode_blocks(const encode_rule *rule, const int64_t *values,
                                   ph_column_output column, encode_kind kind)
{
    size_t record = 0;

    while (record < column.count) {
        const size_t left = column.count - record;
        const size_t count = left < BLOCK ? left : BLOCK;
        const ph_column_output rest = ph_encode_rest(column, record);
        uint8_t cells[BLOCK * PH_ENCODE_WIDTH_MAX + VECTOR];
        int64_t numbers[BLOCK] = { 0 };

        memcpy(numbers, values + record, count * sizeof(*numbers));
        if (!encode_block(rule, numbers, cells, kind))
            break;
        if (column.stride == column.width)
            memcpy(rest.cells, cells, count * column.width);
        else
            for (size_t i = 0; i < count; i++)
                ph_encode_copy_cell(rest.cells + i * column.stride, cells + i * column.width,
                                    column.width);
        record += count;
    }
    return record;
}

#define ENCODE_KERNEL(name, ...)                                                                   \
    static size_t run_##name(const void *rule, const int64_t *values, ph_column_output column)     \
    {                                                                                              \
        return encode_blocks(rule, values, column, (encode_kind){ __VA_ARGS__ });                  \
    }

ENCODE_KERNEL(packed, 1, 0)
ENCODE_KERNEL(packed_wide, 1, 1)
ENCODE_KERNEL(zoned, 0, 0)
ENCODE_KERNEL(zoned_wide, 0, 1)

#define NO_DIGIT 0xff

static encode_rule rule_of(ph_decimal decimal, size_t width)
{
    const int is_signed = (decimal.flags & PH_DECIMAL_SIGNED) != 0;
    const int64_t limit = (int64_t)ph_power_of_ten(decimal.digits);

    return (encode_rule){
        .least = vdupq_n_s64(is_signed ? 1 - limit : 0),
        .most = vdupq_n_s64(limit - 1),
        .sign = vdupq_n_u64(ph_sign_to_write(is_signed, 0)),
        .blank = vdupq_n_u8(0),
        .width = width,
        .pieces = width > VECTOR ? 2 : 1,
    };
}

static encode_piece zoned_piece_of(const zoned_picture *picture, size_t first)
{
    uint8_t index[VECTOR], plus[VECTOR] = { 0 }, minus[VECTOR] = { 0 }, overpunched[VECTOR] = { 0 };

    memset(index, NO_DIGIT, sizeof(index));
    for (size_t at = 0; at < VECTOR && first + at < picture->width; at++) {
        const size_t byte = first + at;
        const int place = ph_encode_zoned_place(picture, byte);

        plus[at] = ph_encode_zoned_plus(picture, byte);
        minus[at] = ph_encode_zoned_minus(picture, byte);
        if (byte == picture->sign_at && ph_encode_is_ascii_overpunched(picture))
            overpunched[at] = 0xff;
        if (place != PH_ENCODE_NO_PLACE)
            index[at] = (uint8_t)place;
    }
    return (encode_piece){ vld1q_u8(index), vld1q_u8(plus), vld1q_u8(minus), vld1q_u8(overpunched),
                           first };
}

static encode_rule zoned_rule_of(const zoned_picture *picture, ph_decimal decimal)
{
    encode_rule rule = rule_of(decimal, picture->width);

    if ((picture->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0)
        rule.blank = vdupq_n_u8(picture->blank);
    for (size_t lane = 0; lane < LANES; lane++)
        for (size_t i = 0; i < rule.pieces; i++)
            rule.of_lanes[lane][i] = zoned_piece_of(picture, i == 0 ? 0 : picture->width - VECTOR);
    return rule;
}

static encode_rule packed_rule_of(ph_decimal decimal, size_t width)
{
    encode_rule rule = rule_of(decimal, width);

    for (size_t lane = 0; lane < LANES; lane++) {
        uint8_t index[VECTOR];

        memset(index, NO_DIGIT, sizeof(index));
        for (size_t at = 0; at < width; at++) {
            const size_t pair = width - 1 - at;

            index[at] = (uint8_t)(8 * lane + (pair < 8 ? pair : VECTOR + pair - 8));
        }
        rule.of_lanes[lane][0].index = vld1q_u8(index);
    }
    return rule;
}

ph_encode_result ph_packed_encode_neon(const int64_t *values, ph_decimal decimal,
                                       ph_column_output column, size_t *ret_redone)
{
    if (column.count < PH_ENCODE_COUNT_MIN)
        return ph_packed_encode_scalar(values, decimal, column, ret_redone);

    const encode_rule rule = packed_rule_of(decimal, column.width);
    const int is_wide = ph_encode_shape_of(decimal.digits + 1) == PH_ENCODE_WIDE;
    const ph_encode_walk walk = { is_wide ? run_packed_wide : run_packed, &rule,
                                  ph_packed_encode_scalar, BLOCK };

    return ph_encode_column(walk, values, decimal, column, ret_redone);
}

ph_encode_result ph_zoned_encode_neon(const int64_t *values, ph_decimal decimal,
                                      ph_column_output column, size_t *ret_redone)
{
    if (column.count < PH_ENCODE_COUNT_MIN)
        return ph_zoned_encode_scalar(values, decimal, column, ret_redone);

    const zoned_picture picture = zoned_picture_of(decimal);
    const encode_rule rule = zoned_rule_of(&picture, decimal);
    const int is_wide = ph_encode_shape_of(decimal.digits) == PH_ENCODE_WIDE;
    const ph_encode_walk walk = { is_wide ? run_zoned_wide : run_zoned, &rule,
                                  ph_zoned_encode_scalar, BLOCK };

    return ph_encode_column(walk, values, decimal, column, ret_redone);
}
