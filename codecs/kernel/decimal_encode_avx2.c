/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers to packed and zoned cells, four a register. What is written is a piece of a cell, or two
 * cells, in each half of a register; a store goes beyond it, to where the next cell will be.
 */
#include "kernel/digits_avx2.h"

#define PIECES 4

/* Sixteen bytes of the cells of each half, which has two lanes. */
typedef struct encode_piece {
    __m256i index;      /* By byte: that of the digits, in the half; 0x80: none. */
    __m256i head;       /* Zoned: that of the digits in front of the last 16. */
    __m256i plus;       /* Zoned: what a cell of plus 0 has there... */
    __m256i minus;      /* ...and what a minus adds. */
    __m256i cells;      /* Zoned: a byte of the cell's lane. */
    __m256i plus_zero;  /* Overpunched in ASCII: what a digit 0 adds... */
    __m256i minus_zero; /* ...and how much less it is with a minus. */
    size_t at;          /* Where it stands in the cells of the first half. */
} encode_piece;

typedef struct encode_rule {
    __m256i least, most; /* Of the numbers that fit. */
    __m256i sign;        /* Packed: makes a sign of a nibble that is 1 for minus. */
    __m256i blank;       /* Zoned: 0, or what zero is written as. */
    digit_factors factors;
    __m256i six, sixes, six_hundreds; /* As those. */
    size_t width;
    encode_piece pieces[PIECES];
} encode_rule;

/* What the compiler makes a loop of its own for. */
typedef struct encode_kind {
    ph_encode_shape shape;
    int is_packed;
    int is_overpunched; /* Zoned: in ASCII, perhaps. */
    int is_blank;       /* Zoned: when zero, perhaps. */
    int pieces;         /* 1: two cells; 2: a cell each; 4: the begin and the end of each. */
} encode_kind;

/* A nibble a digit: at each place 16 instead of 10. */
PH_AVX2_INLINE __m256i nibbles_of(const encode_rule *rule, __m256i fours)
{
    const __m256i low = _mm256_add_epi16(fours, _mm256_mullo_epi16(tenths(fours), rule->six));
    const __m256i high =
        _mm256_add_epi16(_mm256_mullo_epi16(hundredths(fours), rule->sixes),
                         _mm256_mullo_epi16(thousandths(fours), rule->six_hundreds));

    return _mm256_add_epi16(low, high);
}

/* Of the signs that ASCII has a digit with, all but two follow their digits. */
PH_AVX2_INLINE __m256i put_braces(const encode_piece *piece, __m256i bytes, __m256i digits,
                                  __m256i is_minus)
{
    const __m256i zero =
        _mm256_sub_epi8(piece->plus_zero, _mm256_and_si256(is_minus, piece->minus_zero));

    return _mm256_add_epi8(
        bytes, _mm256_and_si256(zero, _mm256_cmpeq_epi8(digits, _mm256_setzero_si256())));
}

PH_AVX2_INLINE __m256i put_blanks(const encode_rule *rule, const encode_piece *piece, __m256i bytes,
                                  __m256i magnitudes)
{
    const __m256i is_zero = _mm256_cmpeq_epi64(magnitudes, _mm256_setzero_si256());
    const __m256i is_blank =
        _mm256_and_si256(_mm256_shuffle_epi8(is_zero, piece->cells),
                         _mm256_cmpgt_epi8(rule->blank, _mm256_setzero_si256()));

    return _mm256_blendv_epi8(bytes, rule->blank, is_blank);
}

PH_AVX2_INLINE __m256i put_zoned(const encode_rule *rule, const encode_piece *piece, __m256i last,
                                 __m256i head, lane_numbers numbers, encode_kind kind)
{
    const __m256i is_minus = _mm256_shuffle_epi8(numbers.is_negative, piece->cells);
    __m256i digits = _mm256_shuffle_epi8(last, piece->index);

    if (kind.shape == PH_ENCODE_WIDE)
        digits = _mm256_or_si256(digits, _mm256_shuffle_epi8(head, piece->head));

    __m256i bytes = _mm256_add_epi8(_mm256_or_si256(digits, piece->plus),
                                    _mm256_and_si256(is_minus, piece->minus));

    if (kind.is_overpunched)
        bytes = put_braces(piece, bytes, digits, is_minus);
    return kind.is_blank ? put_blanks(rule, piece, bytes, numbers.magnitudes) : bytes;
}

PH_AVX2_INLINE void make_zoned(const encode_rule *rule, lane_numbers numbers, encode_kind kind,
                               __m256i pieces[PIECES])
{
    const lane_fours fours = fours_of(numbers.magnitudes, kind.shape);
    const __m256i pairs = pairs_of(&rule->factors, fours.last);

    for (int i = 0; i < kind.pieces; i++) {
        const int lane = kind.pieces == 1 ? 2 : i % 2;
        const __m256i digits = digits_of(&rule->factors, spread_pairs(pairs, lane));
        const __m256i head = digits_of(&rule->factors, spread_pairs(fours.head, lane));

        pieces[i] = put_zoned(rule, &rule->pieces[i], digits, head, numbers, kind);
    }
}

