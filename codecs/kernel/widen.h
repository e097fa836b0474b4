/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ph_int128 from the kernels that make int64_t, for pictures of no more digits than those take. */
#ifndef PH_CODECS_KERNEL_WIDEN_H
#define PH_CODECS_KERNEL_WIDEN_H

#include "kernel/kernel.h"

/* As a ph_decimal_128_kernel, a block of numbers at a time: what decode leaves stays in the cache.
 */
static inline ph_decode_result ph_widen_decoded(ph_decimal_kernel *decode, ph_column column,
                                                ph_decimal decimal, ph_int128 *restrict out,
                                                size_t *ret_redone)
{
    int64_t values[PH_KERNEL_TEXT_BLOCK];

    *ret_redone = 0;
    for (size_t first = 0; first < column.count; first += PH_KERNEL_TEXT_BLOCK) {
        const size_t left = column.count - first;
        const ph_column block = { column.cells + first * column.stride, column.stride, column.width,
                                  left < PH_KERNEL_TEXT_BLOCK ? left : PH_KERNEL_TEXT_BLOCK };
        size_t redone;
        const ph_decode_result result = decode(block, decimal, values, &redone);

        *ret_redone += redone;
        for (size_t i = 0; i < result.record; i++)
            out[first + i] = (ph_int128){ (uint64_t)values[i], values[i] < 0 ? -1 : 0 };
        if (result.status != PH_CODEC_OK)
            return (ph_decode_result){ result.status, first + result.record, result.byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

#endif /* PH_CODECS_KERNEL_WIDEN_H */
