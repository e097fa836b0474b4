/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Packed decimals: decode_cell() is the specification, the word path below it is the speed. */
#include "kernel/kernel.h"
#include "kernel/sign.h"
#include "kernel/word.h"

static ph_codec_status decode_cell(const uint8_t *cell, ph_decimal decimal, int64_t *ret_value,
                                   size_t *ret_bad_byte)
{
    const size_t last = PH_PACKED_WIDTH(decimal.digits) - 1;
    const unsigned sign = cell[last] & 0x0f;
    int64_t magnitude = 0;

    for (size_t i = 0; i <= last; i++) {
        const int is_pad = i == 0 && decimal.digits % 2 == 0;
        const unsigned high = cell[i] >> 4, low = cell[i] & 0x0f;

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
    if (!ph_sign_is_valid(sign, decimal.is_signed))
        return PH_CODEC_BAD_SIGN;
    *ret_value = magnitude * ph_sign_factor[sign];
    return PH_CODEC_OK;
}

/* Digits that a word holds in front of the sign. */
#define WORD_DIGITS 15

/* A cell is one word, or one word behind a head of one or two bytes: up to three more digits. */
typedef struct packed_words {
    size_t head_bytes;
    uint64_t keep;       /* The bits of the word that belong to the cell... */
    uint64_t limit;      /* ...which are below this if the leading digit is one and the pad is 0. */
    uint64_t carry_bias; /* See word_is_good(). */
    unsigned head_limit; /* As limit, for the head. */
} packed_words;

static packed_words words_of(ph_decimal decimal)
{
    const size_t width = PH_PACKED_WIDTH(decimal.digits);
    const uint64_t carry_bias = UINT64_C(0x6666666666666650) | (decimal.is_signed ? 0x6 : 0x1);

    if (decimal.digits <= WORD_DIGITS)
        return (packed_words){
            .keep = ph_word_last_bytes(width),
            .limit = UINT64_C(0xa) << (4 * decimal.digits),
            .carry_bias = carry_bias,
        };
    return (packed_words){
        .head_bytes = width - PH_WORD_BYTES,
        .keep = UINT64_MAX,
        .limit = UINT64_C(0xa) << (4 * WORD_DIGITS),
        .carry_bias = carry_bias,
        .head_limit = 0xau << (4 * (decimal.digits - WORD_DIGITS - 1)),
    };
}

/*
 * Adding 6 to a nibble carries into the next one when it is above 9, and shows there as a changed
 * lowest bit. The sign must carry, so the digit it carries into gets 5: again its lowest bit
 * changes when something is wrong. An unsigned field's sign gets 1, for only F to carry.
 */
static inline int word_is_good(uint64_t word, const packed_words *words)
{
    const uint64_t changed = (word + words->carry_bias) ^ word;

    return word < words->limit && (changed & UINT64_C(0x1111111111111110)) == 0;
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
 * head_bytes is words->head_bytes, given apart for the compiler to make one loop for each.
 */
static inline size_t decode_run(ph_column column, const packed_words *words, size_t head_bytes,
                                size_t first, int64_t *restrict out)
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
            const unsigned head = head_bytes == 1 ? cell[0] : cell[0] * 256u + cell[1];

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
    switch (words->head_bytes) {
    case 0: return decode_run(column, words, 0, first, out);
    case 1: return decode_run(column, words, 1, first, out);
    default: return decode_run(column, words, 2, first, out);
    }
}

ph_decode_result ph_packed_decode_scalar(ph_column column, ph_decimal decimal,
                                         int64_t *restrict out, size_t *ret_redone)
{
    const packed_words words = words_of(decimal);
    const size_t first = ph_word_first_cell(column.width, column.stride, PH_WORD_BYTES);

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        if (record >= first)
            record = decode_run_of(column, &words, record, out);
        if (record == column.count)
            break;

        const uint8_t *cell = column.cells + record * column.stride;
        size_t bad_byte;
        const ph_codec_status status = decode_cell(cell, decimal, &out[record], &bad_byte);

        (*ret_redone)++;
        if (status != PH_CODEC_OK)
            return (ph_decode_result){ status, record, bad_byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
