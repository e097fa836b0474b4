/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8 to EBCDIC: a table for each row of sixteen characters, all of which are looked up. A row's
 * table is not its codes but what they differ in from those of the row before, and is not looked up
 * below its row: what is left of all of them is the code.
 */
#include <string.h>

#include "kernel/avx2.h"
#include "kernel/text_encode_column.h"

#define ROW    16
#define ROWS   8 /* Of ASCII... */
#define BLANKS 2 /* ...and the first that is not control characters. */
#define PART   ((size_t)32)

typedef struct text_rule {
    ph_reverse_page page;
    __m256i codes[ROWS], changes[ROWS];
} text_rule;

static text_rule rule_of(const ph_code_page *page)
{
    text_rule rule = { .page = ph_reverse_page_of(page) };

    for (size_t row = 0; row < ROWS; row++) {
        rule.codes[row] = ph_avx2_both_lanes(rule.page.latin1 + ROW * row);
        rule.changes[row] =
            row > 0 ? _mm256_xor_si256(rule.codes[row], rule.codes[row - 1]) : rule.codes[row];
    }
    return rule;
}

/* ASCII from a row on. */
PH_AVX2_INLINE __m256i encode_rows(const text_rule *rule, __m256i text, int first)
{
    __m256i codes = _mm256_shuffle_epi8(rule->codes[first], text);

    for (int i = first + 1; i < ROWS; i++) {
        const __m256i index = _mm256_sub_epi8(text, _mm256_set1_epi8((char)(ROW * i)));

        codes = _mm256_xor_si256(codes, _mm256_shuffle_epi8(rule->changes[i], index));
    }
    return codes;
}

/* As ph_text_encode_set has it. */
static size_t count_full(const uint32_t *ends, size_t count, uint32_t start, uint32_t width)
{
    const __m256i steps = _mm256_set_epi32(8, 7, 6, 5, 4, 3, 2, 1);
    __m256i want = _mm256_add_epi32(_mm256_set1_epi32((int)start),
                                    _mm256_mullo_epi32(steps, _mm256_set1_epi32((int)width)));
    size_t full = 0;

    for (; count - full >= 8; full += 8) {
        const __m256i have = ph_avx2_load((const uint8_t *)(const void *)(ends + full));

        if (_mm256_movemask_epi8(_mm256_cmpeq_epi32(have, want)) != -1)
            break;
        want = _mm256_add_epi32(want, _mm256_set1_epi32((int)(8 * width)));
    }
    while (full < count && ends[full] == start + (uint32_t)(full + 1) * width)
        full++;
    return full;
}

#define GROUP (4 * PART)

/* A group of ASCII from a row on. */
PH_AVX2_INLINE void encode_group(const text_rule *rule, const __m256i parts[GROUP / PART],
                                 int first, uint8_t *out)
{
    for (size_t i = 0; i < GROUP / PART; i++)
        ph_avx2_store(out + i * PART, encode_rows(rule, parts[i], first));
}

/* As ph_text_encode_set has it. */
static size_t encode_string(const void *context, const uint8_t *text, size_t size, uint8_t *out)
{
    const text_rule *const rule = context;
    const __m256i last_control = _mm256_set1_epi8(ROW * BLANKS - 1);
    size_t at = 0;

    for (; size - at >= GROUP; at += GROUP) {
        __m256i parts[GROUP / PART], least = _mm256_set1_epi8(0x7f);

        for (size_t i = 0; i < GROUP / PART; i++) {
            ph_avx2_prefetch_text(text + at + i * PART);
            parts[i] = ph_avx2_load(text + at + i * PART);
            /* With their signs: what is not ASCII is below all that is. */
            least = _mm256_min_epi8(least, parts[i]);
        }
        if (_mm256_movemask_epi8(_mm256_cmpgt_epi8(least, last_control)) == -1)
            encode_group(rule, parts, BLANKS, out + at);
        else if (_mm256_movemask_epi8(least) == 0)
            encode_group(rule, parts, 0, out + at);
        else
            return at;
    }
    return at;
}

/* Encodes 16 bytes; returns a mask of those that are not ASCII. */
PH_AVX2_INLINE int encode_half(const text_rule *rule, const uint8_t *text, uint8_t *out)
{
    const __m128i half = _mm_loadu_si128((const __m128i *)(const void *)text);
    const __m256i codes = encode_rows(rule, _mm256_castsi128_si256(half), 0);

    _mm_storeu_si128((__m128i *)(void *)out, _mm256_castsi256_si128(codes));
    return _mm_movemask_epi8(half);
}

PH_AVX2_INLINE int encode_part(const text_rule *rule, const uint8_t *text, uint8_t *out)
{
    const __m256i part = ph_avx2_load(text);

    ph_avx2_store(out, encode_rows(rule, part, 0));
    return _mm256_movemask_epi8(part);
}

/* Returns other than 0 when the text, for which there is room, is not ASCII. The last part overlaps
 * the one before it. */
static inline int encode_ascii(const text_rule *rule, const uint8_t *text, size_t size,
                               uint8_t *cell)
{
    int others = 0;

    if (size >= PART) {
        for (size_t at = 0; at < size - PART; at += PART)
            others |= encode_part(rule, text + at, cell + at);
        return others | encode_part(rule, text + size - PART, cell + size - PART);
    }
    if (size >= PART / 2)
        return encode_half(rule, text, cell) |
               encode_half(rule, text + size - PART / 2, cell + size - PART / 2);
    for (size_t i = 0; i < size; i++) {
        cell[i] = rule->page.latin1[text[i]];
        others |= text[i] & 0x80;
    }
    return others;
}

/* As ph_text_encode_set has it. */
static int encode_cell(const void *context, const uint8_t *text, size_t size, uint8_t *cell,
                       size_t width)
{
    const text_rule *const rule = context;

    if (size > width || encode_ascii(rule, text, size, cell) != 0)
        return ph_text_encode_latin1_cell(text, size, &rule->page, cell, width);
    memset(cell + size, rule->page.latin1[' '], width - size);
    return 1;
}

ph_encode_result ph_text_encode_avx2(ph_text_input input, const ph_code_page *page,
                                     ph_column_output column, size_t *ret_redone)
{
    const text_rule rule = rule_of(page);
    const ph_text_encode_set set = { count_full, encode_string, encode_cell, &rule, &rule.page };

    return ph_text_encode_column(set, input, column, ret_redone);
}
