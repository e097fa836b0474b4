/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text: decode_cell() is the specification, copy_plain() below it is the speed. */
#include <string.h>

#include "kernel/kernel.h"
#include "kernel/prefetch.h"
#include "kernel/text.h"

/* Returns the bytes written, 1 to PH_TEXT_MAX_UTF8_PER_BYTE; character is below U+10000. */
static size_t put_character(unsigned character, uint8_t *out)
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

        if (ph_text_is_control(character) && policy == PH_CONTROL_ERROR) {
            *ret_length = i;
            return PH_CODEC_BAD_CONTROL;
        }
        if (ph_text_is_control(character) && policy == PH_CONTROL_REPLACE)
            character = 0xfffd;
        length += put_character(character, out + length);
    }
    *ret_length = length;
    return PH_CODEC_OK;
}

#define ALL_NOT_PLAIN (PH_TEXT_NOT_PLAIN * UINT32_C(0x01010101))
#define HALF_BYTES    ((size_t)4)

/* A table for each byte of a half word, of what it becomes in its place: four lookups are or-ed. */
typedef struct plain_bytes {
    uint32_t at[HALF_BYTES][PH_TEXT_CODES]; /* [0]: the least significant byte. */
} plain_bytes;

static void find_plain(const ph_code_page *page, ph_control_policy policy, plain_bytes *ret)
{
    for (size_t code = 0; code < PH_TEXT_CODES; code++) {
        const uint32_t byte = ph_text_plain(page, policy, code);

        for (size_t i = 0; i < HALF_BYTES; i++)
            ret->at[i][code] = byte << (8 * i);
    }
}

/* Returns a value with PH_TEXT_NOT_PLAIN set in a byte when one of the half word's bytes is not
 * plain. */
static inline uint32_t copy_half(const uint8_t *restrict in, const plain_bytes *plain,
                                 uint8_t *restrict out)
{
    uint32_t half;

    memcpy(&half, in, sizeof(half));
    half = (plain->at[0][half & 0xff] | plain->at[1][half >> 8 & 0xff]) |
           (plain->at[2][half >> 16 & 0xff] | plain->at[3][half >> 24]);
    memcpy(out, &half, sizeof(half));
    return half;
}

#define BLOCK (2 * HALF_BYTES)

static inline uint32_t copy_block(const uint8_t *restrict in, const plain_bytes *plain,
                                  uint8_t *restrict out)
{
    return copy_half(in, plain, out) | copy_half(in + HALF_BYTES, plain, out + HALF_BYTES);
}

/* Returns 0 when a byte of the cell is not plain; width bytes of out are then unspecified. */
static inline int copy_plain(const uint8_t *restrict cell, size_t width, const plain_bytes *plain,
                             uint8_t *restrict out)
{
    uint32_t seen = 0;
    size_t i = 0;

    for (; width - i >= BLOCK; i += BLOCK)
        seen |= copy_block(cell + i, plain, out + i);
    /* The last block overlaps the one before it. */
    if (i < width && width >= BLOCK)
        return ((seen | copy_block(cell + width - BLOCK, plain, out + width - BLOCK)) &
                ALL_NOT_PLAIN) == 0;
    for (; i < width; i++) {
        const uint32_t byte = plain->at[0][cell[i]];

        out[i] = (uint8_t)byte;
        seen |= byte;
    }
    return (seen & ALL_NOT_PLAIN) == 0;
}

ph_decode_result ph_text_decode_scalar(ph_column column, const ph_code_page *page,
                                       ph_control_policy policy, ph_text_output output,
                                       size_t *ret_redone)
{
    const uint8_t *cell = column.cells;
    plain_bytes plain;
    size_t end = 0;

    *ret_redone = 0;
    find_plain(page, policy, &plain);
    for (size_t record = 0; record < column.count; record++, cell += column.stride) {
        size_t length = column.width;

        ph_prefetch_ahead(cell);
        if (!copy_plain(cell, column.width, &plain, output.bytes + end)) {
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
