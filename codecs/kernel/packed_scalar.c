/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Packed decimals: decode_cell() is the specification, the word paths below it are the speed. */
#include "kernel/int128.h"
#include "kernel/kernel.h"
#include "kernel/packed.h"
#include "kernel/sign.h"
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

/* Digits that a word holds in front of the sign. */
#define WORD_DIGITS 15

/* A cell is one word, or one word behind a head of one or two bytes: up to three more digits. */
typedef struct packed_words {
    size_t head_bytes;
    uint64_t keep;       /* The bits of the word that belong to the cell... */
    uint64_t limit;      /* ...which are below this if the leading digit is one and the pad is 0. */
    uint64_t carry_bias; /* See carries_are_good(). */
    unsigned head_limit; /* As limit, for the head. */
    int ignores_pad;     /* Whether the head's first nibble is not looked at. */
} packed_words;

static uint64_t carry_bias_of(packed_picture picture)
{
    return UINT64_C(0x6666666666666650) | (picture.is_signed ? 0x6 : 0x1);
}

/* The bits of the last nibbles of a word. */
static uint64_t last_nibbles(uint32_t nibbles)
{
    return nibbles == 0 ? 0 : UINT64_MAX >> (4 * (16 - nibbles));
}

/* The nibbles of the cell that are looked at: the sign, the digits, and the pad. */
static uint32_t nibbles_of(packed_picture picture)
{
    return picture.ignores_pad ? picture.digits + 1 : 2 * (uint32_t)PH_PACKED_WIDTH(picture.digits);
}

static packed_words words_of(packed_picture picture)
{
    const uint32_t nibbles = nibbles_of(picture);

    if (picture.digits <= WORD_DIGITS)
        return (packed_words){
            .keep = last_nibbles(nibbles),
            .limit = UINT64_C(0xa) << (4 * picture.digits),
            .carry_bias = carry_bias_of(picture),
        };
    return (packed_words){
        .head_bytes = PH_PACKED_WIDTH(picture.digits) - PH_WORD_BYTES,
        .keep = UINT64_MAX,
        .limit = UINT64_C(0xa) << (4 * WORD_DIGITS),
        .carry_bias = carry_bias_of(picture),
        .head_limit = 0xau << (4 * (picture.digits - WORD_DIGITS - 1)),
        .ignores_pad = picture.ignores_pad,
    };
}

/*
 * Adding 6 to a nibble carries into the next one when it is above 9, and shows there as a changed
 * lowest bit. The sign must carry, so the digit it carries into gets 5: again its lowest bit
 * changes when something is wrong. An unsigned field's sign gets 1, for only F to carry.
 */
static inline int carries_are_good(uint64_t word, uint64_t carry_bias)
{
    const uint64_t changed = (word + carry_bias) ^ word;

    return (changed & UINT64_C(0x1111111111111110)) == 0;
}

static inline int word_is_good(uint64_t word, const packed_words *words)
{
    return word < words->limit && carries_are_good(word, words->carry_bias);
}

static inline int head_is_good(unsigned head, const packed_words *words)
{
    const unsigned changed = (head + 0x66) ^ head;

    return head < words->head_limit && (changed & 0x110) == 0;
}

/* Sixteen digit nibbles as a number: neighbours are joined to 2, 4, 8, 16 digits. */
static inline uint64_t join_digits(uint64_t nibbles)
{
    uint64_t x = nibbles;

    x -= (16 - 10) * (x >> 4 & UINT64_C(0x0f0f0f0f0f0f0f0f));
    x -= (256 - 100) * (x >> 8 & UINT64_C(0x00ff00ff00ff00ff));
    x -= (65536 - 10000) * (x >> 16 & UINT64_C(0x0000ffff0000ffff));
    x -= (UINT64_C(4294967296) - 100000000) * (x >> 32);
    return x;
}

static inline uint64_t join_head(unsigned head)
{
    const unsigned number = (head >> 8) * 100 + (head >> 4 & 0xf) * 10 + (head & 0xf);

    return number * UINT64_C(1000000000000000);
}

/*
 * Decodes cells from first on for as long as they are good; returns the index of the first one that
 * is not. Whole words are read, which may begin up to seven bytes in front of their cell.
 *
 * head_bytes is words->head_bytes and head_keep, as words->keep, the bits of the head that belong
 * to the cell: given apart for the compiler to make one loop for each.
 */
