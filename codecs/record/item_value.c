/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The value of one elementary item, as it stands in a line. */
#include <stdio.h>
#include <string.h>

#include "codepage/codepage.h"
#include "record/decoder.h"
#include "record/double_text.h"
#include "record/hexadecimal_float.h"

enum { REPLACEMENT_CHARACTER = 0xFFFD };

/* Room for a sign, 31 digits, a point, and the zeros that P stands for. */
enum { NUMBER_MAX = PH_DECIMAL_TEXT_MAX + PH_DECIMAL_MAX_DIGITS_128 + 2 };

bool ph_line_fail(ph_line_decoder *decoder, uint32_t item, ph_line_status status, size_t byte,
                  uint8_t value)
{
    decoder->result.status = status;
    decoder->result.item = item;
    decoder->result.byte = (uint32_t)byte;
    decoder->result.value = value;
    return false;
}

/* Bytes of an item that are there. */
static size_t bytes_there(const ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const size_t rest = decoder->record_length > at ? decoder->record_length - at : 0;

    return rest < decoder->items[item].size ? rest : decoder->items[item].size;
}

bool ph_line_pass_control(uint32_t *code_point, ph_control_policy policy)
{
    const uint32_t c = *code_point;

    if (c >= ' ' || c == '\t' || c == '\n' || c == '\r')
        return true;
    if (policy == PH_CONTROL_REPLACE)
        *code_point = REPLACEMENT_CHARACTER;
    return policy != PH_CONTROL_ERROR;
}

static bool put_text(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const size_t length = bytes_there(decoder, item, at);
    const uint8_t *bytes = decoder->record + at;

    ph_line_put_character(&decoder->line, '"');
    for (size_t i = 0; i < length; i++) {
        uint32_t code_point = decoder->options.page->to_unicode[bytes[i]];

        if (!ph_line_pass_control(&code_point, decoder->options.controls))
            return ph_line_fail(decoder, item, PH_LINE_STATUS_BAD_CONTROL, at + i, bytes[i]);
        ph_line_put_code_point(&decoder->line, code_point);
    }
    ph_line_put_character(&decoder->line, '"');
    return true;
}

