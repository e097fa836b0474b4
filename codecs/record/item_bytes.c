/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/item_bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/hexadecimal_float.h"
#include "record/line_values.h"
#include "record/number_text.h"

/* Digits of a float that the C library is given; more than any double has. */
enum { FLOAT_TEXT_MAX = 1100 };

static const ph_codec *scalar(void)
{
    return ph_codec_choose("scalar");
}

/* A text from some byte of its item on, and spaces behind it. */
static ph_record_encode_status put_text(const ph_code_page *page, const uint8_t *text,
                                        size_t length, uint8_t *bytes, size_t width, size_t *ret_at)
{
    const uint32_t end = (uint32_t)length;
    const ph_encode_result result = ph_text_encode(scalar(), (ph_text_input){ text, &end }, page,
                                                   (ph_column_output){ bytes, width, width, 1 });

    *ret_at = 0;
    for (size_t i = 0; i < length && i < result.byte; i++)
        *ret_at += (text[i] & 0xC0) != 0x80;
    return result.status == PH_ENCODE_OK         ? PH_RECORD_ENCODE_OK
           : result.status == PH_ENCODE_TOO_LONG ? PH_RECORD_ENCODE_TOO_LONG
                                                 : PH_RECORD_ENCODE_UNMAPPABLE;
}

static ph_record_encode_status text_bytes(const ph_line_options *options,
                                          const ph_item_value *value, uint8_t *bytes,
                                          size_t *ret_used, size_t *ret_at)
{
    const size_t size = value->item->size;
    size_t characters = 0, before;

    for (size_t i = 0; i < value->length; i++)
        characters += (value->text[i] & 0xC0) != 0x80;
    *ret_used = characters;
    before =
        value->item->is_justified && !value->is_cut && characters < size ? size - characters : 0;
    if (before > 0)
        (void)put_text(options->page, value->text, 0, bytes, before, ret_at);
    return before == size ? PH_RECORD_ENCODE_OK
                          : put_text(options->page, value->text, value->length, bytes + before,
                                     size - before, ret_at);
}

static void put_unit(uint8_t *bytes, uint32_t unit)
{
    bytes[0] = (uint8_t)(unit >> 8);
    bytes[1] = (uint8_t)unit;
}

/* Bytes as UTF-16, of which as many are written as there is room for. */
static size_t put_utf16(const uint8_t *text, size_t length, uint8_t *bytes, size_t size)
{
    size_t used = 0;

    for (size_t i = 0, step; i < length; i += step) {
        uint32_t c = 0;

        step = ph_utf8_character(text + i, length - i, &c);
        const size_t units = c < 0x10000 ? 2 : 4;

        if (used + units <= size && units == 2)
            put_unit(bytes + used, c);
        if (used + units <= size && units == 4) {
            put_unit(bytes + used, 0xD800 + ((c - 0x10000) >> 10));
            put_unit(bytes + used + 2, 0xDC00 + ((c - 0x10000) & 0x3FF));
        }
        used += units;
    }
    return used;
}

static ph_record_encode_status national_bytes(const ph_item_value *value, uint8_t *bytes,
                                              size_t *ret_used)
{
    const size_t size = value->item->size;
    const size_t used = put_utf16(value->text, value->length, bytes, size);
    const size_t before =
        value->item->is_justified && !value->is_cut && used < size ? size - used : 0;

    *ret_used = used;
    if (used > size)
        return PH_RECORD_ENCODE_TOO_LONG;
    memmove(bytes + before, bytes, used);
    for (size_t i = 0; i + 1 < size; i += 2)
        if (i < before || i >= before + used)
            put_unit(bytes + i, ' ');
    return PH_RECORD_ENCODE_OK;
}

/* A digit's value; 16: it is none. */
static unsigned hexadecimal(uint8_t digit)
{
    return digit >= '0' && digit <= '9'   ? digit - (unsigned)'0'
           : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10u
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10u
                                          : 16u;
}

