/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a zoned cell means, byte by byte, written without a look at any kernel. */
#include <string.h>

#include "decimal_rules.h"

static int has(ph_decimal decimal, uint32_t flag)
{
    return (decimal.flags & flag) != 0;
}

static size_t zoned_width(ph_decimal decimal)
{
    return has(decimal, PH_DECIMAL_SIGN_SEPARATE) ? decimal.digits + 1 : decimal.digits;
}

static size_t sign_position(ph_decimal decimal)
{
    return has(decimal, PH_DECIMAL_SIGN_LEADING) ? 0 : zoned_width(decimal) - 1;
}

/* The bytes that mean plus and minus a digit, by digit: all of them, the one to write first. */
typedef struct sign_bytes {
    const char *plus[10];
    const char *minus[10];
} sign_bytes;

static const sign_bytes ebcdic = {
    { "\xc0\xf0\xa0\xe0", "\xc1\xf1\xa1\xe1", "\xc2\xf2\xa2\xe2", "\xc3\xf3\xa3\xe3",
      "\xc4\xf4\xa4\xe4", "\xc5\xf5\xa5\xe5", "\xc6\xf6\xa6\xe6", "\xc7\xf7\xa7\xe7",
      "\xc8\xf8\xa8\xe8", "\xc9\xf9\xa9\xe9" },
    { "\xd0\xb0", "\xd1\xb1", "\xd2\xb2", "\xd3\xb3", "\xd4\xb4", "\xd5\xb5", "\xd6\xb6",
      "\xd7\xb7", "\xd8\xb8", "\xd9\xb9" },
};

static const sign_bytes copybook_rs = {
    { "\xc0\xf0", "\xc1\xf1", "\xc2\xf2", "\xc3\xf3", "\xc4\xf4", "\xc5\xf5", "\xc6\xf6",
      "\xc7\xf7", "\xc8\xf8", "\xc9\xf9" },
    { "\xd0", "\xd1", "\xd2", "\xd3", "\xd4", "\xd5", "\xd6", "\xd7", "\xd8", "\xd9" },
};

static const sign_bytes ascii = {
    { "{0", "A1", "B2", "C3", "D4", "E5", "F6", "G7", "H8", "I9" },
    { "}", "J", "K", "L", "M", "N", "O", "P", "Q", "R" },
};

static const sign_bytes *overpunches(ph_decimal decimal)
{
    if (has(decimal, PH_DECIMAL_ASCII))
        return &ascii;
    return rules_is_copybook_rs(decimal) ? &copybook_rs : &ebcdic;
}

/* The bytes that are a separate sign. */
static const char *separate_signs(ph_decimal decimal, int is_minus)
{
    if (has(decimal, PH_DECIMAL_ASCII))
        return is_minus ? "-" : "+";
    if (is_minus)
        return "\x60";
    return rules_is_copybook_rs(decimal) ? "\x4e\x40\xf0" : "\x4e";
}

/* NUL is in no set. */
static int is_one_of(uint8_t byte, const char *bytes)
{
    return byte != 0 && strchr(bytes, (char)byte) != NULL;
}

static ph_codec_status judge_overpunch(uint8_t byte, ph_decimal decimal, unsigned *digit,
                                       int *is_minus)
{
    const sign_bytes *bytes = overpunches(decimal);

    for (*digit = 0; *digit < 10; (*digit)++) {
        *is_minus = is_one_of(byte, bytes->minus[*digit]);
        if (*is_minus || is_one_of(byte, bytes->plus[*digit]))
            return PH_CODEC_OK;
    }
    /* A sign there is, when the same zone does well with digit 0. */
    if (bytes != &ascii && (is_one_of((uint8_t)(byte & 0xf0), bytes->plus[0]) ||
                            is_one_of((uint8_t)(byte & 0xf0), bytes->minus[0])))
        return PH_CODEC_BAD_DIGIT;
    return PH_CODEC_BAD_SIGN;
}

static ph_codec_status judge_digit(uint8_t byte, ph_decimal decimal, unsigned *digit)
{
    const unsigned zone = has(decimal, PH_DECIMAL_ASCII) ? 3 : 15;

    *digit = byte % 16u;
    if (byte / 16u != zone)
        return PH_CODEC_BAD_ZONE;
    return byte % 16u < 10 ? PH_CODEC_OK : PH_CODEC_BAD_DIGIT;
}

