/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8 to EBCDIC by table. Cells that ASCII fills are one string, which is translated as it is;
 * others go a cell at a time, in parts of 64 bytes, the first bytes of two-byte characters squeezed
 * out.
 */
#include "kernel/avx512.h"
#include "kernel/text_encode_column.h"

#define PART ((size_t)64)

typedef struct text_rule {
    __m512i codes[PH_REVERSE_CODES / 64]; /* By character. */
    __m512i blanks;
    __m512i missing;       /* A character below U+0100 that the page has not... */
    __mmask64 has_missing; /* ...if there is one. */
    ph_reverse_page page;
    int is_known; /* The page has all other such characters. */
} text_rule;

static text_rule rule_of(const ph_code_page *page)
{
    text_rule rule = { .page = ph_reverse_page_of(page) };
    unsigned missing = 0, missing_count = 0;

    for (size_t i = 0; i < PH_REVERSE_CODES / 64; i++)
        rule.codes[i] = _mm512_loadu_si512(rule.page.latin1 + 64 * i);
    for (unsigned character = 0; character < PH_REVERSE_CODES; character++)
        if (!rule.page.has_latin1[character]) {
            missing = character;
            missing_count++;
        }
    rule.blanks = _mm512_set1_epi8((char)rule.page.latin1[' ']);
    rule.missing = _mm512_set1_epi8((char)missing);
    rule.has_missing = missing_count > 0 ? UINT64_MAX : 0;
    rule.is_known = rule.page.has_ascii && missing_count <= 1;
    return rule;
}

AVX512_INLINE __m512i encode_ascii(const text_rule *rule, __m512i text)
{
    return _mm512_permutex2var_epi8(rule->codes[0], text, rule->codes[1]);
}

