/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Zoned decimals: decode_cell() is the specification, the word paths below it are the speed. */
#include "kernel/int128.h"
#include "kernel/kernel.h"
#include "kernel/sign.h"
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

static zoned_sign read_separate_sign(uint8_t byte, const zoned_picture *picture)
{
    const int is_copybook_rs_plus =
        (picture->flags & PH_DECIMAL_COPYBOOK_RS) != 0 && (byte == 0x40 || byte == 0xf0);

    if (byte == picture->minus)
        return (zoned_sign){ PH_CODEC_OK, 0, 1 };
    if (byte == picture->plus || is_copybook_rs_plus)
        return (zoned_sign){ PH_CODEC_OK, 0, 0 };
    return (zoned_sign){ PH_CODEC_BAD_SIGN, 0, 0 };
}

static zoned_sign read_ascii_overpunch(uint8_t byte)
{
    if (byte >= 0x30 && byte <= 0x39)
        return (zoned_sign){ PH_CODEC_OK, byte - 0x30u, 0 };
    if (byte == 0x7b) /* { */
        return (zoned_sign){ PH_CODEC_OK, 0, 0 };
    if (byte >= 0x41 && byte <= 0x49) /* A to I */
        return (zoned_sign){ PH_CODEC_OK, byte - 0x40u, 0 };
    if (byte == 0x7d) /* } */
        return (zoned_sign){ PH_CODEC_OK, 0, 1 };
    if (byte >= 0x4a && byte <= 0x52) /* J to R */
        return (zoned_sign){ PH_CODEC_OK, byte - 0x49u, 1 };
    return (zoned_sign){ PH_CODEC_BAD_SIGN, 0, 0 };
}

static zoned_sign read_overpunch(uint8_t byte, const zoned_picture *picture)
{
    const unsigned zone = byte >> 4, digit = byte & 0x0f;
    const int is_refused_by_copybook_rs = zone == 0xa || zone == 0xb || zone == 0xe;

    if (!ph_sign_is_valid(zone, 1) ||
        ((picture->flags & PH_DECIMAL_COPYBOOK_RS) != 0 && is_refused_by_copybook_rs))
        return (zoned_sign){ PH_CODEC_BAD_SIGN, 0, 0 };
    if (digit > 9)
        return (zoned_sign){ PH_CODEC_BAD_DIGIT, 0, 0 };
    return (zoned_sign){ PH_CODEC_OK, digit, ph_sign_factor[zone] < 0 };
}