static int is_all_blank(const uint8_t *cell, ph_decimal decimal)
{
    const uint8_t blank = has(decimal, PH_DECIMAL_ASCII) ? ' ' : 0x40;
    size_t blanks = 0;

    for (size_t i = 0; i < zoned_width(decimal); i++)
        blanks += cell[i] == blank;
    return blanks == zoned_width(decimal);
}

static cell_truth judge_zoned(const uint8_t *cell, ph_decimal decimal)
{
    const int is_separate = has(decimal, PH_DECIMAL_SIGN_SEPARATE);
    rules_int value = 0;
    int is_minus = 0;

    if (has(decimal, PH_DECIMAL_BLANK_WHEN_ZERO) && is_all_blank(cell, decimal))
        return (cell_truth){ .is_blank = 1 };
    for (size_t i = 0; i < zoned_width(decimal); i++) {
        const int is_sign = rules_is_signed(decimal) && i == sign_position(decimal);
        ph_codec_status status = PH_CODEC_OK;
        unsigned digit = 0;

        if (is_sign && is_separate) {
            is_minus = is_one_of(cell[i], separate_signs(decimal, 1));
            if (!is_minus && !is_one_of(cell[i], separate_signs(decimal, 0)))
                status = PH_CODEC_BAD_SIGN;
        } else if (is_sign) {
            status = judge_overpunch(cell[i], decimal, &digit, &is_minus);
        } else {
            status = judge_digit(cell[i], decimal, &digit);
        }
        if (status != PH_CODEC_OK)
            return (cell_truth){ .status = status, .byte = i };
        if (!is_sign || !is_separate)
            value = 10 * value + digit;
    }
    return (cell_truth){ .value = is_minus ? -value : value };
}

static uint8_t random_of(kernelcheck *check, const char *bytes)
{
    return (uint8_t)bytes[kernelcheck_random_below(check, (unsigned)strlen(bytes))];
}

static void make_zoned(kernelcheck *check, ph_decimal decimal, uint8_t *cell)
{
    const unsigned zeros = has(decimal, PH_DECIMAL_ASCII) ? 0x30 : 0xf0;
    uint8_t *const sign = cell + sign_position(decimal);
    const int is_minus = (int)kernelcheck_random_below(check, 2);
    const unsigned digit = kernelcheck_random_below(check, 10);

    for (size_t i = 0; i < zoned_width(decimal); i++)
        cell[i] = (uint8_t)(zeros + kernelcheck_random_below(check, 10));
    if (!rules_is_signed(decimal))
        return;
    if (has(decimal, PH_DECIMAL_SIGN_SEPARATE))
        *sign = random_of(check, separate_signs(decimal, is_minus));
    else
        *sign = random_of(check, is_minus ? overpunches(decimal)->minus[digit]
                                          : overpunches(decimal)->plus[digit]);
}

static void encode_zoned(rules_int value, ph_decimal decimal, uint8_t *cell)
{
    const size_t width = zoned_width(decimal);
    const int is_ascii = has(decimal, PH_DECIMAL_ASCII), is_minus = value < 0;
    const sign_bytes *bytes = is_ascii ? &ascii : &ebcdic;
    const int is_separate = has(decimal, PH_DECIMAL_SIGN_SEPARATE);
    const size_t sign = sign_position(decimal);
    uint32_t place = decimal.digits;

    for (size_t i = 0; i < width; i++) {
        const int is_sign = rules_is_signed(decimal) && i == sign;

        if (has(decimal, PH_DECIMAL_BLANK_WHEN_ZERO) && value == 0) {
            cell[i] = is_ascii ? ' ' : 0x40;
        } else if (is_sign && is_separate) {
            cell[i] = (uint8_t)*separate_signs(decimal, is_minus);
        } else if (is_sign) {
            const unsigned digit = rules_digit(value, --place);

            cell[i] = (uint8_t)(is_minus ? bytes->minus : bytes->plus)[digit][0];
        } else {
            cell[i] = (uint8_t)((is_ascii ? '0' : 0xf0) + rules_digit(value, --place));
        }
    }
}

decimal_family zoned_family(const ph_codec *codec)
{
    return (decimal_family){
        .name = "zoned",
        .decode = codec->zoned_decode,
        .decode_128 = codec->zoned_decode_128,
        .decode_text = codec->zoned_decode_text,
        .encode = codec->zoned_encode,
        .encode_128 = codec->zoned_encode_128,
        .takes = codec->zoned_takes,
        .width = zoned_width,
        .make_cell = make_zoned,
        .judge_cell = judge_zoned,
        .encode_cell = encode_zoned,
    };
}
