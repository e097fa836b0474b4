/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Zoned decimals: decode_cell() is the specification, the words below it are the speed. */
#include "kernel/int128.h"
#include "kernel/kernel.h"
#include "kernel/prefetch.h"
#include "kernel/widen.h"
#include "kernel/word.h"
#include "kernel/zoned.h"

/* What the specification says of a good cell. */
typedef struct zoned_number {
    ph_uint128 magnitude;
    int is_negative;
} zoned_number;

/* What the specification says of the byte that holds the sign. */
typedef struct zoned_sign {
    ph_codec_status status;
    unsigned digit; /* 0 where the sign is separate. */
    int is_negative;
} zoned_sign;

static ph_codec_status read_digit(uint8_t byte, const zoned_picture *picture, unsigned *ret_digit)
{
    *ret_digit = byte & 0x0f;
    if (byte >> 4 != picture->zone)
        return PH_CODEC_BAD_ZONE;
    return *ret_digit > 9 ? PH_CODEC_BAD_DIGIT : PH_CODEC_OK;
}

#define CODES 256

#define DIGITS_FROM_ZERO(first, factor)                                                            \
    [first] = { factor, 0 }, DIGITS_FROM_ONE((first) + 1, factor)
#define DIGITS_FROM_ONE(first, factor)                                                             \
    [first] = { factor, 1 }, [(first) + 1] = { factor, 2 }, [(first) + 2] = { factor, 3 },         \
    [(first) + 3] = { factor, 4 }, [(first) + 4] = { factor, 5 }, [(first) + 5] = { factor, 6 },   \
    [(first) + 6] = { factor, 7 }, [(first) + 7] = { factor, 8 }, [(first) + 8] = { factor, 9 }

/* An unsigned cell has only digits: its last one is looked up as if it were a sign. */
static const ph_zoned_sign_byte ebcdic_digits[CODES] = { DIGITS_FROM_ZERO(0xf0, 1) };
static const ph_zoned_sign_byte ascii_digits[CODES] = { DIGITS_FROM_ZERO(0x30, 1) };
static const ph_zoned_sign_byte overpunches[CODES] = {
    DIGITS_FROM_ZERO(0xa0, 1),  DIGITS_FROM_ZERO(0xb0, -1), DIGITS_FROM_ZERO(0xc0, 1),
    DIGITS_FROM_ZERO(0xd0, -1), DIGITS_FROM_ZERO(0xe0, 1),  DIGITS_FROM_ZERO(0xf0, 1),
};
static const ph_zoned_sign_byte copybook_rs_overpunches[CODES] = {
    DIGITS_FROM_ZERO(0xc0, 1),
    DIGITS_FROM_ZERO(0xd0, -1),
    DIGITS_FROM_ZERO(0xf0, 1),
};
/* Plain digits; { and A to I; } and J to R. */
static const ph_zoned_sign_byte ascii_overpunches[CODES] = {
    DIGITS_FROM_ZERO(0x30, 1), [0x7b] = { 1, 0 },         DIGITS_FROM_ONE(0x41, 1),
    [0x7d] = { -1, 0 },        DIGITS_FROM_ONE(0x4a, -1),
};
static const ph_zoned_sign_byte separate_signs[CODES] = { [0x4e] = { 1, 0 }, [0x60] = { -1, 0 } };
static const ph_zoned_sign_byte copybook_rs_separate_signs[CODES] = {
    [0x4e] = { 1, 0 },
    [0x60] = { -1, 0 },
    [0x40] = { 1, 0 },
    [0xf0] = { 1, 0 },
};
static const ph_zoned_sign_byte ascii_separate_signs[CODES] = {
    [0x2b] = { 1, 0 }, [0x2d] = { -1, 0 }
};

