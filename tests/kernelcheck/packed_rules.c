/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a packed cell means, nibble by nibble, written without a look at any kernel. */
#include "decimal_rules.h"

static size_t packed_width(ph_decimal decimal)
{
    return (decimal.digits + 2) / 2; /* Nibbles with the sign, rounded up to bytes. */
}

static unsigned nibble(const uint8_t *cell, size_t index)
{
    return index % 2 == 0 ? cell[index / 2] / 16u : cell[index / 2] % 16u;
}

/* The greatest pad nibble that is taken. */
static unsigned greatest_pad(ph_decimal decimal)
{
    if (!rules_is_copybook_rs(decimal) || decimal.digits == 2)
        return 0;
    return decimal.digits == 4 ? 9 : 15;
}

/* One nibble after the other, left to right: pad, digits, sign. */
static cell_truth judge_packed(const uint8_t *cell, ph_decimal decimal)
{
    const size_t nibbles = 2 * packed_width(decimal);
    const size_t first_digit = nibbles - 1 - decimal.digits;
    const size_t sign = nibbles - 1;
    rules_int value = 0;

    for (size_t i = 0; i < sign; i++) {
        const unsigned digit = nibble(cell, i);

        if (digit > (i < first_digit ? greatest_pad(decimal) : 9))
            return (cell_truth){ .status = PH_CODEC_BAD_DIGIT, .byte = i / 2 };
        if (i >= first_digit || (rules_is_copybook_rs(decimal) && decimal.digits == 4))
            value = 10 * value + digit;
    }
    switch (nibble(cell, sign)) {
    case 0xa:
    case 0xc:
    case 0xe:
        if (rules_is_signed(decimal))
            return (cell_truth){ .value = value };
        break;
    case 0xb:
    case 0xd:
        if (rules_is_signed(decimal))
            return (cell_truth){ .value = -value };
        break;
    case 0xf: return (cell_truth){ .value = value };
    default: break;
    }
    return (cell_truth){ .status = PH_CODEC_BAD_SIGN, .byte = sign / 2 };
}

static void make_packed(kernelcheck *check, ph_decimal decimal, uint8_t *cell)
{
    const size_t width = packed_width(decimal);

    for (size_t i = 0; i < width; i++)
        cell[i] = (uint8_t)(kernelcheck_random_below(check, 10) * 16 +
                            kernelcheck_random_below(check, 10));
    if (kernelcheck_random_below(check, 8) == 0)
        for (size_t i = 0; i < width; i++)
            cell[i] = 0x99;
    if (decimal.digits % 2 == 0)
        cell[0] %= 16;
    if (decimal.digits % 2 == 0)
        cell[0] |= (uint8_t)(16 * kernelcheck_random_below(check, greatest_pad(decimal) + 1));
    cell[width - 1] &= 0xf0;
    cell[width - 1] |=
        (uint8_t)(rules_is_signed(decimal) ? 10 + kernelcheck_random_below(check, 6) : 15);
}

static void encode_packed(rules_int value, ph_decimal decimal, uint8_t *cell)
{
    const size_t last = packed_width(decimal) - 1;
    const unsigned sign = !rules_is_signed(decimal) ? 0xf : value < 0 ? 0xd : 0xc;

    for (size_t i = 0; i <= last; i++)
        cell[i] = 0;
    for (uint32_t place = 0; place < decimal.digits; place++)
        cell[last - (place + 1) / 2] |=
            (uint8_t)(rules_digit(value, place) * (place % 2 == 0 ? 16 : 1));
    cell[last] |= (uint8_t)sign;
}

decimal_family packed_family(const ph_codec *codec)
{
    return (decimal_family){
        .name = "packed",
        .decode = codec->packed_decode,
        .decode_128 = codec->packed_decode_128,
        .decode_text = codec->packed_decode_text,
        .encode = codec->packed_encode,
        .encode_128 = codec->packed_encode_128,
        .takes = codec->packed_takes,
        .width = packed_width,
        .make_cell = make_packed,
        .judge_cell = judge_packed,
        .encode_cell = encode_packed,
    };
}
