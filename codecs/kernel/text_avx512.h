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

#endif /* PH_CODECS_KERNEL_TEXT_AVX512_H */