/* As ph_text_encode_set has it. */
AVX512_INLINE size_t count_full(const uint32_t *ends, size_t count, uint32_t start, uint32_t width)
{
    const __m512i steps = _mm512_set_epi32(16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    __m512i want = _mm512_add_epi32(_mm512_set1_epi32((int)start),
                                    _mm512_mullo_epi32(steps, _mm512_set1_epi32((int)width)));

    for (size_t i = 0; i < count; i += 16) {
        const size_t left = count - i;
        const __mmask16 there = (__mmask16)(left < 16 ? (1u << left) - 1 : 0xffff);
        const __mmask16 full =
            _mm512_mask_cmpeq_epi32_mask(there, _mm512_maskz_loadu_epi32(there, ends + i), want);

        if (full != 0xffff)
            return i + (size_t)__builtin_ctz(~(unsigned)full);
        want = _mm512_add_epi32(want, _mm512_set1_epi32((int)(16 * width)));
    }
    return count;
}

#define GROUP (4 * PART)

/* As ph_text_encode_set has it. */
AVX512_INLINE size_t encode_string(const text_rule *rule, const uint8_t *text, size_t size,
                                   uint8_t *out, avx512_tuning tuning)
{
    size_t at = 0;

    for (; size - at >= GROUP; at += GROUP) {
        __m512i parts[GROUP / PART], all = _mm512_setzero_si512();

        for (size_t i = 0; i < GROUP / PART; i++) {
            avx512_prefetch(text + at + i * PART, tuning);
            parts[i] = _mm512_loadu_si512(text + at + i * PART);
            all = _mm512_or_si512(all, parts[i]);
        }
        if (_mm512_movepi8_mask(all) != 0)
            return at;
        for (size_t i = 0; i < GROUP / PART; i++)
            parts[i] = encode_ascii(rule, parts[i]);
        avx512_store_ascending(out + at, parts, GROUP / PART);
    }
    for (; at < size; at += PART) {
        const __mmask64 there =
            _bzhi_u64(UINT64_MAX, (unsigned)(size - at < PART ? size - at : PART));
        const __m512i part = _mm512_maskz_loadu_epi8(there, text + at);

        if (_mm512_movepi8_mask(part) != 0)
            return at;
        _mm512_mask_storeu_epi8(out + at, there, encode_ascii(rule, part));
    }
    return size;
}

AVX512_INLINE size_t encode_string_one_source(const void *rule, const uint8_t *text, size_t size,
                                              uint8_t *out)
{
    return encode_string(rule, text, size, out, AVX512_ONE_SOURCE);
}

AVX512_INLINE size_t encode_string_two_source(const void *rule, const uint8_t *text, size_t size,
                                              uint8_t *out)
{
    return encode_string(rule, text, size, out, AVX512_TWO_SOURCE);
}

/* Where a cell is written, and what of it has been. */
typedef struct text_cell {
    uint8_t *bytes;
    size_t width, used, written; /* Blanks stand behind what is used. */
} text_cell;

static inline __mmask64 first_bytes(size_t count)
{
    return _bzhi_u64(UINT64_MAX, (unsigned)(count < PART ? count : PART));
}

/* Writes so many codes, which lie in front, and blanks in the rest of the register; returns 0 when
 * the cell has no room for the codes. */
AVX512_INLINE int put_codes(const text_rule *rule, __m512i codes, size_t count, text_cell *cell)
{
    const size_t room = cell->width - cell->used;
    const size_t there = room < PART ? room : PART;

    if (count > room)
        return 0;
    _mm512_mask_storeu_epi8(cell->bytes + cell->used, first_bytes(there),
                            _mm512_mask_mov_epi8(rule->blanks, first_bytes(count), codes));
    cell->written = cell->used + there;
    cell->used += count;
    return 1;
}

/* There is more than ASCII in the first bytes of part, which begins and ends with a character.
 * Returns 0 when it has more than the characters below U+0100. */
AVX512_INLINE int put_latin1(const text_rule *rule, __m512i part, __mmask64 there, text_cell *cell)
{
    const __mmask64 top = _mm512_movepi8_mask(part);
    const __mmask64 c2 = _mm512_cmpeq_epi8_mask(part, _mm512_set1_epi8((char)0xc2));
    const __mmask64 c3 = _mm512_cmpeq_epi8_mask(part, _mm512_set1_epi8((char)0xc3));
    const __mmask64 leads = c2 | c3, tails = leads << 1, kept = there & ~leads;

    /* Behind each first byte stands a second one, 80 to BF, and nowhere else anything but ASCII. */
    if (top != (leads | tails) ||
        (_mm512_cmplt_epu8_mask(part, _mm512_set1_epi8((char)0xc0)) & tails) != tails)
        return 0;

    const __m512i characters = _mm512_mask_add_epi8(part, c3 << 1, part, _mm512_set1_epi8(0x40));
    const __m512i high = _mm512_permutex2var_epi8(rule->codes[2], characters, rule->codes[3]);
    const __m512i codes = _mm512_mask_mov_epi8(encode_ascii(rule, characters), tails, high);

    if ((_mm512_cmpeq_epi8_mask(characters, rule->missing) & kept & rule->has_missing) != 0)
        return 0;
    return put_codes(rule, _mm512_maskz_compress_epi8(kept, codes),
                     (size_t)__builtin_popcountll(kept), cell);
}

/* As ph_text_encode_set has it. */
AVX512_INLINE int encode_cell(const void *context, const uint8_t *text, size_t size, uint8_t *bytes,
                              size_t width)
{
    const text_rule *const rule = context;
    text_cell cell = { .width = width };

    cell.bytes = bytes;
    while (size > 0) {
        size_t length = size < PART ? size : PART;
        __mmask64 there = first_bytes(length);
        __m512i part = _mm512_maskz_loadu_epi8(there, text);

        if (_mm512_movepi8_mask(part) == 0) {
            if (!put_codes(rule, encode_ascii(rule, part), length, &cell))
                return 0;
        } else {
            /* A character is left to the next part if it does not end in this one. */
            if (length == PART && text[PART - 1] >= 0xc0)
                length--;
            there = first_bytes(length);
            if (!rule->is_known ||
                !put_latin1(rule, _mm512_maskz_mov_epi8(there, part), there, &cell))
                return 0;
        }
        text += length;
        size -= length;
    }
    for (; cell.written < cell.width; cell.written += PART)
        _mm512_mask_storeu_epi8(cell.bytes + cell.written, first_bytes(cell.width - cell.written),
                                rule->blanks);
    return 1;
}

ph_encode_result ph_text_encode_avx512(ph_text_input input, const ph_code_page *page,
                                       ph_column_output column, size_t *ret_redone)
{
    const text_rule rule = rule_of(page);
    const ph_text_encode_set set = { count_full, encode_string_one_source, encode_cell, &rule,
                                     &rule.page };

    return ph_text_encode_column(set, input, column, ret_redone);
}

ph_encode_result ph_text_encode_avx512_two_source(ph_text_input input, const ph_code_page *page,
                                                  ph_column_output column, size_t *ret_redone)
{
    const text_rule rule = rule_of(page);
    const ph_text_encode_set set = { count_full, encode_string_two_source, encode_cell, &rule,
                                     &rule.page };

    return ph_text_encode_column(set, input, column, ret_redone);
}
