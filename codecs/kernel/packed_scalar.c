/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Packed decimals: decode_cell() is the specification, the byte tables below it are the speed. */
#include "kernel/int128.h"
#include "kernel/kernel.h"
#include "kernel/packed.h"
#include "kernel/prefetch.h"
#include "kernel/sign.h"
#include "kernel/widen.h"
#include "kernel/word.h"

/* What the specification says of a good cell. */
typedef struct packed_number {
    ph_uint128 magnitude;
    int is_negative;
} packed_number;

static ph_codec_status decode_cell(const uint8_t *cell, packed_picture picture,
                                   packed_number *ret_number, size_t *ret_bad_byte)
{
    const size_t last = PH_PACKED_WIDTH(picture.digits) - 1;
    const unsigned sign = cell[last] & 0x0f;
    ph_uint128 magnitude = 0;

    for (size_t i = 0; i <= last; i++) {
        const int is_pad = i == 0 && picture.digits % 2 == 0;
        const unsigned high = is_pad && picture.ignores_pad ? 0 : cell[i] >> 4;
        const unsigned low = cell[i] & 0x0f;

        *ret_bad_byte = i;
        if (high > (is_pad ? 0 : 9))
            return PH_CODEC_BAD_DIGIT;
        magnitude = magnitude * 10 + high;
        if (i == last)
            break;
        if (low > 9)
            return PH_CODEC_BAD_DIGIT;
        magnitude = magnitude * 10 + low;
    }
    if (!ph_sign_is_valid(sign, picture.is_signed))
        return PH_CODEC_BAD_SIGN;
    *ret_number = (packed_number){ magnitude, ph_sign_factor[sign] < 0 };
    return PH_CODEC_OK;
}

/*
 * What each byte of a cell adds to the magnitude, so that a cell is decoded and checked by a lookup
 * and an addition a byte. A bad byte adds BAD, which is more than any magnitude of 18 digits, and
 * so little that a cell full of it does not wrap.
 */
#define BAD (UINT64_C(1) << 60)

#define TWO_DIGITS(high, low, weight)                                                              \
    ((high) > 9 || (low) > 9 ? BAD : ((high)*10 + (low)) * UINT64_C(weight))
#define DIGIT_AND_SIGN(high, low, least_sign) ((high) > 9 || (low) < (least_sign) ? BAD : (high))

#define ROW(ENTRY, high, with)                                                                     \
    ENTRY(high, 0, with), ENTRY(high, 1, with), ENTRY(high, 2, with), ENTRY(high, 3, with),        \
        ENTRY(high, 4, with), ENTRY(high, 5, with), ENTRY(high, 6, with), ENTRY(high, 7, with),    \
        ENTRY(high, 8, with), ENTRY(high, 9, with), ENTRY(high, 10, with), ENTRY(high, 11, with),  \
        ENTRY(high, 12, with), ENTRY(high, 13, with), ENTRY(high, 14, with), ENTRY(high, 15, with)
#define TABLE(ENTRY, with)                                                                         \
    {                                                                                              \
        ROW(ENTRY, 0, with), ROW(ENTRY, 1, with), ROW(ENTRY, 2, with), ROW(ENTRY, 3, with),        \
            ROW(ENTRY, 4, with), ROW(ENTRY, 5, with), ROW(ENTRY, 6, with), ROW(ENTRY, 7, with),    \
            ROW(ENTRY, 8, with), ROW(ENTRY, 9, with), ROW(ENTRY, 10, with), ROW(ENTRY, 11, with),  \
            ROW(ENTRY, 12, with), ROW(ENTRY, 13, with), ROW(ENTRY, 14, with), ROW(ENTRY, 15, with) \
    }

#define CODES     256
#define WIDTH_MAX PH_PACKED_WIDTH(PH_DECIMAL_MAX_DIGITS)