const ph_zoned_sign_byte *ph_zoned_sign_bytes(const zoned_picture *picture)
{
    const int is_ascii = (picture->flags & PH_DECIMAL_ASCII) != 0;
    const int is_copybook_rs = (picture->flags & PH_DECIMAL_COPYBOOK_RS) != 0;

    if (!picture->is_signed)
        return is_ascii ? ascii_digits : ebcdic_digits;
    if (is_ascii)
        return picture->is_separate ? ascii_separate_signs : ascii_overpunches;
    if (is_copybook_rs)
        return picture->is_separate ? copybook_rs_separate_signs : copybook_rs_overpunches;
    return picture->is_separate ? separate_signs : overpunches;
}

/* The byte at sign_at, which is not one that the table has. */
static ph_codec_status judge_bad_sign(uint8_t byte, const zoned_picture *picture)
{
    unsigned digit;

    if (!picture->is_signed)
        return read_digit(byte, picture, &digit);
    if (picture->is_separate || (picture->flags & PH_DECIMAL_ASCII) != 0)
        return PH_CODEC_BAD_SIGN;
    /* A sign there is, when the same zone does well with digit 0. */
    return ph_zoned_sign_bytes(picture)[byte & 0xf0].factor != 0 ? PH_CODEC_BAD_DIGIT
                                                                 : PH_CODEC_BAD_SIGN;
}

/* The byte at sign_at. */
static zoned_sign read_sign(uint8_t byte, const zoned_picture *picture)
{
    const ph_zoned_sign_byte sign = ph_zoned_sign_bytes(picture)[byte];

    if (sign.factor == 0)
        return (zoned_sign){ judge_bad_sign(byte, picture), 0, 0 };
    return (zoned_sign){ PH_CODEC_OK, sign.digit, sign.factor < 0 };
}

static int is_blank(const uint8_t *cell, const zoned_picture *picture)
{
    size_t i = 0;

    while (i < picture->width && cell[i] == picture->blank)
        i++;
    return i == picture->width;
}