/* Ten times the number, and 1 where the sign is minus. */
PH_AVX2_INLINE __m256i append_sign(lane_numbers numbers)
{
    const __m256i m = numbers.magnitudes;
    const __m256i ten = _mm256_add_epi64(_mm256_slli_epi64(m, 3), _mm256_add_epi64(m, m));

    return _mm256_sub_epi64(ten, numbers.is_negative);
}

PH_AVX2_INLINE void make_packed(const encode_rule *rule, lane_numbers numbers, encode_kind kind,
                                __m256i pieces[PIECES])
{
    const lane_fours fours = fours_of(append_sign(numbers), kind.shape);
    const __m256i last = _mm256_xor_si256(nibbles_of(rule, fours.last), rule->sign);

    if (kind.pieces == 1) {
        pieces[0] = _mm256_shuffle_epi8(last, rule->pieces[0].index);
        return;
    }
    const __m256i head = nibbles_of(rule, fours.head);

    pieces[0] = _mm256_shuffle_epi8(_mm256_unpacklo_epi64(last, head), rule->pieces[0].index);
    pieces[1] = _mm256_shuffle_epi8(_mm256_unpackhi_epi64(last, head), rule->pieces[1].index);
}

PH_AVX2_INLINE void store_half(uint8_t *out, __m128i half)
{
    _mm_storeu_si128((__m128i *)(void *)out, half);
}

/* Encodes four numbers back to back; writes up to HALF bytes behind them, too. */
PH_AVX2_INLINE void encode_four(const encode_rule *rule, const int64_t *values, uint8_t *out,
                                encode_kind kind)
{
    const lane_numbers numbers = numbers_of(ph_avx2_load((const uint8_t *)(const void *)values));
    __m256i pieces[PIECES];

    if (kind.is_packed)
        make_packed(rule, numbers, kind, pieces);
    else
        make_zoned(rule, numbers, kind, pieces);
    /* In the order of what they go beyond. */
    for (int i = 0; i < kind.pieces; i++)
        store_half(out + rule->pieces[i].at, _mm256_castsi256_si128(pieces[i]));
    for (int i = 0; i < kind.pieces; i++)
        store_half(out + 2 * rule->width + rule->pieces[i].at,
                   _mm256_extracti128_si256(pieces[i], 1));
}

#define BLOCK PH_AVX2_BLOCK_CELLS

/* Returns how many blocks, of the first count, hold only numbers that fit. */
static inline size_t count_fitting(const encode_rule *rule, const int64_t *values, size_t count)
{
    for (size_t block = 0; block < count; block++, values += BLOCK) {
        __m256i faults = _mm256_setzero_si256();

        for (size_t i = 0; i < BLOCK; i += LANES) {
            const __m256i numbers = ph_avx2_load((const uint8_t *)(const void *)(values + i));
            const __m256i is_outside = _mm256_or_si256(_mm256_cmpgt_epi64(numbers, rule->most),
                                                       _mm256_cmpgt_epi64(rule->least, numbers));

            faults = _mm256_or_si256(faults, is_outside);
        }
        if (_mm256_movemask_pd(_mm256_castsi256_pd(faults)) != 0)
            return block;
    }
    return count;
}

/* Encodes a block, of which column.count are there, and writes these only. */
PH_AVX2_INLINE void encode_apart(const encode_rule *rule, const int64_t *values,
                                 ph_column_output column, encode_kind kind)
{
    uint8_t cells[BLOCK * PH_ENCODE_WIDTH_MAX + HALF];

    for (size_t i = 0; i < BLOCK; i += LANES)
        encode_four(rule, values + i, cells + i * rule->width, kind);
    for (size_t i = 0; i < column.count; i++)
        ph_encode_copy_cell(column.cells + i * column.stride, cells + i * rule->width, rule->width);
}

/* The column's first count cells, a whole number of blocks. The last one is not to be gone beyond:
 * what stands behind it may not fit. */
PH_AVX2_INLINE void encode_whole(const encode_rule *rule, const int64_t *values,
                                 ph_column_output column, size_t count, encode_kind kind)
{
    const size_t in_place = column.stride == column.width ? count - BLOCK : 0;

    for (size_t i = 0; i < in_place; i += LANES)
        encode_four(rule, values + i, column.cells + i * rule->width, kind);
    for (size_t i = in_place; i < count; i += BLOCK) {
        ph_column_output block = ph_encode_rest(column, i);

        block.count = BLOCK;
        encode_apart(rule, values + i, block, kind);
    }
}

