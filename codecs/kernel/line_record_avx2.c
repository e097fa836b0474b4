/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines to records 32 bytes at a time. A row of sixteen characters has a table, not of its codes
 * but of what they differ in from those of the row before, which is not looked up below its row:
 * what is left of all of them is the code.
 */
#include "kernel/avx2.h"
#include "kernel/kernel.h"
#include "kernel/line_digits_x86.h"
#include "kernel/line_record_run.h"

#define PART ((size_t)32)

enum { ROW = 16, ROWS = 8, FIRST_ROW = 2 }; /* In front are the control characters. */

typedef struct code_rows {
    __m256i rows[ROWS];
    const uint8_t *ascii;
} code_rows;

static inline code_rows rows_of(const ph_record_program *program)
{
    code_rows codes = { .ascii = program->ascii };
    __m256i before = _mm256_setzero_si256();

    for (size_t i = FIRST_ROW; i < ROWS; i++) {
        const __m256i row = ph_avx2_both_lanes(program->ascii + ROW * i);

        codes.rows[i] = _mm256_xor_si256(row, before);
        before = row;
    }
    return codes;
}

PH_AVX2_INLINE __m256i encode(const code_rows *codes, __m256i text)
{
    __m256i encoded = _mm256_setzero_si256();

    for (int i = FIRST_ROW; i < ROWS; i++) {
        const __m256i index = _mm256_sub_epi8(text, _mm256_set1_epi8((char)(ROW * i)));

        encoded = _mm256_xor_si256(encoded, _mm256_shuffle_epi8(codes->rows[i], index));
    }
    return encoded;
}

/* Not ASCII, or a control character; with their signs the others are above these. */
PH_AVX2_INLINE __m256i find_escaped(__m256i text)
{
    const __m256i others = _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), text);
    const __m256i quotes = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('"'));
    const __m256i slashes = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\\'));

    return _mm256_or_si256(others, _mm256_or_si256(quotes, slashes));
}

PH_AVX2_INLINE __m256i take_part(const code_rows *codes, const uint8_t *text, uint8_t *cell)
{
    const __m256i part = ph_avx2_load(text);

    ph_avx2_store(cell, encode(codes, part));
    return find_escaped(part);
}

/* Less than a part, by the table: such items are as short as that. */
static inline bool take_few(const uint8_t *ascii, const uint8_t *text, size_t length, uint8_t *cell)
{
    bool is_plain = true;

    for (size_t i = 0; i < length; i++) {
        cell[i] = ascii[text[i] & 0x7F];
        is_plain &= (cell[i] != 0) & (text[i] < 0x80);
    }
    return is_plain;
}

/* The last part overlaps the one before it. */
PH_AVX2_INLINE bool take_plain(const void *context, const uint8_t *text, size_t length,
                               uint8_t *cell)
{
    const code_rows *const codes = context;
    __m256i escaped = _mm256_setzero_si256();

    if (length < PART)
        return take_few(codes->ascii, text, length, cell);
    for (size_t at = 0; at < length - PART; at += PART)
        escaped = _mm256_or_si256(escaped, take_part(codes, text + at, cell + at));
    escaped =
        _mm256_or_si256(escaped, take_part(codes, text + length - PART, cell + length - PART));
    return _mm256_testz_si256(escaped, escaped) != 0;
}

/* Behind the text is more that can be read: only what counts of the last part is looked at. */
PH_AVX2_INLINE bool match(const uint8_t *text, const uint8_t *key, size_t length)
{
    unsigned differs = 0;
    size_t at = 0;

    for (; at + PART < length; at += PART)
        differs |= ~(unsigned)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(ph_avx2_load(text + at), ph_avx2_load(key + at)));
    const unsigned last = ~(unsigned)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(ph_avx2_load(text + at), ph_avx2_load(key + at)));

    return (differs | _bzhi_u32(last, (unsigned)(length - at))) == 0;
}

ph_record_taken ph_record_take_avx2(const ph_record_program *program, const uint8_t *line,
                                    const uint8_t *end, uint8_t *record)
{
    const code_rows codes = rows_of(program);
    const ph_record_set set = { match, take_plain, ph_line_digits_x86, &codes };

    return ph_record_take_line(set, program, line, end, record);
}
