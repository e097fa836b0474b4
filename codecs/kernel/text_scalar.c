/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text: decode_cell() is the specification, copy_plain() below it is the speed. */
#include "kernel/kernel.h"

#define CODES 256

static int is_control(unsigned character)
{
    return character < 0x20 && character != '\t' && character != '\n' && character != '\r';
}

/* Returns the bytes written, 1 to PH_TEXT_MAX_UTF8_PER_BYTE; character is below U+10000. */
static size_t put_utf8(unsigned character, uint8_t *out)
{
    if (character < 0x80) {
        out[0] = (uint8_t)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (uint8_t)(0xc0 | character >> 6);
        out[1] = (uint8_t)(0x80 | (character & 0x3f));
        return 2;
    }
    out[0] = (uint8_t)(0xe0 | character >> 12);
    out[1] = (uint8_t)(0x80 | (character >> 6 & 0x3f));
    out[2] = (uint8_t)(0x80 | (character & 0x3f));
    return 3;
}

/* *ret_length receives the bytes written, or on failure the offset of the bad byte in the cell. */
static ph_codec_status decode_cell(const uint8_t *cell, size_t width, const ph_code_page *page,
                                   ph_control_policy policy, uint8_t *out, size_t *ret_length)
{
    size_t length = 0;

    for (size_t i = 0; i < width; i++) {
        unsigned character = page->to_unicode[cell[i]];

        if (is_control(character) && policy == PH_CONTROL_ERROR) {
            *ret_length = i;
            return PH_CODEC_BAD_CONTROL;
        }
        if (is_control(character) && policy == PH_CONTROL_REPLACE)
            character = 0xfffd;
        length += put_utf8(character, out + length);
    }
    *ret_length = length;
    return PH_CODEC_OK;
}

#define NOT_PLAIN 0x80

/* Plain bytes become one byte of UTF-8 and need no thought; all others become NOT_PLAIN. */
static void find_plain(const ph_code_page *page, ph_control_policy policy, uint8_t plain[CODES])
{
    for (size_t code = 0; code < CODES; code++) {
        const unsigned character = page->to_unicode[code];
        const int is_plain =
            character < 0x80 && (policy == PH_CONTROL_PASS || !is_control(character));

        plain[code] = is_plain ? (uint8_t)character : NOT_PLAIN;
    }
}

#define BLOCK 8

/* Returns a value with NOT_PLAIN set when one of the BLOCK bytes is not plain. */
static inline unsigned copy_block(const uint8_t *restrict in, const uint8_t plain[CODES],
                                  uint8_t *restrict out)
{
    const uint8_t a = plain[in[0]], b = plain[in[1]], c = plain[in[2]], d = plain[in[3]];
    const uint8_t e = plain[in[4]], f = plain[in[5]], g = plain[in[6]], h = plain[in[7]];

    out[0] = a, out[1] = b, out[2] = c, out[3] = d;
    out[4] = e, out[5] = f, out[6] = g, out[7] = h;
    return (unsigned)((a | b) | (c | d)) | (unsigned)((e | f) | (g | h));
}

/* Returns 0 when a byte of the cell is not plain; width bytes of out are then unspecified. */
static inline int copy_plain(const uint8_t *restrict cell, size_t width, const uint8_t plain[CODES],
                             uint8_t *restrict out)
{
    unsigned seen = 0;
    size_t i = 0;

    for (; width - i >= BLOCK; i += BLOCK)
        seen |= copy_block(cell + i, plain, out + i);
    for (; i < width; i++) {
        out[i] = plain[cell[i]];
        seen |= out[i];
    }
    return (seen & NOT_PLAIN) == 0;
}

ph_decode_result ph_text_decode_scalar(ph_column column, const ph_code_page *page,
                                       ph_control_policy policy, ph_text_output output,
                                       size_t *ret_redone)
{
    const uint8_t *cell = column.cells;
    uint8_t plain[CODES];
    size_t end = 0;

    *ret_redone = 0;
    find_plain(page, policy, plain);
    for (size_t record = 0; record < column.count; record++, cell += column.stride) {
        size_t length = column.width;

        if (!copy_plain(cell, column.width, plain, output.bytes + end)) {
            (*ret_redone)++;
            const ph_codec_status status =
                decode_cell(cell, column.width, page, policy, output.bytes + end, &length);
            if (status != PH_CODEC_OK)
                return (ph_decode_result){ status, record, length };
        }
        end += length;
        output.ends[record] = (uint32_t)end;
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
