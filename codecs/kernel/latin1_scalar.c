/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text to Latin-1, a byte at a time. */
#include "kernel/kernel.h"

/* Returns the offset of the first character that is not in Latin-1, width when there is none. */
static size_t decode_cell(const uint8_t *restrict cell, size_t width, const ph_code_page *page,
                          uint8_t *restrict out)
{
    unsigned seen = 0;

    for (size_t i = 0; i < width; i++) {
        const unsigned character = page->to_unicode[cell[i]];

        out[i] = (uint8_t)character;
        seen |= character;
    }
    if (seen <= 0xff)
        return width;

    size_t bad = 0;

    while (page->to_unicode[cell[bad]] <= 0xff)
        bad++;
    return bad;
}

ph_decode_result ph_latin1_decode_scalar(ph_column column, const ph_code_page *page,
                                         uint8_t *restrict out, size_t *ret_redone)
{
    *ret_redone = 0;
    for (size_t record = 0; record < column.count; record++) {
        const size_t good = decode_cell(column.cells + record * column.stride, column.width, page,
                                        out + record * column.width);

        if (good < column.width)
            return (ph_decode_result){ PH_CODEC_NOT_LATIN1, record, good };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
