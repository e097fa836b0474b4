/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimal text, from numbers and, a block of numbers at a time, from packed and zoned cells. */
#include "kernel/decimal_text.h"
#include "kernel/digits.h"

/* How many of the digits, from the right, are written. */
static size_t count_written(const ph_digits *digits, size_t scale)
{
    size_t leading = 0, word = 0;

    while (word < PH_DIGITS_WORDS - 1 && digits->words[word] == 0)
        word++;
    if (digits->words[word] != 0)
        leading = (size_t)__builtin_clzll(digits->words[word]) / 8;
    else
        leading = PH_WORD_BYTES - 1;
    leading += word * PH_WORD_BYTES;

    const size_t significant = PH_DIGITS_COUNT - leading;
    return significant > scale ? significant : scale + 1;
}

/* Returns the end of what was written, at most PH_DECIMAL_TEXT_MAX bytes. */
static inline uint8_t *put_decimal(const ph_digits *digits, int is_negative, size_t scale,
                                   uint8_t *out)
{
    const size_t written = count_written(digits, scale), whole = written - scale;
    uint8_t characters[PH_DIGITS_COUNT];
    const uint8_t *const first = characters + PH_DIGITS_COUNT - written;

    ph_digits_store(digits, 0x3, characters);
    *out = '-';
    out += is_negative ? 1 : 0;
    memcpy(out, first, whole);
    out += whole;
    if (scale == 0)
        return out;
    *out++ = '.';
    memcpy(out, first + whole, scale);
    return out + scale;
}

/* As ph_decimal_put; the rule is the scale. */
static size_t put_values(const void *rule, const int64_t *values, size_t count, uint8_t *bytes,
                         uint32_t *ends, size_t end)
{
    const uint32_t scale = *(const uint32_t *)rule;
    uint8_t *out = bytes + end;

    for (size_t i = 0; i < count; i++) {
        const ph_digits digits = ph_digits_of_64(ph_int64_magnitude(values[i]));

        out = put_decimal(&digits, values[i] < 0, scale, out);
        ends[i] = (uint32_t)(out - bytes);
    }
    return (size_t)(out - bytes);
}

static size_t put_values_128(const ph_int128 *values, size_t count, uint32_t scale, uint8_t *bytes,
                             uint32_t *ends, size_t end)
{
    uint8_t *out = bytes + end;

    for (size_t i = 0; i < count; i++) {
        const ph_digits digits = ph_digits_of_128(ph_int128_magnitude(values[i]));

        out = put_decimal(&digits, values[i].high < 0, scale, out);
        ends[i] = (uint32_t)(out - bytes);
    }
    return (size_t)(out - bytes);
}

void ph_decimal_text_scalar(const int64_t *values, size_t count, uint32_t scale,
                            ph_text_output output)
{
    (void)put_values(&scale, values, count, output.bytes, output.ends, 0);
}

void ph_decimal_text_128_scalar(const ph_int128 *values, size_t count, uint32_t scale,
                                ph_text_output output)
{
    (void)put_values_128(values, count, scale, output.bytes, output.ends, 0);
}

static ph_decode_result decode_text_128(ph_decimal_128_kernel *decode, ph_column column,
                                        ph_decimal decimal, uint32_t scale, ph_text_output output,
                                        size_t *ret_redone)
{
    ph_int128 values[PH_DECIMAL_TEXT_CELLS];
    size_t first = 0, end = 0;

    *ret_redone = 0;
    while (first < column.count) {
        size_t redone;
        const ph_decode_result result =
            decode(ph_decimal_text_block(column, first), decimal, values, &redone);

        *ret_redone += redone;
        end = put_values_128(values, result.record, scale, output.bytes, output.ends + first, end);
        first += result.record;
        if (result.status != PH_CODEC_OK)
            return (ph_decode_result){ result.status, first, result.byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

ph_decode_result ph_packed_decode_text_scalar(ph_column column, ph_decimal decimal, uint32_t scale,
                                              ph_text_output output, size_t *ret_redone)
{
    if (decimal.digits > PH_DECIMAL_MAX_DIGITS)
        return decode_text_128(ph_packed_decode_128_scalar, column, decimal, scale, output,
                               ret_redone);
    return ph_decimal_text_decode(ph_packed_decode_scalar, put_values, &scale, column, decimal,
                                  output, ret_redone);
}

ph_decode_result ph_zoned_decode_text_scalar(ph_column column, ph_decimal decimal, uint32_t scale,
                                             ph_text_output output, size_t *ret_redone)
{
    if (decimal.digits > PH_DECIMAL_MAX_DIGITS)
        return decode_text_128(ph_zoned_decode_128_scalar, column, decimal, scale, output,
                               ret_redone);
    return ph_decimal_text_decode(ph_zoned_decode_scalar, put_values, &scale, column, decimal,
                                  output, ret_redone);
}
