/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a column of decimals is walked with AVX-512: whole blocks in place, the rest staged. */
#include "kernel/avx512.h"

/* Decodes as many cells from first on as are good and can be read at once; returns how many. */
static size_t decode_good(ph_column column, const avx512_decimals *decimals, size_t first,
                          int64_t *restrict out)
{
    const size_t in_place = avx512_blocks_in_place(column, first);

    if (in_place > 0)
        return AVX512_BLOCK * decimals->kernel.run(decimals->rule,
                                                   column.cells + first * column.stride, in_place,
                                                   out);

    const size_t left = column.count - first;
    const size_t count = left < AVX512_STAGED ? left : AVX512_STAGED;
    const size_t blocks = (count + AVX512_BLOCK - 1) / AVX512_BLOCK;
    int64_t values[AVX512_STAGED];
    avx512_stage stage;

    avx512_stage_cells(column, first, count, &stage);
    const size_t good =
        AVX512_BLOCK * decimals->kernel.run(decimals->rule, stage.cells, blocks, values);
    const size_t wanted = good < count ? good : count;

    memcpy(out, values, wanted * sizeof(*out));
    return wanted;
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
