/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text back to EBCDIC: ph_text_encode_cell() is the specification, what stands below it the speed.
 */
#include "kernel/text_encode.h"

#include <string.h>

ph_reverse_page ph_reverse_page_of(const ph_code_page *page)
{
    ph_reverse_page ret = { .to_unicode = page->to_unicode };

    for (unsigned code = 0; code < PH_REVERSE_CODES; code++) {
        const unsigned character = page->to_unicode[code];

        if (character < PH_REVERSE_CODES) {
            ret.latin1[character] = (uint8_t)code;
            ret.has_latin1[character] = 1;
        } else {
            ret.others[ret.other_count++] = (uint8_t)code;
        }
    }
    ret.has_ascii = memchr(ret.has_latin1, 0, 0x80) == NULL;
    return ret;
}

/* Returns 0 when the page has no such character. */
static int find_code(const ph_reverse_page *page, uint32_t character, uint8_t *ret_code)
{
    if (character < PH_REVERSE_CODES) {
        *ret_code = page->latin1[character];
        return page->has_latin1[character];
    }
    for (size_t i = 0; i < page->other_count; i++)
        if (page->to_unicode[page->others[i]] == character) {
            *ret_code = page->others[i];
            return 1;
        }
    return 0;
}

/* Bytes of a UTF-8 character by its first byte, 0 when no character begins with it; *ret_low and
 * *ret_high receive the range of the second byte (RFC 3629, section 4). */
static size_t utf8_length(uint8_t first, uint8_t *ret_low, uint8_t *ret_high)
{
    *ret_low = 0x80;
    *ret_high = 0xbf;
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    if (first < 0xe0)
        return 2;
    if (first == 0xe0)
        *ret_low = 0xa0;
    if (first == 0xed)
        *ret_high = 0x9f;
    if (first == 0xf0)
        *ret_low = 0x90;
    if (first == 0xf4)
        *ret_high = 0x8f;
    return first < 0xf0 ? 3 : 4;
}

/* Returns the bytes of the character at text, of which there are size, or 0 when it is malformed.
 */
static size_t get_utf8(const uint8_t *text, size_t size, uint32_t *ret_character)
{
    uint8_t low, high;
    const size_t length = utf8_length(text[0], &low, &high);

    if (length == 0 || length > size)
        return 0;
    *ret_character = length == 1 ? text[0] : text[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (text[i] < low || text[i] > high)
            return 0;
        *ret_character = *ret_character << 6 | (text[i] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    return length;
}

ph_encode_status ph_text_encode_cell(const uint8_t *text, size_t size, const ph_reverse_page *page,
                                     uint8_t *cell, size_t width, size_t *ret_bad)
{
    size_t used = 0;

    for (size_t at = 0; at < size;) {
        uint32_t character;
        uint8_t code;
        const size_t length = get_utf8(text + at, size - at, &character);

        *ret_bad = at;
        if (length == 0)
            return PH_ENCODE_BAD_UTF8;
        if (!find_code(page, character, &code))
            return PH_ENCODE_UNMAPPABLE;
        if (used == width)
            return PH_ENCODE_TOO_LONG;
        cell[used++] = code;
        at += length;
    }
    memset(cell + used, page->latin1[' '], width - used);
    return PH_ENCODE_OK;
}

#define BLOCK 8

/* Returns a value with 0x80 set when one of the BLOCK bytes is not ASCII. */
static inline unsigned copy_block(const uint8_t *restrict in, const uint8_t codes[PH_REVERSE_CODES],
                                  uint8_t *restrict out)
{
    const unsigned seen = (unsigned)((in[0] | in[1]) | (in[2] | in[3])) |
                          (unsigned)((in[4] | in[5]) | (in[6] | in[7]));

    out[0] = codes[in[0]], out[1] = codes[in[1]], out[2] = codes[in[2]], out[3] = codes[in[3]];
    out[4] = codes[in[4]], out[5] = codes[in[5]], out[6] = codes[in[6]], out[7] = codes[in[7]];
    return seen;
}

/* Returns 0 when the text is not all ASCII or too long; the cell is then unspecified. */
static inline int copy_ascii(const uint8_t *restrict text, size_t size, const ph_reverse_page *page,
                             uint8_t *restrict cell, size_t width)
{
    unsigned seen = 0;
    size_t i = 0;

    if (size > width)
        return 0;
    for (; size - i >= BLOCK; i += BLOCK)
        seen |= copy_block(text + i, page->latin1, cell + i);
    for (; i < size; i++) {
        seen |= text[i];
        cell[i] = page->latin1[text[i]];
    }
    memset(cell + size, page->latin1[' '], width - size);
    return (seen & 0x80) == 0;
}

/* Two bytes, the first of them C2 or C3, are a character from U+0080 to U+00FF. */
int ph_text_encode_latin1_cell(const uint8_t *text, size_t size, const ph_reverse_page *page,
                               uint8_t *cell, size_t width)
{
    unsigned is_bad = 0, before = 0, was_lead = 0;
    size_t used = 0;

    for (size_t i = 0; i < size; i++) {
        const unsigned byte = text[i];
        const unsigned is_lead = (byte & 0xfe) == 0xc2, is_tail = (byte & 0xc0) == 0x80;
        const unsigned character = (byte + (before == 0xc3 ? 0x40 : 0)) & 0xff;

        if (used == width)
            return 0;
        is_bad |= is_tail ^ was_lead;
        is_bad |= (byte >> 7) & ~(is_lead | is_tail);
        is_bad |= !(is_lead | page->has_latin1[character]);
        cell[used] = page->latin1[character];
        used += 1 - is_lead;
        before = byte;
        was_lead = is_lead;
    }
    memset(cell + used, page->latin1[' '], width - used);
    return (is_bad | was_lead) == 0;
}

ph_encode_result ph_text_encode_scalar(ph_text_input input, const ph_code_page *page,
                                       ph_column_output column, size_t *ret_redone)
{
    const ph_reverse_page from_unicode = ph_reverse_page_of(page);
    size_t start = 0;

    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        uint8_t *const cell = column.cells + record * column.stride;
        const uint8_t *const text = input.bytes + start;
        const size_t size = input.ends[record] - start;
        size_t bad = 0;

        if (!from_unicode.has_ascii ||
            (!copy_ascii(text, size, &from_unicode, cell, column.width) &&
             !ph_text_encode_latin1_cell(text, size, &from_unicode, cell, column.width))) {
            (*ret_redone)++;
            const ph_encode_status status =
                ph_text_encode_cell(text, size, &from_unicode, cell, column.width, &bad);
            if (status != PH_ENCODE_OK)
                return (ph_encode_result){ status, record, bad };
        }
        start = input.ends[record];
    }
    return (ph_encode_result){ PH_ENCODE_OK, column.count, 0 };
}