/* The byte at sign_at. */
static zoned_sign read_sign(uint8_t byte, const zoned_picture *picture)
{
    zoned_sign sign = { 0 };

    if (!picture->is_signed)
        sign.status = read_digit(byte, picture, &sign.digit);
    else if (picture->is_separate)
        sign = read_separate_sign(byte, picture);
    else if ((picture->flags & PH_DECIMAL_ASCII) != 0)
        sign = read_ascii_overpunch(byte);
    else
        sign = read_overpunch(byte, picture);
    return sign;
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

/* A cell is one to three words, the first of them filled from its end. */
typedef struct zoned_words {
    size_t count;
    uint64_t keep_first; /* The bits of the first word that belong to the cell. */
    uint64_t keep_last;  /* Those of the last word that are a digit: not the sign. */
} zoned_words;

static zoned_words words_of(const zoned_picture *picture)
{
    return (zoned_words){
        .count = (picture->digits + PH_WORD_BYTES - 1) / PH_WORD_BYTES,
        .keep_first = ph_word_last_bytes((picture->digits - 1) % PH_WORD_BYTES + 1),
        .keep_last = picture->is_signed ? ~UINT64_C(0xf0) : UINT64_MAX,
    };
}

/* Eight digit bytes as a number: neighbours are joined to 2, 4, 8 digits. */
static inline uint64_t join_digits(uint64_t bytes)
{
    uint64_t x = bytes;

    x = (x & UINT64_C(0x00ff00ff00ff00ff)) + 10 * (x >> 8 & UINT64_C(0x00ff00ff00ff00ff));
    x -= (65536 - 100) * (x >> 16 & UINT64_C(0x0000ffff0000ffff));
    x -= (UINT64_C(4294967296) - 10000) * (x >> 32);
    return x;
}

/*
 * Decodes cells from first on for as long as they are good; returns the index of the first one that
 * is not. Whole words are read, which may begin up to seven bytes in front of their cell.
 *
 * word_count is words->count, given apart for the compiler to make one loop for each.
 */
static inline size_t decode_run(ph_column column, const zoned_words *words, size_t word_count,
                                size_t first, int64_t *restrict out)
{
    const zoned_words rule = *words;
    size_t record = first;

    for (; record < column.count; record++) {
        const uint8_t *end = column.cells + record * column.stride + column.width;
        const unsigned sign = end[-1] >> 4; /* Of an unsigned cell, checked as a zone as well. */
        uint64_t magnitude = 0, above_nine = 0;

        ph_word_prefetch(end);
        for (size_t i = word_count; i > 0; i--) {
            uint64_t x = ph_word_load(end - i * PH_WORD_BYTES) ^ UINT64_C(0xf0f0f0f0f0f0f0f0);

            x &= i == word_count ? rule.keep_first : UINT64_MAX;
            x &= i == 1 ? rule.keep_last : UINT64_MAX;
            above_nine |= x | (x + UINT64_C(0x0606060606060606));
            magnitude = magnitude * 100000000 + join_digits(x);
        }
        if ((above_nine & UINT64_C(0xf0f0f0f0f0f0f0f0)) != 0 || !ph_sign_is_valid(sign, 1))
            break;
        out[record] = (int64_t)magnitude * ph_sign_factor[sign];
    }
    return record;
}

static size_t decode_run_of(ph_column column, const zoned_words *words, size_t first,
                            int64_t *restrict out)
{
    switch (words->count) {
    case 1: return decode_run(column, words, 1, first, out);
    case 2: return decode_run(column, words, 2, first, out);
    default: return decode_run(column, words, 3, first, out);
    }
}

/* What a byte at sign_at stands for. */
typedef struct sign_entry {
    int64_t factor; /* 1 or -1; 0: the byte is bad. */
    int64_t term;   /* Its digit's share in the magnitude. */
} sign_entry;

#define CODES 256

/* A cell whose sign is looked up: words as in zoned_words, with the sign's byte masked out. */
typedef struct signed_words {
    size_t end;     /* Offset in the cell just past the last digit. */
    size_t sign_at; /* As in zoned_picture. */
    zoned_words words;
    uint64_t zones;
    sign_entry signs[CODES];
} signed_words;

/* An unsigned cell has its last digit looked up; what a separate sign adds is 0 by its digit. */
static void find_signs(const zoned_picture *picture, sign_entry signs[CODES])
{
    const uint32_t zeros = picture->sign_at == 0 ? picture->digits - 1 : 0;
    const int64_t weight = (int64_t)ph_power_of_ten(zeros);

    for (unsigned code = 0; code < CODES; code++) {
        const zoned_sign sign = read_sign((uint8_t)code, picture);
        const int64_t factor = sign.is_negative ? -1 : 1;

        signs[code] = sign.status == PH_CODEC_OK
                          ? (sign_entry){ factor, (int64_t)sign.digit * weight }
                          : (sign_entry){ 0, 0 };
    }
}

static void find_signed_words(const zoned_picture *picture, signed_words *ret)
{
    const size_t first_bytes = (picture->digits - 1) % PH_WORD_BYTES + 1;
    const int is_leading_overpunch = !picture->is_separate && picture->sign_at == 0;
    const int is_trailing_overpunch = !picture->is_separate && !is_leading_overpunch;

    ret->end = picture->digits_at + picture->digits;
    ret->sign_at = picture->sign_at;
    ret->zones = UINT64_C(0x1010101010101010) * picture->zone;
    ret->words = (zoned_words){
        .count = (picture->digits + PH_WORD_BYTES - 1) / PH_WORD_BYTES,
        .keep_first = ph_word_last_bytes(first_bytes) >> (is_leading_overpunch ? 8 : 0),
        .keep_last = UINT64_MAX << (is_trailing_overpunch ? 8 : 0),
    };
    find_signs(picture, ret->signs);
}

/* As decode_run(). */
static inline size_t decode_signed_run(ph_column column, const signed_words *rule,
                                       size_t word_count, size_t first, int64_t *restrict out)
{
    size_t record = first;

    for (; record < column.count; record++) {
        const uint8_t *cell = column.cells + record * column.stride, *end = cell + rule->end;
        const sign_entry sign = rule->signs[cell[rule->sign_at]];
        uint64_t magnitude = 0, above_nine = 0;

        ph_word_prefetch(end);
        for (size_t i = word_count; i > 0; i--) {
            uint64_t x = ph_word_load(end - i * PH_WORD_BYTES) ^ rule->zones;

            x &= i == word_count ? rule->words.keep_first : UINT64_MAX;
            x &= i == 1 ? rule->words.keep_last : UINT64_MAX;
            above_nine |= x | (x + UINT64_C(0x0606060606060606));
            magnitude = magnitude * 100000000 + join_digits(x);
        }
        if ((above_nine & UINT64_C(0xf0f0f0f0f0f0f0f0)) != 0 || sign.factor == 0)
            break;
        out[record] = ((int64_t)magnitude + sign.term) * sign.factor;
    }
    return record;
}

static size_t decode_signed_run_of(ph_column column, const signed_words *rule, size_t first,
                                   int64_t *restrict out)
{
    switch (rule->words.count) {
    case 1: return decode_signed_run(column, rule, 1, first, out);
    case 2: return decode_signed_run(column, rule, 2, first, out);
    default: return decode_signed_run(column, rule, 3, first, out);
    }
}

/* Decodes one cell by the specification. */
static ph_codec_status redo_cell(ph_column column, const zoned_picture *picture, size_t record,
                                 int64_t *restrict out, size_t *ret_bad_byte)
{
    zoned_number number;
    const ph_codec_status status =
        decode_cell(column.cells + record * column.stride, picture, &number, ret_bad_byte);

    if (status == PH_CODEC_OK)
        out[record] = number.is_negative ? -(int64_t)number.magnitude : (int64_t)number.magnitude;
    return status;
}

static ph_decode_result decode_signed(ph_column column, const zoned_picture *picture,
                                      int64_t *restrict out, size_t *ret_redone)
{
    signed_words rule;

    find_signed_words(picture, &rule);
    const size_t first =
        ph_word_first_cell(rule.end, column.stride, rule.words.count * PH_WORD_BYTES);

    for (size_t record = 0; record < column.count; record++) {
        if (record >= first)
            record = decode_signed_run_of(column, &rule, record, out);
        if (record == column.count)
            break;

        size_t bad_byte;
        const ph_codec_status status = redo_cell(column, picture, record, out, &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

ph_decode_result ph_zoned_decode_scalar(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                        size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const zoned_words words = words_of(&picture);
    const size_t first =
        ph_word_first_cell(column.width, column.stride, words.count * PH_WORD_BYTES);

    *ret_redone = 0;
    if ((decimal.flags & ~(PH_DECIMAL_SIGNED | PH_DECIMAL_BLANK_WHEN_ZERO)) != 0)
        return decode_signed(column, &picture, out, ret_redone);
    for (size_t record = 0; record < column.count; record++) {
        if (record >= first)
            record = decode_run_of(column, &words, record, out);
        if (record == column.count)
            break;

        size_t bad_byte;
        const ph_codec_status status = redo_cell(column, &picture, record, out, &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

/* No fast path: fields of that size are few. */
ph_decode_result ph_zoned_decode_128_scalar(ph_column column, ph_decimal decimal,
                                            ph_int128 *restrict out, size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        zoned_number number;
        size_t bad_byte;
        const ph_codec_status status =
            decode_cell(column.cells + record * column.stride, &picture, &number, &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
        out[record] = ph_int128_of(number.magnitude, number.is_negative);
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
