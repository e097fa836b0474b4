/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a column of decimals is walked with NEON, and what the scalar kernel does again. */
#include "kernel/neon.h"

/* The cells from first on, by the scalar kernel; the result counts from the column's first cell. */
static ph_decode_result redo(ph_column column, ph_decimal decimal, size_t first, size_t count,
                             ph_decimal_kernel *scalar, int64_t *restrict out, size_t *ret_redone)
{
    const ph_column part = { column.cells + first * column.stride, column.stride, column.width,
                             count };
    size_t redone_there;
    ph_decode_result result = scalar(part, decimal, out + first, &redone_there);

    *ret_redone += count;
    result.record += first;
    return result;
}

static inline size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

ph_decode_result neon_decode_column(ph_column column, ph_decimal decimal,
                                    const neon_decoder *decoder, int64_t *restrict out,
                                    size_t *ret_redone)
{
    const int has_block = column.count >= decoder->lead_in + NEON_BLOCK;
    const size_t before = has_block ? decoder->lead_in : column.count;

    *ret_redone = 0;
    ph_decode_result result = redo(column, decimal, 0, before, decoder->scalar, out, ret_redone);

    while (result.status == PH_CODEC_OK && result.record < column.count) {
        const size_t start = least_of(result.record, column.count - NEON_BLOCK);
        const size_t left = column.count - result.record;

        if (decoder->block(column.cells + start * column.stride, column.stride, decoder->rule,
                           out + start))
            result.record = start + NEON_BLOCK;
        else
            result = redo(column, decimal, result.record, least_of(NEON_BLOCK, left),
                          decoder->scalar, out, ret_redone);
    }
    return result;
}
