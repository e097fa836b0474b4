/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check_decimal.h"

static size_t zoned_width(uint32_t digits)
{
    return digits;
}

/* One nibble after the other, left to right: zone, digit, ..., sign, digit. */
static cell_truth judge_zoned(const uint8_t *cell, ph_decimal decimal)
{
    int64_t value = 0, factor = 1;

    for (uint32_t i = 0; i < decimal.digits; i++) {
        const unsigned zone = cell[i] / 16u, digit = cell[i] % 16u;
        const int is_sign = i == decimal.digits - 1 && decimal.is_signed;

        if (is_sign && zone < 10)
            return (cell_truth){ PH_CODEC_BAD_SIGN, i, 0 };
        if (!is_sign && zone < 15)
            return (cell_truth){ PH_CODEC_BAD_ZONE, i, 0 };
        if (digit > 9)
            return (cell_truth){ PH_CODEC_BAD_DIGIT, i, 0 };
        if (zone == 11 || zone == 13)
            factor = -1;
        value = 10 * value + digit;
    }
    return (cell_truth){ PH_CODEC_OK, 0, factor * value };
}

static void make_zoned(kernelcheck *check, ph_decimal decimal, uint8_t *cell)
{
    for (uint32_t i = 0; i < decimal.digits; i++)
        cell[i] = (uint8_t)(0xf0 + kernelcheck_random_below(check, 10));
    if (decimal.is_signed)
        cell[decimal.digits - 1] -= (uint8_t)(16 * kernelcheck_random_below(check, 6));
}

void check_zoned(kernelcheck *check)
{
    const decimal_family family = { "zoned", check->codec->zoned_decode, zoned_width, make_zoned,
                                    judge_zoned };

    check_decimal_family(check, &family);
}