/* Blocks that are judged before they are written. */
#define JUDGED ((size_t)64)

/* As ph_encode_run. */
PH_AVX2_INLINE size_t encode_blocks(const encode_rule *rule, const int64_t *values,
                                    ph_column_output column, encode_kind kind)
{
    size_t record = 0;

    while (column.count - record >= BLOCK) {
        const size_t blocks = (column.count - record) / BLOCK;
        const size_t judged = blocks < JUDGED ? blocks : JUDGED;
        const size_t fitting = count_fitting(rule, values + record, judged);

        if (fitting > 0)
            encode_whole(rule, values + record, ph_encode_rest(column, record), fitting * BLOCK,
                         kind);
        record += fitting * BLOCK;
        if (fitting < judged)
            return record;
    }
    if (record < column.count) {
        const size_t left = column.count - record;
        int64_t last[BLOCK] = { 0 };

        memcpy(last, values + record, left * sizeof(*last));
        if (count_fitting(rule, last, 1) == 0)
            return record;
        encode_apart(rule, last, ph_encode_rest(column, record), kind);
    }
    return column.count;
}

#define ENCODE_KERNEL(name, ...)                                                                   \
    static size_t run_##name(const void *rule, const int64_t *values, ph_column_output column)     \
    {                                                                                              \
        const encode_rule fixed = *(const encode_rule *)rule;                                      \
                                                                                                   \
        return encode_blocks(&fixed, values, column, (encode_kind){ __VA_ARGS__ });                \
    }

ENCODE_KERNEL(packed_short, PH_ENCODE_SHORT, 1, 0, 0, 1)
ENCODE_KERNEL(packed_middle, PH_ENCODE_MIDDLE, 1, 0, 0, 1)
ENCODE_KERNEL(packed_full, PH_ENCODE_FULL, 1, 0, 0, 1)
ENCODE_KERNEL(packed_wide, PH_ENCODE_WIDE, 1, 0, 0, 2)

