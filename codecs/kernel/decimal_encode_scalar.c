/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers to packed and zoned cells: one path, which is the specification. */
#include "kernel/digits.h"
#include "kernel/kernel.h"
#include "kernel/sign.h"
#include "kernel/zoned.h"

static ph_encode_result overflow(size_t record)
{
    return (ph_encode_result){ PH_ENCODE_OVERFLOW, record, 0 };
}

static ph_encode_result all_encoded(size_t count)
{
    return (ph_encode_result){ PH_ENCODE_OK, count, 0 };
}

/* Eight digit bytes to eight nibbles. */
static uint64_t join_nibbles(uint64_t bytes)
{
    uint64_t x = bytes;

    x = (x | x >> 4) & UINT64_C(0x00ff00ff00ff00ff);
    x = (x | x >> 8) & UINT64_C(0x0000ffff0000ffff);
    return (x | x >> 16) & UINT64_C(0x00000000ffffffff);
}

/* The cell is the end of two words: 31 digits and a sign. */
static inline void put_packed(const ph_digits *digits, unsigned sign, size_t width, uint8_t *cell)
{
    const uint64_t *w = digits->words;
    const uint64_t high = join_nibbles(w[1]) << 32 | join_nibbles(w[2]);
    const uint64_t low = join_nibbles(w[3]) << 32 | join_nibbles(w[4]);
    uint8_t bytes[2 * PH_WORD_BYTES];

    ph_word_store(bytes, high << 4 | low >> 60);
    ph_word_store(bytes + PH_WORD_BYTES, low << 4 | sign);
    memcpy(cell, bytes + sizeof(bytes) - width, width);
}

ph_encode_result ph_packed_encode_scalar(const int64_t *values, ph_decimal decimal,
                                         ph_column_output column, size_t *ret_redone)
{
    const uint64_t limit = (uint64_t)ph_power_of_ten(decimal.digits);
    const int is_signed = (decimal.flags & PH_DECIMAL_SIGNED) != 0;

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        const int is_negative = values[record] < 0;
        const uint64_t magnitude = ph_int64_magnitude(values[record]);

        if (magnitude >= limit || (is_negative && !is_signed))
            return overflow(record);

        const ph_digits digits = ph_digits_of_64(magnitude);
        put_packed(&digits, ph_sign_to_write(is_signed, is_negative), column.width,
                   column.cells + record * column.stride);
    }
    return all_encoded(column.count);
}

ph_encode_result ph_packed_encode_128_scalar(const ph_int128 *values, ph_decimal decimal,
                                             ph_column_output column)
{
    const ph_uint128 limit = ph_power_of_ten(decimal.digits);
    const int is_signed = (decimal.flags & PH_DECIMAL_SIGNED) != 0;

    for (size_t record = 0; record < column.count; record++) {
        const int is_negative = values[record].high < 0;
        const ph_uint128 magnitude = ph_int128_magnitude(values[record]);

        if (magnitude >= limit || (is_negative && !is_signed))
            return overflow(record);

        const ph_digits digits = ph_digits_of_128(magnitude);
        put_packed(&digits, ph_sign_to_write(is_signed, is_negative), column.width,
                   column.cells + record * column.stride);
    }
    return all_encoded(column.count);
}

static uint8_t overpunch(unsigned digit, int is_negative, const zoned_picture *picture)
{
    static const uint8_t ascii[2][11] = { "{ABCDEFGHI", "}JKLMNOPQR" };

    if ((picture->flags & PH_DECIMAL_ASCII) != 0)
        return ascii[is_negative][digit];
    return (uint8_t)(ph_sign_to_write(1, is_negative) << 4 | digit);
}

static inline void put_zoned(const ph_digits *digits, int is_negative, const zoned_picture *picture,
                             uint8_t *cell)
{
    uint8_t bytes[PH_DIGITS_COUNT];
    uint8_t *const sign = cell + picture->sign_at;

    ph_digits_store(digits, picture->zone, bytes);
    memcpy(cell + picture->digits_at, bytes + sizeof(bytes) - picture->digits, picture->digits);
    if (!picture->is_signed)
        return;
    if (picture->is_separate)
        *sign = is_negative ? picture->minus : picture->plus;
    else
        *sign = overpunch(*sign & 0x0f, is_negative, picture);
}

static int is_written_blank(const zoned_picture *picture, int is_zero)
{
    return is_zero && (picture->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0;
}

ph_encode_result ph_zoned_encode_scalar(const int64_t *values, ph_decimal decimal,
                                        ph_column_output column, size_t *ret_redone)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const uint64_t limit = (uint64_t)ph_power_of_ten(decimal.digits);

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        uint8_t *const cell = column.cells + record * column.stride;
        const int is_negative = values[record] < 0;
        const uint64_t magnitude = ph_int64_magnitude(values[record]);

        if (magnitude >= limit || (is_negative && !picture.is_signed))
            return overflow(record);
        if (is_written_blank(&picture, magnitude == 0)) {
            memset(cell, picture.blank, column.width);
            continue;
        }
        const ph_digits digits = ph_digits_of_64(magnitude);
        put_zoned(&digits, is_negative, &picture, cell);
    }
    return all_encoded(column.count);
}

ph_encode_result ph_zoned_encode_128_scalar(const ph_int128 *values, ph_decimal decimal,
                                            ph_column_output column)
{
    const zoned_picture picture = zoned_picture_of(decimal);
    const ph_uint128 limit = ph_power_of_ten(decimal.digits);

    for (size_t record = 0; record < column.count; record++) {
        uint8_t *const cell = column.cells + record * column.stride;
        const int is_negative = values[record].high < 0;
        const ph_uint128 magnitude = ph_int128_magnitude(values[record]);

        if (magnitude >= limit || (is_negative && !picture.is_signed))
            return overflow(record);
        if (is_written_blank(&picture, magnitude == 0)) {
            memset(cell, picture.blank, column.width);
            continue;
        }
        const ph_digits digits = ph_digits_of_128(magnitude);
        put_zoned(&digits, is_negative, &picture, cell);
    }
    return all_encoded(column.count);
}
