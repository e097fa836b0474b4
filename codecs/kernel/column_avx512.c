/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a column of decimals is walked with AVX-512: in place, or staged where cells stand apart. */
#include "kernel/avx512.h"

/* Decodes a block of cells that stand back to back, or as many as there are, with nothing to read
 * behind them; returns how many were good. */
static size_t decode_last(const avx512_decimals *decimals, const uint8_t *cells, size_t left,
                          int64_t *restrict out)
{
    const size_t count = left < AVX512_BLOCK ? left : AVX512_BLOCK;

    return decimals->kernel.last(decimals->rule, cells, count, out) ? count : 0;
}

/* Decodes as many cells from first on as are good and can be read at once; returns how many. */
static size_t decode_good(ph_column column, const avx512_decimals *decimals, size_t first,
                          int64_t *restrict out)
{
    const uint8_t *const cells = column.cells + first * column.stride;
    const size_t left = column.count - first;
    const size_t count = left < AVX512_STAGED ? left : AVX512_STAGED;
    avx512_stage stage;

    if (column.stride == column.width) {
        const size_t blocks = avx512_blocks_in_place(left, column.width);

        return blocks > 0 ? AVX512_BLOCK * decimals->kernel.run(decimals->rule, cells, blocks, out)
                          : decode_last(decimals, cells, left, out);
    }
    avx512_stage_cells(column, first, count, &stage);
    return count == AVX512_STAGED
               ? AVX512_BLOCK * decimals->kernel.run(decimals->rule, stage.cells,
                                                     AVX512_STAGED / AVX512_BLOCK, out)
               : decode_last(decimals, stage.cells, count, out);
}

ph_decode_result avx512_decode_column(ph_column column, const avx512_decimals *decimals,
                                      int64_t *restrict out, size_t *ret_redone)
{
    size_t record = 0;

    *ret_redone = 0;
    while (record < column.count) {
        const size_t good = decode_good(column, decimals, record, out + record);

        record += good;
        if (good > 0)
            continue;

        const size_t left = column.count - record;
        const ph_column block = { column.cells + record * column.stride, column.stride,
                                  column.width, left < AVX512_BLOCK ? left : AVX512_BLOCK };
        size_t redone;
        const ph_decode_result result =
            decimals->scalar(block, decimals->decimal, out + record, &redone);

        *ret_redone += block.count;
        record += result.record;
        if (result.status != PH_CODEC_OK)
            return (ph_decode_result){ result.status, record, result.byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
