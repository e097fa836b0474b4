/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Zoned decimals: decode_cell() is the specification, the word path below it is the speed. */
#include "kernel/kernel.h"
#include "kernel/sign.h"
#include "kernel/word.h"

static ph_codec_status decode_cell(const uint8_t *cell, ph_decimal decimal, int64_t *ret_value,
                                   size_t *ret_bad_byte)
{
    const size_t last = decimal.digits - 1;
    const unsigned sign = cell[last] >> 4;
    int64_t magnitude = 0;

    for (size_t i = 0; i <= last; i++) {
        const int has_sign = decimal.is_signed && i == last;
        const unsigned zone = cell[i] >> 4, digit = cell[i] & 0x0f;

        *ret_bad_byte = i;
        if (has_sign && !ph_sign_is_valid(zone, 1))
            return PH_CODEC_BAD_SIGN;
        if (!has_sign && zone != 0xf)
            return PH_CODEC_BAD_ZONE;
        if (digit > 9)
            return PH_CODEC_BAD_DIGIT;
        magnitude = magnitude * 10 + digit;
    }
    *ret_value = magnitude * ph_sign_factor[sign];
    return PH_CODEC_OK;
}

/* A cell is one to three words, the first of them filled from its end. */
typedef struct zoned_words {
    size_t count;
    uint64_t keep_first; /* The bits of the first word that belong to the cell. */
    uint64_t keep_last;  /* Those of the last word that are a digit: not the sign. */
} zoned_words;

static zoned_words words_of(ph_decimal decimal)
{
    return (zoned_words){
        .count = (decimal.digits + PH_WORD_BYTES - 1) / PH_WORD_BYTES,
        .keep_first = ph_word_last_bytes((decimal.digits - 1) % PH_WORD_BYTES + 1),
        .keep_last = decimal.is_signed ? ~UINT64_C(0xf0) : UINT64_MAX,
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

ph_decode_result ph_zoned_decode_scalar(ph_column column, ph_decimal decimal, int64_t *restrict out,
                                        size_t *ret_redone)
{
    const zoned_words words = words_of(decimal);
    const size_t first =
        ph_word_first_cell(column.width, column.stride, words.count * PH_WORD_BYTES);

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
