/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What stands behind ph_codec: one kernel per family and instruction set, FAMILY_ISA.c.
 *
 * The scalar kernels are the specification. Each holds a cell-by-cell decoder, which defines
 * values, statuses and positions, and a fast path that only ever says "this cell is good": whatever
 * it is not sure of, the cell-by-cell decoder does again. Kernels for further instruction sets do
 * the same with blocks of cells: a block that is not good throughout goes to the scalar kernel, and
 * so does a column of a shape that the set has no block for, or of fewer cells than a block.
 */
#ifndef PH_CODECS_KERNEL_KERNEL_H
#define PH_CODECS_KERNEL_KERNEL_H

#include "codepage/codepage.h"
#include "kernel/line_record.h"
#include "kernel/record_line.h"
#include "perfharness/codec.h"
#include "perfharness/isa.h"

typedef enum ph_isa {
#define X(identifier, name, separator) PH_ISA_##identifier,
    PH_ISA_LIST(X)
#undef X
        PH_ISA_COUNT,
} ph_isa;

/*
 * As ph_packed_decode() and ph_zoned_decode() or their _128 forms, which have checked the shape.
 *
 * *ret_redone receives how many cells did not go through the fast path. On good cells these are at
 * most the blank ones and those whose digits end within the first PH_KERNEL_LEAD_IN bytes of the
 * column; kernelcheck holds kernels to that, for a fast path that is never taken gives right
 * answers too.
 */
typedef ph_decode_result ph_decimal_kernel(ph_column column, ph_decimal decimal,
                                           int64_t *restrict out, size_t *ret_redone);
typedef ph_decode_result ph_decimal_128_kernel(ph_column column, ph_decimal decimal,
                                               ph_int128 *restrict out, size_t *ret_redone);

/* As ph_packed_decode_text() and ph_zoned_decode_text(), which have checked the shape. */
typedef ph_decode_result ph_decimal_cell_text_kernel(ph_column column, ph_decimal decimal,
                                                     uint32_t scale, ph_text_output output,
                                                     size_t *ret_redone);

/*
 * As ph_text_decode(), which has checked the shape. *ret_redone: at most the cells with a character
 * that is not ASCII or that the policy does not pass; of a set that has text_takes, 0 in columns of
 * nothing but such characters as that takes.
 */
typedef ph_decode_result ph_text_kernel(ph_column column, const ph_code_page *page,
                                        ph_control_policy policy, ph_text_output output,
                                        size_t *ret_redone);

/*
 * As ph_text_decode_latin1(), which has checked the shape. *ret_redone: of a column of good cells
 * 0.
 */
typedef ph_decode_result ph_latin1_kernel(ph_column column, const ph_code_page *page,
                                          uint8_t *restrict out, size_t *ret_redone);

/*
 * As ph_packed_encode() and ph_zoned_encode() or their _128 forms, which have checked the shape.
 *
 * *ret_redone receives how many cells a vector set has left to the scalar kernel: at most those of
 * one block, and none of a column of PH_KERNEL_BLOCK_CELLS_MAX good numbers and more. Of the scalar
 * set, which has but one path, it is 0.
 */
typedef ph_encode_result ph_decimal_encode_kernel(const int64_t *values, ph_decimal decimal,
                                                  ph_column_output column, size_t *ret_redone);
typedef ph_encode_result ph_decimal_encode_128_kernel(const ph_int128 *values, ph_decimal decimal,
                                                      ph_column_output column);

/* As ph_decimal_text() and ph_decimal_text_128(), which have checked the shape. */
typedef void ph_decimal_text_kernel(const int64_t *values, size_t count, uint32_t scale,
                                    ph_text_output output);
typedef void ph_decimal_text_128_kernel(const ph_int128 *values, size_t count, uint32_t scale,
                                        ph_text_output output);

/*
 * As ph_text_encode(), which has checked the shape. *ret_redone: at most the cells whose text has a
 * character beyond U+00FF or that the page has not, or is too long.
 */
typedef ph_encode_result ph_text_encode_kernel(ph_text_input input, const ph_code_page *page,
                                               ph_column_output column, size_t *ret_redone);

#define PH_KERNEL_LEAD_IN 32

/*
 * Decimal text from cells, and ph_int128 from cells that int64_t has room for, are made of so many
 * at once, or of a few more at the end: each such block has its own lead-in.
 */
#define PH_KERNEL_TEXT_BLOCK 256

/* Whether a set has blocks for columns of such cells. */
typedef int ph_decimal_shape_test(ph_column column, ph_decimal decimal);

/* Whether a set's blocks take such a character. */
typedef int ph_text_code_test(const ph_code_page *page, ph_control_policy policy, uint8_t code);

/* Most cells of a block in any set. */
#define PH_KERNEL_BLOCK_CELLS_MAX 64

struct ph_codec {
    const char *isa;

    /*
     * Of a vector set: what its own blocks take, NULL for a family that it leaves to the scalar
     * kernel. In such columns, of PH_KERNEL_BLOCK_CELLS_MAX cells and more, the cells redone are at
     * most the lead-in's, and the blocks that hold a cell which is blank or bad.
     */
    ph_decimal_shape_test *packed_takes;
    ph_decimal_shape_test *zoned_takes;
    ph_text_code_test *text_takes; /* NULL: ASCII that the policy passes, a cell at a time. */

