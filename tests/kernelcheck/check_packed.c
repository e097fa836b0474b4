/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check_decimal.h"

static size_t packed_width(uint32_t digits)
{
    return (digits + 2) / 2; /* Nibbles with the sign, rounded up to bytes. */
}

static unsigned nibble(const uint8_t *cell, size_t index)
{
    return index % 2 == 0 ? cell[index / 2] / 16u : cell[index / 2] % 16u;
}

/* One nibble after the other, left to right: pad, digits, sign. */
static cell_truth judge_packed(const uint8_t *cell, ph_decimal decimal)
{
    const size_t nibbles = 2 * packed_width(decimal.digits);
    const size_t first_digit = nibbles - 1 - decimal.digits;
    int64_t value = 0;

    for (size_t i = 0; i < nibbles - 1; i++) {
        const unsigned digit = nibble(cell, i);

        if (i < first_digit ? digit != 0 : digit > 9)
            return (cell_truth){ PH_CODEC_BAD_DIGIT, i / 2, 0 };
        value = 10 * value + digit;
    }
    switch (nibble(cell, nibbles - 1)) {
    case 0xa:
    case 0xc:
    case 0xe:
        if (decimal.is_signed)
            return (cell_truth){ PH_CODEC_OK, 0, value };
        break;
    case 0xb:
    case 0xd:
        if (decimal.is_signed)
            return (cell_truth){ PH_CODEC_OK, 0, -value };
        break;
    case 0xf: return (cell_truth){ PH_CODEC_OK, 0, value };
    default: break;
    }
    return (cell_truth){ PH_CODEC_BAD_SIGN, nibbles / 2 - 1, 0 };
}

static void make_packed(kernelcheck *check, ph_decimal decimal, uint8_t *cell)
{
    const size_t width = packed_width(decimal.digits);

    for (size_t i = 0; i < width; i++)
        cell[i] = (uint8_t)(kernelcheck_random_below(check, 10) * 16 +
                            kernelcheck_random_below(check, 10));
    if (decimal.digits % 2 == 0)
        cell[0] &= 0x0f;
    cell[width - 1] &= 0xf0;
    cell[width - 1] |= (uint8_t)(decimal.is_signed ? 10 + kernelcheck_random_below(check, 6) : 15);
}

void check_packed(kernelcheck *check)
{
    const decimal_family family = { "packed", check->codec->packed_decode, packed_width,
                                    make_packed, judge_packed };

    check_decimal_family(check, &family);
}