/* By how many bytes stand between this one and the end of the cell; of the last byte see below. */
static const uint64_t digit_bytes[WIDTH_MAX][CODES] = {
    [1] = TABLE(TWO_DIGITS, 10),
    [2] = TABLE(TWO_DIGITS, 1000),
    [3] = TABLE(TWO_DIGITS, 100000),
    [4] = TABLE(TWO_DIGITS, 10000000),
    [5] = TABLE(TWO_DIGITS, 1000000000),
    [6] = TABLE(TWO_DIGITS, 100000000000),
    [7] = TABLE(TWO_DIGITS, 10000000000000),
    [8] = TABLE(TWO_DIGITS, 1000000000000000),
    [9] = TABLE(TWO_DIGITS, 100000000000000000),
};

/* The last byte, of signed and of unsigned cells. */
static const uint64_t signed_bytes[CODES] = TABLE(DIGIT_AND_SIGN, 0xa);
static const uint64_t unsigned_bytes[CODES] = TABLE(DIGIT_AND_SIGN, 0xf);

/* What the fast path must know of a picture. */
typedef struct byte_rules {
    const uint64_t *last_bytes;
    unsigned bad_pad; /* The bits of the first byte that must not be set. */
} byte_rules;

static byte_rules byte_rules_of(packed_picture picture)
{
    const int is_padded = picture.digits % 2 == 0;

    return (byte_rules){ picture.is_signed ? signed_bytes : unsigned_bytes,
                         is_padded && !picture.ignores_pad ? 0xf0 : 0 };
}

/* What count bytes of digits add, the last of which has behind bytes behind it. */
static inline uint64_t sum_bytes(const uint8_t *bytes, size_t count, size_t behind)
{
    uint64_t sum = 0;
    size_t i = 0;

    /* Four bytes in one load: two loads a byte are what limits this. */
    for (; i + 4 <= count; i += 4) {
        const uint64_t(*const tables)[CODES] = digit_bytes + behind + count - i - 4;
        const uint32_t four = ph_half_word_load_reversed(bytes + i);

        sum += tables[3][four & 0xff] + tables[2][four >> 8 & 0xff];
        sum += tables[1][four >> 16 & 0xff] + tables[0][four >> 24];
    }
    for (; i < count; i++)
        sum += digit_bytes[behind + count - i - 1][bytes[i]];
    return sum;
}

/* Returns the magnitude, BAD or more when the cell is not good. */
static inline uint64_t magnitude_of(const uint8_t *cell, size_t width, int has_pad,
                                    byte_rules rules)
{
    uint64_t sum = rules.last_bytes[cell[width - 1]];

    if (!has_pad)
        return sum + sum_bytes(cell, width - 1, 1);
    sum += digit_bytes[width - 1][cell[0] & 0x0f] + sum_bytes(cell + 1, width - 2, 1);
    return (cell[0] & rules.bad_pad) == 0 ? sum : BAD;
}

/* Unsigned, for what a bad cell comes to must not overflow. */
static inline int64_t apply_sign(uint64_t magnitude, uint8_t last_byte)
{
    return (int64_t)(magnitude * (uint64_t)ph_sign_factor[last_byte & 0x0f]);
}

#define BLOCK 4

/*
 * Decodes cells from first on for as long as they are good; returns the index of the first one that
 * is not. One branch a block says so; the block that has a bad cell is gone through cell by cell.
 *
 * width is column.width and has_pad whether the digits are even in number, given apart for the
 * compiler to make one loop for each.
 */
static inline __attribute__((always_inline)) size_t decode_run(ph_column column, size_t width,
                                                               int has_pad, byte_rules rules,
                                                               size_t first, int64_t *restrict out)
{
    const uint8_t *cell = column.cells + first * column.stride;
    size_t record = first;

    for (; column.count - record >= BLOCK; record += BLOCK) {
        int64_t values[BLOCK];
        uint64_t seen = 0;

        for (size_t i = 0; i < BLOCK; i++, cell += column.stride) {
            ph_prefetch_ahead(cell);
            const uint64_t magnitude = magnitude_of(cell, width, has_pad, rules);

            seen |= magnitude;
            values[i] = apply_sign(magnitude, cell[width - 1]);
        }
        if (seen >= BAD)
            break;
        for (size_t i = 0; i < BLOCK; i++)
            out[record + i] = values[i];
    }
    for (cell = column.cells + record * column.stride; record < column.count; record++) {
        const uint64_t magnitude = magnitude_of(cell, width, has_pad, rules);

        if (magnitude >= BAD)
            break;
        out[record] = apply_sign(magnitude, cell[width - 1]);
        cell += column.stride;
    }
    return record;
}