static ph_record_encode_status plain_bytes(const ph_item_value *value, uint8_t *bytes,
                                           size_t *ret_used)
{
    const size_t size = value->item->size;

    *ret_used = value->length / 2;
    if (value->length > 2 * size)
        return PH_RECORD_ENCODE_TOO_LONG;
    if (value->length % 2 != 0 || (value->length < 2 * size && !value->is_cut))
        return PH_RECORD_ENCODE_NOT_BYTES;
    memset(bytes, 0, size);
    for (size_t i = 0; i < value->length; i++) {
        const unsigned digit = hexadecimal(value->text[i]);

        if (digit == 16)
            return PH_RECORD_ENCODE_NOT_BYTES;
        bytes[i / 2] = (uint8_t)((unsigned)bytes[i / 2] << 4 | digit);
    }
    return PH_RECORD_ENCODE_OK;
}

static ph_record_encode_status status_of_fit(ph_number_fit fit)
{
    return fit == PH_NUMBER_FITS        ? PH_RECORD_ENCODE_OK
           : fit == PH_NUMBER_TOO_LARGE ? PH_RECORD_ENCODE_TOO_LARGE
                                        : PH_RECORD_ENCODE_TOO_FINE;
}

static ph_record_encode_status
decimal_bytes(const ph_record_item *item, const ph_number_text *number,
              /* The cell. NOLINTNEXTLINE(readability-non-const-parameter) */
              uint8_t *bytes)
{
    const ph_decimal decimal = { item->digits, item->flags };
    const ph_column_output column = { bytes, item->size, item->size, 1 };
    ph_uint128 units;
    const ph_record_encode_status status =
        status_of_fit(ph_number_text_units(number, item->scale, item->digits, &units));

    if (status != PH_RECORD_ENCODE_OK)
        return status;
    const ph_int128 value = ph_int128_of(units, number->is_negative);
    const ph_encode_result result = item->kind == PH_RECORD_KIND_PACKED
                                        ? ph_packed_encode_128(scalar(), &value, decimal, column)
                                        : ph_zoned_encode_128(scalar(), &value, decimal, column);

    return result.status == PH_ENCODE_OK ? PH_RECORD_ENCODE_OK : PH_RECORD_ENCODE_TOO_LARGE;
}

static ph_record_encode_status binary_bytes(const ph_record_item *item,
                                            const ph_number_text *number, uint8_t *bytes)
{
    enum { DIGITS_MAX = 20 }; /* Of 64 bits. */
    const unsigned bits = 8 * item->size - ((item->flags & PH_DECIMAL_SIGNED) != 0 ? 1 : 0);
    const ph_uint128 most = ((ph_uint128)1 << bits) - (number->is_negative ? 0 : 1);
    ph_uint128 units;
    const ph_record_encode_status status =
        status_of_fit(ph_number_text_units(number, item->scale, DIGITS_MAX, &units));

    if (status != PH_RECORD_ENCODE_OK)
        return status;
    if (units > most)
        return PH_RECORD_ENCODE_TOO_LARGE;
    if (number->is_negative)
        units = -units;
    for (size_t i = item->size; i-- > 0; units >>= 8)
        bytes[i] = (uint8_t)units;
    return PH_RECORD_ENCODE_OK;
}

static void put_big_endian(uint64_t bits, uint8_t *bytes, size_t size)
{
    for (size_t i = size; i-- > 0; bits >>= 8)
        bytes[i] = (uint8_t)bits;
}

/* IEEE 754, by the C library. */
static ph_record_encode_status ieee_bytes(const char *digits, bool is_zero, uint8_t *bytes,
                                          size_t size)
{
    const float single = strtof(digits, NULL);
    const double value = size == sizeof(single) ? (double)single : strtod(digits, NULL);
    uint64_t bits;
    uint32_t half;

    if (isinf(value))
        return PH_RECORD_ENCODE_TOO_LARGE;
    if (value == 0 && !is_zero)
        return PH_RECORD_ENCODE_TOO_FINE;
    memcpy(&bits, &value, sizeof(bits));
    memcpy(&half, &single, sizeof(half));
    put_big_endian(size == sizeof(single) ? half : bits, bytes, size);
    return PH_RECORD_ENCODE_OK;
}