static ph_codec_status decode_cell(const uint8_t *cell, const zoned_picture *picture,
                                   zoned_number *ret_number, size_t *ret_bad_byte)
{
    zoned_number number = { 0 };

    for (size_t i = 0; i < picture->width; i++) {
        zoned_sign read = { 0 };

        if (i == picture->sign_at) {
            read = read_sign(cell[i], picture);
            number.is_negative = read.is_negative;
        } else {
            read.status = read_digit(cell[i], picture, &read.digit);
        }
        if (read.status != PH_CODEC_OK) {
            *ret_bad_byte = i;
            *ret_number = (zoned_number){ 0 };
            if ((picture->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0 && is_blank(cell, picture))
                return PH_CODEC_OK;
            return read.status;
        }
        if (i != picture->sign_at || !picture->is_separate)
            number.magnitude = number.magnitude * 10 + read.digit;
    }
    *ret_number = number;
    return PH_CODEC_OK;
}

/*
 * A cell is the byte that holds the sign, looked up, and words of the digits beside it, up to eight
 * a word, the first of them filled from its end.
 */
typedef struct zoned_words {
    size_t count;        /* 0 to 4. */
    size_t end;          /* Offset in the cell just past the last digit of the last word. */
    size_t sign_at;      /* As in zoned_picture. */
    uint64_t zones;      /* The zone of every digit of a word... */
    uint64_t keep_first; /* ...and the bits of the first word that belong to the cell. */
    const ph_zoned_sign_byte *signs;
    int is_trailing;      /* Whether the sign's digit follows the others... */
    uint64_t sign_weight; /* ...or, of up to 18 digits, what it is worth. */
} zoned_words;

static zoned_words words_of(const zoned_picture *picture)
{
    const int is_trailing = !picture->is_separate && picture->sign_at == picture->width - 1;
    const uint32_t digits = picture->digits - (picture->is_separate ? 0 : 1);
    const uint32_t first_digits = digits > 0 ? (digits - 1) % PH_WORD_BYTES + 1 : PH_WORD_BYTES;

    return (zoned_words){
        .count = (digits + PH_WORD_BYTES - 1) / PH_WORD_BYTES,
        .end = is_trailing || picture->sign_at > 0 ? picture->width - 1 : picture->width,
        .sign_at = picture->sign_at,
        .zones = UINT64_C(0x1010101010101010) * picture->zone,
        .keep_first = ph_word_last_bytes_reversed(first_digits),
        .signs = ph_zoned_sign_bytes(picture),
        .is_trailing = is_trailing,
        .sign_weight = (uint64_t)ph_power_of_ten(picture->digits - 1),
    };
}

/*
 * Eight digit bytes, the first of them the lowest, as a number. Neighbours are joined to 2 digits
 * in every other byte; then each multiplication gives two of these pairs their weights, and adds
 * them up in its upper half.
 */
static inline uint64_t join_digits(uint64_t bytes)
{
    const uint64_t pairs = bytes * 10 + (bytes >> 8);
    const uint64_t even = pairs & UINT64_C(0x000000ff000000ff);
    const uint64_t odd = pairs >> 16 & UINT64_C(0x000000ff000000ff);

    return (even * (100 + (UINT64_C(1000000) << 32)) + odd * (1 + (UINT64_C(10000) << 32))) >> 32;
}

/* What a block of cells is judged by at once. */
typedef struct zoned_seen {
    uint64_t above_nine; /* HIGH_NIBBLES: the digit bytes that were not good. */
    int factors;         /* Even: a sign was not good. */
} zoned_seen;

#define HIGH_NIBBLES UINT64_C(0xf0f0f0f0f0f0f0f0)

static inline int all_good(zoned_seen seen)
{
    return (seen.above_nine & HIGH_NIBBLES) == 0 && (seen.factors & 1) != 0;
}

/* The digits of word i from the last, as bytes 0 to 9. */
static inline uint64_t load_digits(const uint8_t *cell, const zoned_words *words, size_t word_count,
                                   size_t i, zoned_seen *seen)
{
    uint64_t x = ph_word_load_reversed(cell + words->end - i * PH_WORD_BYTES) ^ words->zones;

    x &= i == word_count ? words->keep_first : UINT64_MAX;
    seen->above_nine |= x | (x + UINT64_C(0x0606060606060606));
    return x;
}

/* The cell's value, if seen says that all is good. */
static inline int64_t value_of(const uint8_t *cell, const zoned_words *words, size_t word_count,
                               int is_trailing, zoned_seen *seen)
{
    const ph_zoned_sign_byte sign = words->signs[cell[words->sign_at]];
    uint64_t magnitude = 0;

    seen->factors &= sign.factor;
    for (size_t i = word_count; i > 0; i--)
        magnitude =
            magnitude * 100000000 + join_digits(load_digits(cell, words, word_count, i, seen));
    magnitude =
        is_trailing ? magnitude * 10 + sign.digit : magnitude + words->sign_weight * sign.digit;
    return (int64_t)(magnitude * (uint64_t)(int64_t)sign.factor);
}

#define BLOCK 4

/*
 * Decodes cells from first on for as long as they are good; returns the index of the first one that
 * is not. One branch a block says so; the block that has a bad cell is gone through cell by cell.
 * Whole words are read, which may begin up to seven bytes in front of their cell.
 *
 * word_count and is_trailing are as in words, given apart for the compiler to make one loop for
 * each.
 */
static inline __attribute__((always_inline)) size_t decode_run(ph_column column,
                                                               const zoned_words *words,
                                                               size_t word_count, int is_trailing,
                                                               size_t first, int64_t *restrict out)
{
    const zoned_words rule = *words;
    const uint8_t *cell = column.cells + first * column.stride;
    size_t record = first;

    for (; column.count - record >= BLOCK; record += BLOCK) {
        int64_t values[BLOCK];
        zoned_seen seen = { 0, 1 };

        for (size_t i = 0; i < BLOCK; i++, cell += column.stride) {
            ph_prefetch_ahead(cell);
            values[i] = value_of(cell, &rule, word_count, is_trailing, &seen);
        }
        if (!all_good(seen))
            break;
        for (size_t i = 0; i < BLOCK; i++)
            out[record + i] = values[i];
    }
    for (cell = column.cells + record * column.stride; record < column.count; record++) {
        zoned_seen seen = { 0, 1 };
        const int64_t value = value_of(cell, &rule, word_count, is_trailing, &seen);

        if (!all_good(seen))
            break;
        out[record] = value;
        cell += column.stride;
    }
    return record;
}

typedef size_t decode_run_function(ph_column column, const zoned_words *words, size_t first,
                                   int64_t *restrict out);

#define FOR_EACH_SHAPE(DO) DO(0, 0) DO(1, 0) DO(2, 0) DO(3, 0) DO(0, 1) DO(1, 1) DO(2, 1) DO(3, 1)
#define DEFINE_RUN(word_count, is_trailing)                                                        \
    static size_t decode_run_##word_count##_##is_trailing(                                         \
        ph_column column, const zoned_words *words, size_t first, int64_t *restrict out)           \
    {                                                                                              \
        return decode_run(column, words, word_count, is_trailing, first, out);                     \
    }