    ph_decimal_kernel *packed_decode;
    ph_decimal_kernel *zoned_decode;
    ph_decimal_128_kernel *packed_decode_128;
    ph_decimal_128_kernel *zoned_decode_128;
    ph_decimal_cell_text_kernel *packed_decode_text;
    ph_decimal_cell_text_kernel *zoned_decode_text;
    ph_text_kernel *text_decode;
    ph_latin1_kernel *latin1_decode;
    ph_decimal_encode_kernel *packed_encode;
    ph_decimal_encode_kernel *zoned_encode;
    ph_decimal_encode_128_kernel *packed_encode_128;
    ph_decimal_encode_128_kernel *zoned_encode_128;
    ph_decimal_text_kernel *decimal_text;
    ph_decimal_text_128_kernel *decimal_text_128;
    ph_text_encode_kernel *text_encode;
    ph_line_compile_kernel *line_compile;
    ph_line_run_kernel *line_run; /* Of what line_compile made. */
    ph_record_take_kernel *record_take;

    const ph_codec *streamed; /* For ph_codec_streamed(); NULL: there is no other. */
};

ph_decimal_kernel ph_packed_decode_scalar;
ph_decimal_kernel ph_zoned_decode_scalar;
ph_decimal_128_kernel ph_packed_decode_128_scalar;
ph_decimal_128_kernel ph_zoned_decode_128_scalar;
ph_decimal_cell_text_kernel ph_packed_decode_text_scalar;
ph_decimal_cell_text_kernel ph_zoned_decode_text_scalar;
ph_text_kernel ph_text_decode_scalar;
ph_latin1_kernel ph_latin1_decode_scalar;
ph_decimal_encode_kernel ph_packed_encode_scalar;
ph_decimal_encode_kernel ph_zoned_encode_scalar;
ph_decimal_encode_128_kernel ph_packed_encode_128_scalar;
ph_decimal_encode_128_kernel ph_zoned_encode_128_scalar;
ph_decimal_text_kernel ph_decimal_text_scalar;
ph_decimal_text_128_kernel ph_decimal_text_128_scalar;
ph_text_encode_kernel ph_text_encode_scalar;
ph_line_compile_kernel ph_line_compile_scalar;
ph_line_run_kernel ph_line_run_scalar;
ph_record_take_kernel ph_record_take_scalar;

ph_decimal_shape_test ph_packed_takes_neon;
ph_decimal_shape_test ph_zoned_takes_neon;
ph_decimal_kernel ph_packed_decode_neon;
ph_decimal_kernel ph_zoned_decode_neon;
ph_text_kernel ph_text_decode_neon;
ph_decimal_encode_kernel ph_packed_encode_neon;
ph_decimal_encode_kernel ph_zoned_encode_neon;
ph_text_encode_kernel ph_text_encode_neon;

/* Only where codecs/CMakeLists.txt compiles them: for x86-64. */
ph_decimal_shape_test ph_packed_takes_avx512;
ph_decimal_kernel ph_packed_decode_avx512;
ph_decimal_cell_text_kernel ph_packed_decode_text_avx512;
ph_decimal_shape_test ph_zoned_takes_avx512;
ph_decimal_kernel ph_zoned_decode_avx512;
ph_decimal_cell_text_kernel ph_zoned_decode_text_avx512;
ph_text_code_test ph_text_takes_avx512;
ph_text_kernel ph_text_decode_avx512;
ph_latin1_kernel ph_latin1_decode_avx512;
ph_decimal_kernel ph_packed_decode_avx512_two_source;
ph_decimal_cell_text_kernel ph_packed_decode_text_avx512_two_source;
ph_decimal_kernel ph_zoned_decode_avx512_two_source;
ph_decimal_cell_text_kernel ph_zoned_decode_text_avx512_two_source;
ph_text_kernel ph_text_decode_avx512_two_source;
ph_text_kernel ph_text_decode_avx512_two_source_staged;
ph_latin1_kernel ph_latin1_decode_avx512_two_source;
ph_decimal_encode_kernel ph_packed_encode_avx512;
ph_decimal_encode_kernel ph_packed_encode_avx512_two_source;
ph_decimal_encode_kernel ph_zoned_encode_avx512;
ph_decimal_encode_kernel ph_zoned_encode_avx512_two_source;
ph_text_encode_kernel ph_text_encode_avx512;
ph_text_encode_kernel ph_text_encode_avx512_two_source;
ph_line_compile_kernel ph_line_compile_avx512;
ph_line_run_kernel ph_line_run_avx512;
ph_record_take_kernel ph_record_take_avx512;
ph_decimal_shape_test ph_packed_takes_avx2;
ph_decimal_kernel ph_packed_decode_avx2;
ph_decimal_cell_text_kernel ph_packed_decode_text_avx2;
ph_decimal_shape_test ph_zoned_takes_avx2;
ph_decimal_kernel ph_zoned_decode_avx2;
ph_decimal_cell_text_kernel ph_zoned_decode_text_avx2;
ph_text_code_test ph_text_takes_avx2;
ph_text_kernel ph_text_decode_avx2;
ph_latin1_kernel ph_latin1_decode_avx2;
ph_decimal_encode_kernel ph_packed_encode_avx2;
ph_decimal_encode_kernel ph_zoned_encode_avx2;
ph_decimal_text_kernel ph_decimal_text_avx2;
ph_text_encode_kernel ph_text_encode_avx2;
ph_line_compile_kernel ph_line_compile_avx2;
ph_line_run_kernel ph_line_run_avx2;
ph_record_take_kernel ph_record_take_avx2;

/* NULL when the CPU or the build cannot run that instruction set. */
const ph_codec *ph_codec_for_isa(ph_isa isa);

#endif /* PH_CODECS_KERNEL_KERNEL_H */