static uint32_t utf16_unit(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

/* PIC N. A text that is cut inside a character ends before it. */
static bool put_national(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const size_t length = bytes_there(decoder, item, at) / 2 * 2;
    const bool is_cut = length < decoder->items[item].size;
    const uint8_t *bytes = decoder->record + at;

    ph_line_put_character(&decoder->line, '"');
    for (size_t i = 0; i < length; i += 2) {
        uint32_t unit = utf16_unit(bytes + i);

        if (unit >= 0xD800 && unit < 0xE000) {
            if (unit < 0xDC00 && i + 2 == length && is_cut)
                break;
            const uint32_t second = i + 4 <= length ? utf16_unit(bytes + i + 2) : 0;

            if (unit >= 0xDC00 || second < 0xDC00 || second >= 0xE000)
                return ph_line_fail(decoder, item, PH_LINE_STATUS_BAD_UTF16, at + i, bytes[i]);
            unit = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
            i += 2;
        }
        if (!ph_line_pass_control(&unit, decoder->options.controls))
            return ph_line_fail(decoder, item, PH_LINE_STATUS_BAD_CONTROL, at + i, (uint8_t)unit);
        ph_line_put_code_point(&decoder->line, unit);
    }
    ph_line_put_character(&decoder->line, '"');
    return true;
}

static bool put_bytes(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    static const char hex[] = "0123456789ABCDEF";

    ph_line_put_character(&decoder->line, '"');
    for (size_t i = 0; i < bytes_there(decoder, item, at); i++) {
        ph_line_put_character(&decoder->line, hex[decoder->record[at + i] >> 4]);
        ph_line_put_character(&decoder->line, hex[decoder->record[at + i] & 15]);
    }
    ph_line_put_character(&decoder->line, '"');
    return true;
}

/* Where the sign of a decimal is, and its nibble. */
static bool fail_sign(ph_line_decoder *decoder, uint32_t item, size_t byte)
{
    const ph_record_item *it = &decoder->items[item];
    const uint8_t value = decoder->record[byte];

    if (it->kind == PH_RECORD_KIND_ZONED && (it->flags & PH_DECIMAL_SIGN_SEPARATE) != 0)
        return ph_line_fail(decoder, item, PH_LINE_STATUS_BAD_SEPARATE_SIGN, byte, value);
    return ph_line_fail(decoder, item, PH_LINE_STATUS_BAD_SIGN, byte,
                        it->kind == PH_RECORD_KIND_ZONED ? value >> 4 : value & 15);
}

/* The nibble of a packed byte that is no digit, or one too many; of a zoned one it is the low one.
 */
static uint8_t bad_digit(const ph_record_item *item, size_t byte, uint8_t value)
{
    const int high_max = byte == 0 && item->digits % 2 == 0 ? 0 : 9;

    return item->kind == PH_RECORD_KIND_PACKED && value >> 4 > high_max ? value >> 4 : value & 15;
}

static bool fail_decimal(ph_line_decoder *decoder, uint32_t item, size_t at,
                         ph_decode_result result)
{
    const size_t byte = at + result.byte;
    const uint8_t value = decoder->record[byte];

    switch (result.status) {
    case PH_CODEC_BAD_SIGN: return fail_sign(decoder, item, byte);
    case PH_CODEC_BAD_ZONE:
        return ph_line_fail(decoder, item, PH_LINE_STATUS_BAD_ZONE, byte, value >> 4);
    default:
        return ph_line_fail(decoder, item, PH_LINE_STATUS_BAD_DIGIT, byte,
                            bad_digit(&decoder->items[item], result.byte, value));
    }
}

/* Zeros for every P behind the digits; none behind a zero. */
static void append_zeros(char *text, int32_t scale)
{
    const size_t length = strlen(text);

    if (scale >= 0 || strcmp(text, "0") == 0)
        return;
    memset(text + length, '0', (size_t)-scale);
    text[length + (size_t)-scale] = '\0';
}

/* As copybook-rs writes zoned integers: all digits of the picture, but zero is 0. */
static void pad(char *text, uint32_t digits)
{
    char *first = text + (text[0] == '-');
    const size_t length = strlen(first);

    if (length >= digits || strcmp(text, "0") == 0)
        return;
    memmove(first + (digits - length), first, length + 1);
    memset(first, '0', digits - length);
}

/* One cell of a column. */
static ph_decode_result decode_cell(const ph_line_decoder *decoder, const ph_record_item *item,
                                    size_t at, char *text)
{
    uint8_t bytes[PH_DECIMAL_TEXT_MAX];
    uint32_t end = 0;
    const ph_column column = { decoder->record + at, item->size, item->size, 1 };
    const ph_decimal decimal = { item->digits, item->flags };
    const uint32_t scale = item->scale > 0 ? (uint32_t)item->scale : 0;
    const ph_text_output output = { bytes, sizeof(bytes), &end };
    const ph_decode_result result =
        item->kind == PH_RECORD_KIND_PACKED
            ? ph_packed_decode_text(decoder->codec, column, decimal, scale, output)
            : ph_zoned_decode_text(decoder->codec, column, decimal, scale, output);

    memcpy(text, bytes, end);
    text[end] = '\0';
    return result;
}

bool ph_line_is_padded(const ph_line_decoder *decoder, const ph_record_item *item)
{
    return decoder->options.shape == PH_LINE_SHAPE_COPYBOOK_RS &&
           item->kind == PH_RECORD_KIND_ZONED && item->scale == 0 &&
           (item->flags & PH_DECIMAL_BLANK_WHEN_ZERO) == 0;
}

static bool put_decimal(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const ph_record_item *it = &decoder->items[item];
    char text[NUMBER_MAX];
    const ph_decode_result result = decode_cell(decoder, it, at, text);

    if (result.status != PH_CODEC_OK)
        return fail_decimal(decoder, item, at, result);
    append_zeros(text, it->scale);
    if (ph_line_is_padded(decoder, it))
        pad(text, it->digits);
    ph_line_put_number(&decoder->line, text);
    return true;
}

/* Big-endian, of 2, 4 or 8 bytes. */
static ph_int128 read_binary(const uint8_t *bytes, size_t size, bool is_signed)
{
    uint64_t value = is_signed && bytes[0] >= 0x80 ? UINT64_MAX : 0;

    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return (ph_int128){ value, is_signed && value >> 63 ? -1 : 0 };
}

static bool put_binary(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const ph_record_item *it = &decoder->items[item];
    const ph_int128 value =
        read_binary(decoder->record + at, it->size, (it->flags & PH_DECIMAL_SIGNED) != 0);
    uint8_t bytes[PH_DECIMAL_TEXT_MAX];
    uint32_t end = 0;
    char text[NUMBER_MAX];

    (void)ph_decimal_text_128(decoder->codec, &value, 1, it->scale > 0 ? (uint32_t)it->scale : 0,
                              (ph_text_output){ bytes, sizeof(bytes), &end });
    memcpy(text, bytes, end);
    text[end] = '\0';
    append_zeros(text, it->scale);
    ph_line_put_number(&decoder->line, text);
    return true;
}

static double read_ieee(const uint8_t *bytes, size_t size)
{
    const uint64_t bits = read_binary(bytes, size, false).low;
    double value;
    float single;

    if (size == sizeof(double)) {
        memcpy(&value, &bits, sizeof(value));
        return value;
    }
    const uint32_t half = (uint32_t)bits;

    memcpy(&single, &half, sizeof(single));
    return (double)single;
}

static bool put_float(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const size_t size = decoder->items[item].size;
    const uint8_t *bytes = decoder->record + at;
    const double value = decoder->options.floats == PH_LINE_FLOAT_HFP
                             ? ph_hexadecimal_float(bytes, size)
                             : read_ieee(bytes, size);
    char text[PH_DOUBLE_TEXT_MAX];
    const size_t length = ph_double_text(value, text);

    if (length == 0) { /* Neither has JSON a number for it. */
        ph_line_put(&decoder->line, "null", 4);
        return true;
    }
    ph_line_put(&decoder->line, text, length);
    return true;
}

bool ph_line_put_value(ph_line_decoder *decoder, uint32_t item, size_t at)
{
    const ph_record_item *it = &decoder->items[item];

    switch ((ph_record_kind)it->kind) {
    case PH_RECORD_KIND_TEXT:
    case PH_RECORD_KIND_RENAMES: return put_text(decoder, item, at);
    case PH_RECORD_KIND_NATIONAL: return put_national(decoder, item, at);
    case PH_RECORD_KIND_BYTES: return put_bytes(decoder, item, at);
    default: break;
    }
    if (bytes_there(decoder, item, at) < it->size)
        return ph_line_fail(decoder, item, PH_LINE_STATUS_CUT, decoder->record_length, 0);
    switch ((ph_record_kind)it->kind) {
    case PH_RECORD_KIND_BINARY: return put_binary(decoder, item, at);
    case PH_RECORD_KIND_FLOAT: return put_float(decoder, item, at);
    default: return put_decimal(decoder, item, at);
    }
}

bool ph_line_read_counter(ph_line_decoder *decoder, uint32_t counter, uint32_t table, uint32_t *ret)
{
    const ph_record_item *it = &decoder->items[counter];
    const ph_record_item *of = &decoder->items[table];
    const size_t at = ph_place_of(decoder, counter)->at;
    const ph_column column = { decoder->record + at, it->size, it->size, 1 };
    const ph_decimal decimal = { it->digits, it->flags };
    ph_decode_result result = { PH_CODEC_OK, 0, 0 };
    int64_t count = 0;

    if (decoder->counts)
        return decoder->counts->read(decoder->counts->data, counter, table, ret);
    if (bytes_there(decoder, counter, at) == 0) { /* What it counts is behind the end as well. */
        *ret = of->occurs_min;
        return true;
    }
    if (bytes_there(decoder, counter, at) < it->size)
        return ph_line_fail(decoder, counter, PH_LINE_STATUS_CUT, decoder->record_length, 0);
    if (it->kind == PH_RECORD_KIND_PACKED)
        result = ph_packed_decode(decoder->codec, column, decimal, &count);
    else if (it->kind == PH_RECORD_KIND_ZONED)
        result = ph_zoned_decode(decoder->codec, column, decimal, &count);
    else
        count =
            (int64_t)read_binary(column.cells, it->size, (it->flags & PH_DECIMAL_SIGNED) != 0).low;
    if (result.status != PH_CODEC_OK)
        return fail_decimal(decoder, counter, at, result);
    if (count < (int64_t)of->occurs_min || count > (int64_t)of->occurs_max)
        return ph_line_fail(decoder, counter, PH_LINE_STATUS_BAD_COUNT, at, 0);
    *ret = (uint32_t)count;
    return true;
}
