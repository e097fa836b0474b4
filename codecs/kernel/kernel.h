/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What stands behind ph_codec: one kernel per family and instruction set, FAMILY_ISA.c.
 *
 * The scalar kernels are the specification. Each holds a cell-by-cell decoder, which defines
 * values, statuses and positions, and a fast path that only ever says "this cell is good": whatever
 * it is not sure of, the cell-by-cell decoder does again. Kernels for further instruction sets do
 * the same with blocks of cells.
 */
#ifndef PH_CODECS_KERNEL_H
#define PH_CODECS_KERNEL_H

#include "codepage/codepage.h"
#include "perfharness/codec.h"

typedef enum ph_isa {
    PH_ISA_SCALAR,
    PH_ISA_COUNT,
} ph_isa;

/*
 * As ph_packed_decode() and ph_zoned_decode(), which have checked the shape.
 *
 * *ret_redone receives how many cells did not go through the fast path. On good cells these are at
 * most those that end within the first PH_KERNEL_LEAD_IN bytes of the column; kernelcheck holds
 * kernels to that, for a fast path that is never taken gives right answers too.
 */
typedef ph_decode_result ph_decimal_kernel(ph_column column, ph_decimal decimal,
                                           int64_t *restrict out, size_t *ret_redone);

/*
 * As ph_text_decode(), which has checked the shape. *ret_redone: at most the cells with a character
 * that is not ASCII or that the policy does not pass.
 */
typedef ph_decode_result ph_text_kernel(ph_column column, const ph_code_page *page,
                                        ph_control_policy policy, ph_text_output output,
                                        size_t *ret_redone);

#define PH_KERNEL_LEAD_IN 24

struct ph_codec {
    const char *isa;
    ph_decimal_kernel *packed_decode;
    ph_decimal_kernel *zoned_decode;
    ph_text_kernel *text_decode;
};

ph_decimal_kernel ph_packed_decode_scalar;
ph_decimal_kernel ph_zoned_decode_scalar;
ph_text_kernel ph_text_decode_scalar;

/* NULL when the CPU or the build cannot run that instruction set. */
const ph_codec *ph_codec_for_isa(ph_isa isa);

#endif /* PH_CODECS_KERNEL_H */