typedef size_t decode_run_function(ph_column column, byte_rules rules, size_t first,
                                   int64_t *restrict out);

#define FOR_EACH_DIGITS(X)                                                                         \
    X(1)                                                                                           \
    X(2)                                                                                           \
    X(3)                                                                                           \
    X(4)                                                                                           \
    X(5)                                                                                           \
    X(6)                                                                                           \
    X(7)                                                                                           \
    X(8)                                                                                           \
    X(9)                                                                                           \
    X(10)                                                                                          \
    X(11)                                                                                          \
    X(12)                                                                                          \
    X(13)                                                                                          \
    X(14)                                                                                          \
    X(15)                                                                                          \
    X(16)                                                                                          \
    X(17)                                                                                          \
    X(18)
#define DEFINE_RUN(digits)                                                                         \
    static size_t decode_run_##digits(ph_column column, byte_rules rules, size_t first,            \
                                      int64_t *restrict out)                                       \
    {                                                                                              \
        return decode_run(column, PH_PACKED_WIDTH(digits), (digits) % 2 == 0, rules, first, out);  \
    }
#define RUN(digits) [digits] = decode_run_##digits,

FOR_EACH_DIGITS(DEFINE_RUN)
static decode_run_function *const runs[PH_DECIMAL_MAX_DIGITS + 1] = { FOR_EACH_DIGITS(RUN) };

ph_decode_result ph_packed_decode_scalar(ph_column column, ph_decimal decimal,
                                         int64_t *restrict out, size_t *ret_redone)
{
    const packed_picture picture = packed_picture_of(decimal);
    const byte_rules rules = byte_rules_of(picture);

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        record = runs[picture.digits](column, rules, record, out);
        if (record == column.count)
            break;

        const uint8_t *cell = column.cells + record * column.stride;
        packed_number number;
        size_t bad_byte;
        const ph_codec_status status = decode_cell(cell, picture, &number, &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
        out[record] = number.is_negative ? -(int64_t)number.magnitude : (int64_t)number.magnitude;
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

/* The last bytes of a wide cell, whose magnitude fits 64 bits... */
#define TAIL_BYTES ((size_t)8)
/* ...and what the digits in front of them count, a tenth of it: digit_bytes begin with tens. */
#define HEAD_WEIGHT UINT64_C(100000000000000)

/* As decode_run(), of cells of more digits than int64_t has room for. */
static size_t decode_run_128(ph_column column, byte_rules rules, size_t first,
                             ph_int128 *restrict out)
{
    const size_t head_bytes = column.width - TAIL_BYTES;
    size_t record = first;

    for (; record < column.count; record++) {
        const uint8_t *cell = column.cells + record * column.stride;
        const uint64_t head = sum_bytes(cell, head_bytes, 1);
        const uint64_t tail = magnitude_of(cell + head_bytes, TAIL_BYTES, 0, rules);

        if ((head | tail) >= BAD || (cell[0] & rules.bad_pad) != 0)
            break;
        out[record] = ph_int128_of((ph_uint128)head * HEAD_WEIGHT + tail,
                                   ph_sign_factor[cell[column.width - 1] & 0x0f] < 0);
    }
    return record;
}

ph_decode_result ph_packed_decode_128_scalar(ph_column column, ph_decimal decimal,
                                             ph_int128 *restrict out, size_t *ret_redone)
{
    const packed_picture picture = packed_picture_of(decimal);
    const byte_rules rules = byte_rules_of(picture);

    if (decimal.digits <= PH_DECIMAL_MAX_DIGITS)
        return ph_widen_decoded(ph_packed_decode_scalar, column, decimal, out, ret_redone);
    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        record = decode_run_128(column, rules, record, out);
        if (record == column.count)
            break;

        const uint8_t *cell = column.cells + record * column.stride;
        packed_number number;
        size_t bad_byte;
        const ph_codec_status status = decode_cell(cell, picture, &number, &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
        out[record] = ph_int128_of(number.magnitude, number.is_negative);
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
