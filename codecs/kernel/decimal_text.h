/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How decimal text is made of cells where there is no shorter way: of the numbers that they hold, a
 * block at a time. What is decoded stays in the L1 cache until it is written. */
#ifndef PH_CODECS_KERNEL_DECIMAL_TEXT_H
#define PH_CODECS_KERNEL_DECIMAL_TEXT_H

#include "kernel/kernel.h"

/* Writes numbers behind offset end, and where each ends; returns the new end. */
typedef size_t ph_decimal_put(const void *rule, const int64_t *values, size_t count, uint8_t *bytes,
                              uint32_t *ends, size_t end);

/* Most cells of a block: the last one takes what would not fill a block of any set's decoder. */
#define PH_DECIMAL_TEXT_CELLS ((size_t)PH_KERNEL_TEXT_BLOCK + PH_KERNEL_BLOCK_CELLS_MAX)

static inline size_t ph_decimal_text_count(size_t left)
{
    return left < PH_DECIMAL_TEXT_CELLS ? left : PH_KERNEL_TEXT_BLOCK;
}

static inline ph_column ph_decimal_text_block(ph_column column, size_t first)
{
    return (ph_column){ column.cells + first * column.stride, column.stride, column.width,
                        ph_decimal_text_count(column.count - first) };
}

/* As a ph_decimal_cell_text_kernel. */
static inline ph_decode_result ph_decimal_text_decode(ph_decimal_kernel *decode,
                                                      ph_decimal_put *put, const void *rule,
                                                      ph_column column, ph_decimal decimal,
                                                      ph_text_output output, size_t *ret_redone)
{
    int64_t values[PH_DECIMAL_TEXT_CELLS];
    size_t first = 0, end = 0;

    *ret_redone = 0;
    while (first < column.count) {
        size_t redone;
        const ph_decode_result result =
            decode(ph_decimal_text_block(column, first), decimal, values, &redone);

        *ret_redone += redone;
        end = put(rule, values, result.record, output.bytes, output.ends + first, end);
        first += result.record;
        if (result.status != PH_CODEC_OK)
            return (ph_decode_result){ result.status, first, result.byte };
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

#endif /* PH_CODECS_KERNEL_DECIMAL_TEXT_H */
