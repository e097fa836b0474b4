/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text to Latin-1: a byte for a byte, so cells back to back are one string. */
#include "kernel/text_avx512.h"

#define GROUP AVX512_TEXT_GROUP
#define BLOCK AVX512_TEXT_BLOCK

/* Fewer cells that stand apart are decoded where they are. */
#define STAGED_MIN 12

/* Translates a group; returns 0 and leaves out untouched when some of it is foreign. */
AVX512_INLINE int put_group(const text_rule *rule, const text_table *table, const uint8_t *codes,
                            uint8_t *out, avx512_tuning tuning)
{
    __m512i loaded[GROUP], least = _mm512_set1_epi8(-1);
    __mmask64 foreign = 0;

#pragma GCC unroll 4
    for (size_t i = 0; i < GROUP; i++) {
        loaded[i] = _mm512_loadu_si512(codes + i * BLOCK);
        least = _mm512_min_epu8(least, loaded[i]);
        avx512_prefetch(codes + i * BLOCK, tuning);
    }
    const int has_low = _mm512_cmplt_epu8_mask(least, _mm512_set1_epi8(0x40)) != 0;

#pragma GCC unroll 4
    for (size_t i = 0; i < GROUP; i++) {
        loaded[i] = has_low ? translate(table, loaded[i], 1) : translate(table, loaded[i], 0);
        if (rule->has_foreign)
            foreign |= _mm512_cmpeq_epi8_mask(loaded[i], _mm512_set1_epi8((char)rule->foreign_as));
    }
    if (foreign != 0)
        return 0;
    avx512_store_ascending(out, loaded, GROUP);
    return 1;
}

/* Decodes a string of bytes; returns how many come before the first block with a foreign one. */
AVX512_INLINE size_t decode_string(const text_rule *rule, const text_table *table,
                                   const uint8_t *codes, size_t length, uint8_t *out,
                                   avx512_tuning tuning)
{
    size_t done = 0;

    while (length - done >= GROUP * BLOCK &&
           put_group(rule, table, codes + done, out + done, tuning))
        done += GROUP * BLOCK;
    while (done < length) {
        const size_t bytes = length - done < BLOCK ? length - done : BLOCK;
        const __mmask64 valid = UINT64_MAX >> (BLOCK - bytes);
        const __m512i latin1 = translate(table, _mm512_maskz_loadu_epi8(valid, codes + done), 1);

        if (has_foreign(rule, latin1, valid))
            break;
        _mm512_mask_storeu_epi8(out + done, valid, latin1);
        done += bytes;
    }
    return done;
}

AVX512_INLINE ph_decode_result decode(ph_column column, const ph_code_page *page,
                                      uint8_t *restrict out, size_t *ret_redone,
                                      avx512_tuning tuning)
{
    const text_rule rule = avx512_text_rule(page, PH_CONTROL_PASS);
    const text_table table = load_table(rule.latin1);
    const int is_staged = text_is_staged(column) && column.count >= STAGED_MIN;
    text_stage stage;

    *ret_redone = 0;
    for (size_t first = 0, cells; first < column.count; first += cells) {
        cells = text_cells_a_string(column, first, is_staged);
        if (is_staged)
            text_stage_cells(column, first, cells, &stage, tuning);

        const uint8_t *codes = is_staged ? stage.bytes : column.cells + first * column.stride;
        const size_t length = cells * column.width;
        const size_t done =
            decode_string(&rule, &table, codes, length, out + first * column.width, tuning);

        if (done == length)
            continue;

        /* There is a bad cell: the scalar kernel finds it. */
        const size_t good = first + done / column.width;
        const ph_column rest = { column.cells + good * column.stride, column.stride, column.width,
                                 column.count - good };
        ph_decode_result result =
            ph_latin1_decode_scalar(rest, page, out + good * column.width, ret_redone);

        result.record += good;
        *ret_redone = rest.count;
        return result;
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}

ph_decode_result ph_latin1_decode_avx512(ph_column column, const ph_code_page *page,
                                         uint8_t *restrict out, size_t *ret_redone)
{
    return decode(column, page, out, ret_redone, AVX512_ONE_SOURCE);
}

ph_decode_result ph_latin1_decode_avx512_two_source(ph_column column, const ph_code_page *page,
                                                    uint8_t *restrict out, size_t *ret_redone)
{
    return decode(column, page, out, ret_redone, AVX512_TWO_SOURCE);
}