#define ZONED_KERNELS(name, ...)                                                                   \
    ENCODE_KERNEL(name##_short, PH_ENCODE_SHORT, 0, __VA_ARGS__, 1)                                \
    ENCODE_KERNEL(name##_middle, PH_ENCODE_MIDDLE, 0, __VA_ARGS__, 2)                              \
    ENCODE_KERNEL(name##_full, PH_ENCODE_FULL, 0, __VA_ARGS__, 2)                                  \
    ENCODE_KERNEL(name##_wide, PH_ENCODE_WIDE, 0, __VA_ARGS__, 4)

ZONED_KERNELS(zoned, 0, 0)
ZONED_KERNELS(overpunched, 1, 0)
ZONED_KERNELS(blank, 1, 1)

/* By byte of a half, as a rule is made. */
typedef struct piece_bytes {
    uint8_t index[HALF], head[HALF], plus[HALF], minus[HALF], cells[HALF];
    uint8_t plus_zero[HALF], minus_zero[HALF];
} piece_bytes;

#define NO_DIGIT 0x80

static encode_piece piece_of(const piece_bytes *bytes, size_t at)
{
    return (encode_piece){
        .index = ph_avx2_both_lanes(bytes->index),
        .head = ph_avx2_both_lanes(bytes->head),
        .plus = ph_avx2_both_lanes(bytes->plus),
        .minus = ph_avx2_both_lanes(bytes->minus),
        .cells = ph_avx2_both_lanes(bytes->cells),
        .plus_zero = ph_avx2_both_lanes(bytes->plus_zero),
        .minus_zero = ph_avx2_both_lanes(bytes->minus_zero),
        .at = at,
    };
}

/* A byte of a cell, whose digits are those from digit on. */
static void note_zoned_byte(const zoned_picture *picture, size_t byte, unsigned cell,
                            unsigned digit, size_t at, piece_bytes *bytes)
{
    const int place = ph_encode_zoned_place(picture, byte);

    bytes->plus[at] = ph_encode_zoned_plus(picture, byte);
    bytes->minus[at] = ph_encode_zoned_minus(picture, byte);
    bytes->cells[at] = (uint8_t)(8 * cell);
    if (byte == picture->sign_at && ph_encode_is_ascii_overpunched(picture)) {
        bytes->plus[at] = 'A' - 1;
        bytes->minus[at] = 'J' - 'A';
        bytes->plus_zero[at] = '{' - ('A' - 1);
        bytes->minus_zero[at] = ('{' - ('A' - 1)) - ('}' - ('J' - 1));
    }
    if (place >= (int)HALF)
        bytes->head[at] = (uint8_t)(place - (int)HALF);
    else if (place != PH_ENCODE_NO_PLACE)
        bytes->index[at] = (uint8_t)((unsigned)place + digit);
}

/* A cell's bytes from first on; of cells of 8 bytes and less, the second one's behind them. */
static encode_piece zoned_piece_of(const zoned_picture *picture, size_t first, unsigned cell)
{
    const size_t width = picture->width;
    piece_bytes bytes = { .plus = { 0 } };

    memset(bytes.index, NO_DIGIT, sizeof(bytes.index));
    memset(bytes.head, NO_DIGIT, sizeof(bytes.head));
    for (size_t at = 0; at < HALF; at++) {
        const int is_second = width <= HALF / 2 && at >= width;
        const size_t byte = first + at - (is_second ? width : 0);

        if (byte < width)
            note_zoned_byte(picture, byte, is_second ? 1 : cell, is_second ? 8 : 0, at, &bytes);
    }
    return piece_of(&bytes, cell * width + first);
}

static encode_rule rule_of(ph_decimal decimal, size_t width)
{
    const int is_signed = (decimal.flags & PH_DECIMAL_SIGNED) != 0;
    const uint64_t limit = (uint64_t)ph_power_of_ten(decimal.digits);

    return (encode_rule){
        .least = all_lanes(is_signed ? 1 - limit : 0),
        .most = all_lanes(limit - 1),
        .sign = all_lanes(ph_sign_to_write(is_signed, 0)),
        .factors = digit_factors_of(),
        .six = _mm256_set1_epi16(16 - 10),
        .sixes = _mm256_set1_epi16(256 - 160),
        .six_hundreds = _mm256_set1_epi16(4096 - 2560),
        .width = width,
    };
}

static encode_rule zoned_rule_of(const zoned_picture *picture, ph_decimal decimal)
{
    const int is_blank = (picture->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0;
    const size_t last = picture->width > HALF ? picture->width - HALF : 0;
    encode_rule rule = rule_of(decimal, picture->width);

    rule.blank = _mm256_set1_epi8((char)(is_blank ? picture->blank : 0));
    for (unsigned i = 0; i < PIECES; i++)
        rule.pieces[i] = zoned_piece_of(picture, i < 2 ? 0 : last, i % 2);
    return rule;
}

/* Packed cells begin where the numbers end. */
static encode_rule packed_rule_of(ph_decimal decimal, size_t width)
{
    encode_rule rule = rule_of(decimal, width);
    piece_bytes bytes = { .index = { 0 } };

    for (size_t at = 0; at < HALF; at++) {
        const int is_second = width <= HALF / 2 && at >= width;
        const size_t byte = at - (is_second ? width : 0);

        if (byte < width)
            bytes.index[at] = (uint8_t)((is_second ? 8 : 0) + width - 1 - byte);
    }
    rule.pieces[0] = piece_of(&bytes, 0);
    rule.pieces[1] = piece_of(&bytes, width);
    return rule;
}

ph_encode_result ph_packed_encode_avx2(const int64_t *values, ph_decimal decimal,
                                       ph_column_output column, size_t *ret_redone)
{
    static ph_encode_run *const runs[] = { run_packed_short, run_packed_middle, run_packed_full,
                                           run_packed_wide };

    if (column.count < PH_ENCODE_COUNT_MIN)
        return ph_packed_encode_scalar(values, decimal, column, ret_redone);

    const encode_rule rule = packed_rule_of(decimal, column.width);
    const ph_encode_walk walk = { runs[ph_encode_shape_of(decimal.digits + 1)], &rule,
                                  ph_packed_encode_scalar, BLOCK };

    return ph_encode_column(walk, values, decimal, column, ret_redone);
}

ph_encode_result ph_zoned_encode_avx2(const int64_t *values, ph_decimal decimal,
                                      ph_column_output column, size_t *ret_redone)
{
    static ph_encode_run *const runs[3][4] = {
        { run_zoned_short, run_zoned_middle, run_zoned_full, run_zoned_wide },
        { run_overpunched_short, run_overpunched_middle, run_overpunched_full,
          run_overpunched_wide },
        { run_blank_short, run_blank_middle, run_blank_full, run_blank_wide },
    };

    if (column.count < PH_ENCODE_COUNT_MIN)
        return ph_zoned_encode_scalar(values, decimal, column, ret_redone);

    const zoned_picture picture = zoned_picture_of(decimal);
    const encode_rule rule = zoned_rule_of(&picture, decimal);
    const int is_blank = (picture.flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0;
    const int kind = is_blank ? 2 : ph_encode_is_ascii_overpunched(&picture);
    /* By width: the shapes stand for as many pieces, too. */
    const ph_encode_shape shape = ph_encode_shape_of((uint32_t)picture.width);
    const ph_encode_walk walk = { runs[kind][shape], &rule, ph_zoned_encode_scalar, BLOCK };

    return ph_encode_column(walk, values, decimal, column, ret_redone);
}