static inline size_t decode_run(ph_column column, const packed_words *words, size_t head_bytes,
                                unsigned head_keep, size_t first, int64_t *restrict out)
{
    const packed_words rule = *words;
    size_t record = first;

    for (; record < column.count; record++) {
        const uint8_t *end = column.cells + record * column.stride + column.width;
        const uint64_t word = ph_word_load(end - PH_WORD_BYTES) & rule.keep;
        uint64_t magnitude = join_digits(word >> 4);

        ph_word_prefetch(end);
        if (!word_is_good(word, &rule))
            break;
        if (head_bytes > 0) {
            const uint8_t *cell = end - column.width;
            const unsigned head =
                (head_bytes == 1 ? cell[0] : cell[0] * 256u + cell[1]) & head_keep;

            if (!head_is_good(head, &rule))
                break;
            magnitude += join_head(head);
        }
        out[record] = (int64_t)magnitude * ph_sign_factor[word & 0xf];
    }
    return record;
}

static size_t decode_run_of(ph_column column, const packed_words *words, size_t first,
                            int64_t *restrict out)
{
    if (words->ignores_pad && words->head_bytes == 1)
        return decode_run(column, words, 1, 0xf, first, out);
    if (words->ignores_pad && words->head_bytes == 2)
        return decode_run(column, words, 2, 0xfff, first, out);
    switch (words->head_bytes) {
    case 0: return decode_run(column, words, 0, 0, first, out);
    case 1: return decode_run(column, words, 1, 0xff, first, out);
    default: return decode_run(column, words, 2, 0xffff, first, out);
    }
}

ph_decode_result ph_packed_decode_scalar(ph_column column, ph_decimal decimal,
                                         int64_t *restrict out, size_t *ret_redone)
{
    const packed_picture picture = packed_picture_of(decimal);
    const packed_words words = words_of(picture);
    const size_t first = ph_word_first_cell(column.width, column.stride, PH_WORD_BYTES);

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        if (record >= first)
            record = decode_run_of(column, &words, record, out);
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

/* A cell is two words, the first of them all digits. */
typedef struct packed_word_pair {
    uint64_t keep_first, keep_last; /* The bits of the words that belong to the cell. */
    uint64_t limit_first;           /* As in packed_words. */
    uint64_t limit_last;
    uint64_t carry_bias;
} packed_word_pair;

static packed_word_pair word_pair_of(packed_picture picture)
{
    const uint32_t nibbles = nibbles_of(picture);
    const int is_pair = nibbles > 16;

    return (packed_word_pair){
        .keep_first = is_pair ? last_nibbles(nibbles - 16) : 0,
        .keep_last = is_pair ? UINT64_MAX : last_nibbles(nibbles),
        .limit_first =
            picture.digits > WORD_DIGITS ? UINT64_C(0xa) << (4 * (picture.digits - 16)) : 1,
        .limit_last = UINT64_C(0xa)
                      << (4 * (picture.digits < WORD_DIGITS ? picture.digits : WORD_DIGITS)),
        .carry_bias = carry_bias_of(picture),
    };
}

/* Above 9 is a nibble with 8 and one of 4 and 2 in it. */
static inline int has_nibble_above_nine(uint64_t word)
{
    return (word >> 3 & (word >> 2 | word >> 1) & UINT64_C(0x1111111111111111)) != 0;
}

/* As decode_run(). */
static size_t decode_run_128(ph_column column, packed_word_pair rule, size_t first,
                             ph_int128 *restrict out)
{
    size_t record = first;

    for (; record < column.count; record++) {
        const uint8_t *end = column.cells + record * column.stride + column.width;
        const uint64_t high = ph_word_load(end - 2 * PH_WORD_BYTES) & rule.keep_first;
        const uint64_t low = ph_word_load(end - PH_WORD_BYTES) & rule.keep_last;

        ph_word_prefetch(end);
        if (high >= rule.limit_first || has_nibble_above_nine(high) || low >= rule.limit_last ||
            !carries_are_good(low, rule.carry_bias))
            break;

        const ph_uint128 magnitude =
            (ph_uint128)join_digits(high) * UINT64_C(1000000000000000) + join_digits(low >> 4);
        out[record] = ph_int128_of(magnitude, ph_sign_factor[low & 0xf] < 0);
    }
    return record;
}

ph_decode_result ph_packed_decode_128_scalar(ph_column column, ph_decimal decimal,
                                             ph_int128 *restrict out, size_t *ret_redone)
{
    const packed_picture picture = packed_picture_of(decimal);
    const packed_word_pair rule = word_pair_of(picture);
    const size_t first = ph_word_first_cell(column.width, column.stride, 2 * PH_WORD_BYTES);

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        if (record >= first)
            record = decode_run_128(column, rule, record, out);
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