static ph_record_encode_status hfp_bytes(const char *digits, bool is_zero, uint8_t *bytes,
                                         size_t size)
{
    const double value = strtod(digits, NULL);

    if (isinf(value) || !ph_hexadecimal_float_put(value, bytes, size))
        return PH_RECORD_ENCODE_TOO_LARGE;
    return !is_zero && ph_hexadecimal_float(bytes, size) == 0 ? PH_RECORD_ENCODE_TOO_FINE
                                                              : PH_RECORD_ENCODE_OK;
}

static ph_record_encode_status float_bytes(const ph_line_options *options,
                                           const ph_number_text *number, uint8_t *bytes,
                                           size_t size)
{
    char digits[FLOAT_TEXT_MAX + 1];

    if (number->length > FLOAT_TEXT_MAX)
        return PH_RECORD_ENCODE_TOO_FINE;
    memcpy(digits, number->text, number->length);
    digits[number->length] = '\0';
    return options->floats == PH_LINE_FLOAT_HFP ? hfp_bytes(digits, number->is_zero, bytes, size)
                                                : ieee_bytes(digits, number->is_zero, bytes, size);
}

static ph_record_encode_status number_bytes(const ph_line_options *options,
                                            const ph_item_value *value, uint8_t *bytes)
{
    const ph_record_item *item = value->item;
    ph_number_text number;

    if (!ph_number_text_read(value->text, value->length, &number))
        return PH_RECORD_ENCODE_NOT_A_NUMBER;
    if (item->kind == PH_RECORD_KIND_FLOAT)
        return float_bytes(options, &number, bytes, item->size);
    if (number.is_negative && !number.is_zero && (item->flags & PH_DECIMAL_SIGNED) == 0)
        return PH_RECORD_ENCODE_NEGATIVE;
    number.is_negative = number.is_negative && !number.is_zero;
    return item->kind == PH_RECORD_KIND_BINARY ? binary_bytes(item, &number, bytes)
                                               : decimal_bytes(item, &number, bytes);
}

ph_record_encode_status ph_item_bytes(const ph_line_options *options, const ph_item_value *value,
                                      uint8_t *bytes, size_t *ret_used, size_t *ret_at)
{
    *ret_used = value->item->size;
    switch ((ph_record_kind)value->item->kind) {
    case PH_RECORD_KIND_TEXT:
    case PH_RECORD_KIND_RENAMES: return text_bytes(options, value, bytes, ret_used, ret_at);
    case PH_RECORD_KIND_NATIONAL: return national_bytes(value, bytes, ret_used);
    case PH_RECORD_KIND_BYTES: return plain_bytes(value, bytes, ret_used);
    default: return number_bytes(options, value, bytes);
    }
}

bool ph_item_has_forms(const ph_line_options *options, const ph_record_item *item)
{
    const uint32_t with_forms = PH_DECIMAL_SIGNED | PH_DECIMAL_BLANK_WHEN_ZERO;

    switch ((ph_record_kind)item->kind) {
    case PH_RECORD_KIND_ZONED:
    case PH_RECORD_KIND_PACKED: return (item->flags & with_forms) != 0;
    case PH_RECORD_KIND_FLOAT: return options->floats == PH_LINE_FLOAT_HFP;
    default: return false;
    }
}

void ph_item_bytes_of_none(const ph_line_options *options, const ph_record_item *item,
                           uint8_t *bytes)
{
    static const uint8_t zero[] = { '0' };
    const bool is_decimal =
        item->kind == PH_RECORD_KIND_ZONED || item->kind == PH_RECORD_KIND_PACKED;
    const bool is_text = item->kind == PH_RECORD_KIND_TEXT || item->kind == PH_RECORD_KIND_NATIONAL;
    const ph_item_value value = { item, zero, is_decimal ? sizeof(zero) : 0, false };
    size_t used, at;

    if (is_decimal || is_text)
        (void)ph_item_bytes(options, &value, bytes, &used, &at);
    else
        memset(bytes, 0, item->size);
}