#define RUN(word_count, is_trailing)                                                               \
    [is_trailing][word_count] = decode_run_##word_count##_##is_trailing,

FOR_EACH_SHAPE(DEFINE_RUN)
static decode_run_function *const runs[2][4] = { FOR_EACH_SHAPE(RUN) };

ph_decode_result ph_zoned_decode_scalar(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                        size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const zoned_words words = words_of(&picture);
    const size_t first = ph_word_first_cell(words.end, column.stride, words.count * PH_WORD_BYTES);

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        if (record >= first)
            record = runs[words.is_trailing][words.count](column, &words, record, out);
        if (record == column.count)
            break;

        const uint8_t *cell = column.cells + record * column.stride;
        zoned_number number;
        size_t bad_byte;
        const ph_codec_status status = decode_cell(cell, &picture, &number, &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
        out[record] = number.is_negative ? -(int64_t)number.magnitude : (int64_t)number.magnitude;
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

/* As decode_run(), of cells of more digits than int64_t has room for. */
static size_t decode_run_128(ph_column column, const zoned_words *words, ph_uint128 sign_weight,
                             size_t first, ph_int128 *restrict out)
{
    const zoned_words rule = *words;
    size_t record = first;

    for (; record < column.count; record++) {
        const uint8_t *cell = column.cells + record * column.stride;
        const ph_zoned_sign_byte sign = rule.signs[cell[rule.sign_at]];
        zoned_seen seen = { 0, sign.factor };
        ph_uint128 magnitude = 0;

        for (size_t i = rule.count; i > 0; i--)
            magnitude =
                magnitude * 100000000 + join_digits(load_digits(cell, &rule, rule.count, i, &seen));
        if (!all_good(seen))
            break;
        magnitude =
            rule.is_trailing ? magnitude * 10 + sign.digit : magnitude + sign_weight * sign.digit;
        out[record] = ph_int128_of(magnitude, sign.factor < 0);
    }
    return record;
}

ph_decode_result ph_zoned_decode_128_scalar(ph_column column, ph_decimal decimal,
                                            ph_int128 *restrict out, size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const zoned_words words = words_of(&picture);
    const ph_uint128 sign_weight = ph_power_of_ten(decimal.digits - 1);
    const size_t first = ph_word_first_cell(words.end, column.stride, words.count * PH_WORD_BYTES);

    if (decimal.digits <= PH_DECIMAL_MAX_DIGITS)
        return ph_widen_decoded(ph_zoned_decode_scalar, column, decimal, out, ret_redone);
    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        if (record >= first)
            record = decode_run_128(column, &words, sign_weight, record, out);
        if (record == column.count)
            break;

        const uint8_t *cell = column.cells + record * column.stride;
        zoned_number number;
        size_t bad_byte;
        const ph_codec_status status = decode_cell(cell, &picture, &number, &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
        out[record] = ph_int128_of(number.magnitude, number.is_negative);
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
