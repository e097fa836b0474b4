/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the AVX-512 kernels for text to UTF-8 and to Latin-1 share. */
#ifndef PH_CODECS_KERNEL_TEXT_AVX512_H
#define PH_CODECS_KERNEL_TEXT_AVX512_H

#include "kernel/avx512.h"

#define AVX512_CODES ((size_t)256)

/* Bytes of a register, and registers that are judged by one test. */
#define AVX512_TEXT_BLOCK ((size_t)64)
#define AVX512_TEXT_GROUP ((size_t)4)

/* How the bytes of a column are read. */
typedef struct text_rule {
    uint8_t latin1[AVX512_CODES]; /* By EBCDIC byte; of a foreign one foreign_as. */
    uint8_t foreign_as;           /* A value that stands for nothing else. */
    int8_t above; /* Plain, for ASCII that is not foreign, are the greater ones, signed. */
    int has_foreign;
} text_rule;

/* Foreign is what is not in Latin-1 and, but with PH_CONTROL_PASS, control characters. */
text_rule avx512_text_rule(const ph_code_page *page, ph_control_policy policy);

/* The table, a quarter a register. */
typedef struct text_table {
    __m512i quarters[4];
} text_table;

static inline text_table load_table(const uint8_t latin1[AVX512_CODES])
{
    return (text_table){ { _mm512_loadu_si512(latin1), _mm512_loadu_si512(latin1 + 64),
                           _mm512_loadu_si512(latin1 + 128), _mm512_loadu_si512(latin1 + 192) } };
}

/* Text has hardly a byte below 40, the EBCDIC blank: has_first_quarter is given apart. */
AVX512_INLINE __m512i translate(const text_table *table, __m512i codes, int has_first_quarter)
{
    const __m512i upper = _mm512_permutex2var_epi8(table->quarters[2], codes, table->quarters[3]);
    const __mmask64 is_lower = ~_mm512_movepi8_mask(codes);

    if (!has_first_quarter)
        return _mm512_mask_permutexvar_epi8(upper, is_lower, codes, table->quarters[1]);
    return _mm512_mask_blend_epi8(
        is_lower, upper, _mm512_permutex2var_epi8(table->quarters[0], codes, table->quarters[1]));
}

/* Of the valid bytes. */
static inline int has_foreign(const text_rule *rule, __m512i latin1, __mmask64 valid)
{
    const __m512i foreign = _mm512_set1_epi8((char)rule->foreign_as);

    return rule->has_foreign && _mm512_mask_cmpeq_epi8_mask(valid, latin1, foreign) != 0;
}

/* Cells that stand apart are copied to a string: it is decoded several at a time. */
#define AVX512_TEXT_STAGE ((size_t)4096)

typedef struct text_stage {
    uint8_t bytes[AVX512_TEXT_STAGE + AVX512_TEXT_BLOCK];
} text_stage;

/* Long cells are strings enough by themselves. */
static inline int text_is_staged(ph_column column)
{
    return column.stride != column.width && column.width <= AVX512_TEXT_STAGE / 8;
}

/* Cells, from first on, that are one string, be it after copying. */
static inline size_t text_cells_a_string(ph_column column, size_t first, int is_staged)
{
    const size_t left = column.count - first;
    const size_t most = is_staged ? AVX512_TEXT_STAGE / column.width : 1;

    return column.stride == column.width || left < most ? left : most;
}

/* So many cells, from first on, back to back. What is stored behind one is overwritten by the next.
 */
AVX512_INLINE void text_stage_cells(ph_column column, size_t first, size_t count, text_stage *stage,
                                    avx512_tuning tuning)
{
    const size_t last = (column.width - 1) / AVX512_TEXT_BLOCK * AVX512_TEXT_BLOCK;
    const __mmask64 in_last = UINT64_MAX >> (AVX512_TEXT_BLOCK - (column.width - last));
    const uint8_t *cell = column.cells + first * column.stride;
    uint8_t *out = stage->bytes;

    if (last == 0) {
        for (size_t i = 0; i < count; i++, cell += column.stride, out += column.width) {
            _mm512_storeu_si512(out, _mm512_maskz_loadu_epi8(in_last, cell));
            avx512_prefetch(cell, tuning);
        }
        return;
    }
    for (size_t i = 0; i < count; i++, cell += column.stride, out += column.width) {
        for (size_t at = 0; at < last; at += AVX512_TEXT_BLOCK) {
            _mm512_storeu_si512(out + at, _mm512_loadu_si512(cell + at));
            avx512_prefetch(cell + at, tuning);
        }
        _mm512_storeu_si512(out + last, _mm512_maskz_loadu_epi8(in_last, cell + last));
        avx512_prefetch(cell + last, tuning);
    }
}

#endif /* PH_CODECS_KERNEL_TEXT_AVX512_H */
