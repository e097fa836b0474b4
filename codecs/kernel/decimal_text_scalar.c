/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decimal text: from numbers and so, a block of numbers at a time, from zoned cells; from packed
 * cells without a number in between.
 */
#include "kernel/decimal_text.h"
#include "kernel/digits.h"
#include "kernel/nibbles.h"
#include "kernel/packed.h"
#include "kernel/prefetch.h"

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

static ph_decode_result decode_zoned_text_128(ph_column column, ph_decimal decimal, uint32_t scale,
                                              ph_text_output output, size_t *ret_redone)
{
    ph_int128 values[PH_DECIMAL_TEXT_CELLS];
    size_t first = 0, end = 0;

    *ret_redone = 0;
    while (first < column.count) {
        size_t redone;
        const ph_decode_result result = ph_zoned_decode_128_scalar(
            ph_decimal_text_block(column, first), decimal, values, &redone);

        *ret_redone += redone;
        end = put_values_128(values, result.record, scale, output.bytes, output.ends + first, end);
        first += result.record;
        if (result.status != PH_CODEC_OK)
            return (ph_decode_result){ result.status, first, result.byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

/* How packed cells are read and written. */
typedef struct packed_text {
    size_t width;
    uint32_t digits;    /* Of the picture: what is in front of them must be 0, */
    ph_uint128 keep;    /* but for what is not looked at. */
    uint32_t bad_signs; /* By sign, a bit each. */
    ph_nibbles_form form;
} packed_text;

static packed_text packed_text_of(ph_decimal decimal, size_t width, uint32_t scale)
{
    const packed_picture picture = packed_picture_of(decimal);
    const uint32_t nibbles = picture.ignores_pad ? picture.digits + 1 : 2 * (uint32_t)width;

    return (packed_text){
        .width = width,
        .digits = picture.digits,
        .keep = ~(ph_uint128)0 >> (4 * (PH_NIBBLES_IN_WORDS - nibbles)),
        .bad_signs = picture.is_signed ? 0x03ff : 0x7fff,
        .form = { picture.digits, scale, false },
    };
}

/* The last eight bytes of a cell, which may begin up to seven bytes in front of it. */
static inline uint64_t load_end(const packed_text *text, const uint8_t *cell)
{
    return ph_word_load(cell + text->width - PH_WORD_BYTES);
}

/* Returns the end of the cell's text; NULL: the cell is not good. */
typedef uint8_t *put_cell(const packed_text *text, const uint8_t *cell, uint8_t *out);

/* Of up to eight bytes. */
static inline uint8_t *put_short(const packed_text *text, const uint8_t *cell, uint8_t *out)
{
    const uint64_t nibbles = load_end(text, cell) & (uint64_t)text->keep;
    const uint64_t digits = nibbles >> 4;
    const unsigned sign = nibbles & 0x0f;

    if ((digits >> (4 * text->digits) | ph_nibbles_beyond_nine(digits) |
         (text->bad_signs >> sign & 1)) != 0)
        return NULL;
    return ph_nibbles_put(text->form, digits, ph_nibble_is_minus(sign), out);
}

/* Of any. */
static inline uint8_t *put_wide(const packed_text *text, const uint8_t *cell, uint8_t *out)
{
    const size_t rest = 2 * PH_WORD_BYTES - text->width; /* Of two words. */
    const uint64_t head = rest < PH_WORD_BYTES ? ph_word_load(cell) >> (8 * rest) : 0;
    const ph_uint128 nibbles = ph_uint128_of(head, load_end(text, cell)) & text->keep;
    const ph_uint128 digits = nibbles >> 4;
    const unsigned sign = (unsigned)nibbles & 0x0f;

    if (digits >> (4 * text->digits) != 0 ||
        (ph_nibbles_beyond_nine((uint64_t)digits) |
         ph_nibbles_beyond_nine((uint64_t)(digits >> 64)) | (text->bad_signs >> sign & 1)) != 0)
        return NULL;
    return ph_nibbles_put_wide(text->form, digits, ph_nibble_is_minus(sign), out);
}

/*
 * Writes the text of cells from first on for as long as they are good; returns the index of the
 * first one that is not.
 */
static inline __attribute__((always_inline)) size_t put_run(const packed_text *text,
                                                            ph_column column, put_cell *put,
                                                            size_t first, ph_text_output output)
{
    const packed_text fixed = *text;
    const uint8_t *cell = column.cells + first * column.stride;
    uint8_t *out = output.bytes + (first > 0 ? output.ends[first - 1] : 0);

    for (size_t record = first; record < column.count; record++, cell += column.stride) {
        ph_prefetch_ahead(cell);
        out = put(&fixed, cell, out);
        if (!out)
            return record;
        output.ends[record] = (uint32_t)(out - output.bytes);
    }
    return column.count;
}

typedef size_t put_run_function(const packed_text *text, ph_column column, size_t first,
                                ph_text_output output);

static size_t put_short_run(const packed_text *text, ph_column column, size_t first,
                            ph_text_output output)
{
    return put_run(text, column, put_short, first, output);
}

static size_t put_wide_run(const packed_text *text, ph_column column, size_t first,
                           ph_text_output output)
{
    return put_run(text, column, put_wide, first, output);
}

/* The text of one cell by its number. */
static ph_decode_result redo_packed(ph_column column, ph_decimal decimal, size_t record,
                                    uint32_t scale, ph_text_output output)
{
    const ph_column cell = { column.cells + record * column.stride, column.stride, column.width,
                             1 };
    const size_t begin = record > 0 ? output.ends[record - 1] : 0;
    ph_int128 value;
    size_t redone;
    ph_decode_result result = ph_packed_decode_128_scalar(cell, decimal, &value, &redone);

    (void)put_values_128(&value, result.record, scale, output.bytes, output.ends + record, begin);
    result.record += record;
    return result;
}

ph_decode_result ph_packed_decode_text_scalar(ph_column column, ph_decimal decimal, uint32_t scale,
                                              ph_text_output output, size_t *ret_redone)
{
    const packed_text text = packed_text_of(decimal, column.width, scale);
    put_run_function *const run =
        column.width > PH_WORD_BYTES || scale >= PH_NIBBLES_IN_WORD ? put_wide_run : put_short_run;
    const size_t first = ph_word_first_cell(column.width, column.stride, PH_WORD_BYTES);
    size_t record = 0;

    *ret_redone = 0;
    for (;;) {
        if (record >= first)
            record = run(&text, column, record, output);
        if (record == column.count)
            return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };

        const ph_decode_result result = redo_packed(column, decimal, record, scale, output);

        (*ret_redone)++;
        if (result.status != PH_CODEC_OK)
            return result;
        record = result.record;
    }
}

ph_decode_result ph_zoned_decode_text_scalar(ph_column column, ph_decimal decimal, uint32_t scale,
                                             ph_text_output output, size_t *ret_redone)
{
    if (decimal.digits > PH_DECIMAL_MAX_DIGITS)
        return decode_zoned_text_128(column, decimal, scale, output, ret_redone);
    return ph_decimal_text_decode(ph_zoned_decode_scalar, put_values, &scale, column, decimal,
                                  output, ret_redone);
}
