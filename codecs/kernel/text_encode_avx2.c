/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8 to EBCDIC: a table for each row of sixteen characters, all of which are looked up. A row's
 * table is not its codes but what they differ in from those of the row before, and is not looked up
 * below its row: what is left of all of them is the code. Characters from U+0080 on, where there
 * are any, have such tables of their own.
 */
#include <string.h>

#include "kernel/avx2.h"
#include "kernel/text_encode_column.h"

#define ROW    16
#define ROWS   8 /* Of ASCII... */
#define BLANKS 2 /* ...and the first that is not control characters. */
#define PART   ((size_t)32)

PH_AVX2_INLINE __m128i load_half(const uint8_t *text)
{
    return _mm_loadu_si128((const __m128i *)(const void *)text);
}

PH_AVX2_INLINE void store_half(uint8_t *out, __m128i half)
{
    _mm_storeu_si128((__m128i *)(void *)out, half);
}

/* A few bytes, and those at the end once more: in one register. */
PH_AVX2_INLINE __m256i load_ends(const uint8_t *text, size_t size)
{
    uint64_t words[2] = { 0 };

    if (size >= PART / 2)
        return _mm256_set_m128i(load_half(text + size - PART / 2), load_half(text));
    if (size >= 8) {
        memcpy(&words[0], text, 8);
        memcpy(&words[1], text + size - 8, 8);
    } else if (size >= 4) {
        memcpy(&words[0], text, 4);
        memcpy(&words[1], text + size - 4, 4);
    } else if (size > 0) {
        words[0] = (uint64_t)text[0] | (uint64_t)text[size / 2] << 8;
        words[1] = text[size - 1];
    }
    return _mm256_castsi128_si256(_mm_set_epi64x((int64_t)words[1], (int64_t)words[0]));
}

/* The same way back. */
PH_AVX2_INLINE void store_ends(uint8_t *out, size_t size, __m256i ends)
{
    const __m128i low = _mm256_castsi256_si128(ends);
    const uint64_t first = (uint64_t)_mm_cvtsi128_si64(low);
    const uint64_t last = (uint64_t)_mm_extract_epi64(low, 1);

    if (size >= PART / 2) {
        store_half(out, low);
        store_half(out + size - PART / 2, _mm256_extracti128_si256(ends, 1));
    } else if (size >= 8) {
        memcpy(out, &first, 8);
        memcpy(out + size - 8, &last, 8);
    } else if (size >= 4) {
        memcpy(out, &first, 4);
        memcpy(out + size - 4, &last, 4);
    } else if (size > 0) {
        out[0] = (uint8_t)first;
        out[size / 2] = (uint8_t)(first >> 8);
        out[size - 1] = (uint8_t)last;
    }
}

/* Of half of the characters below U+0100: the codes of its rows 0 and 2, and what all others change
 * in those of the row before them. */
typedef struct text_tables {
    __m256i controls, printable;
    __m256i changes[ROWS];
    __m256i row; /* ROW: compilers that know it make a constant for each row, and lack registers. */
} text_tables;

typedef struct text_rule {
    text_tables tables, high; /* ASCII, and the other half. */
    __m256i missing;          /* A character of that half that the page has not... */
    __m256i blanks;
    __m256i places;          /* By byte of a register: that of the cell's part. */
    const uint8_t *text_end; /* Behind all texts. */
    ph_reverse_page page;
    uint32_t has_missing; /* ...all bits set if there is one. */
    int is_known;         /* The page has all others. */
} text_rule;

/* Where load_ends() finds the bytes of a cell; of one that is longer, those of any part. */
static __m256i places_of(size_t width)
{
    uint8_t cell[PART], places[PART];

    for (size_t i = 0; i < PART; i++)
        places[i] = cell[i] = (uint8_t)i;
    if (width < PART)
        ph_avx2_store(places, load_ends(cell, width));
    return ph_avx2_load(places);
}

static text_tables tables_of(const uint8_t codes[ROW * ROWS])
{
    text_tables tables = { .row = _mm256_set1_epi8(ROW) };
    __m256i before = _mm256_setzero_si256();

    for (size_t row = 0; row < ROWS; row++) {
        const __m256i whole = ph_avx2_both_lanes(codes + ROW * row);

        tables.changes[row] = _mm256_xor_si256(whole, before);
        before = whole;
    }
    tables.controls = tables.changes[0];
    tables.printable = ph_avx2_both_lanes(codes + (size_t)ROW * BLANKS);
    return tables;
}

static text_rule rule_of(const ph_code_page *page, size_t width, const uint8_t *text_end)
{
    text_rule rule = { .page = ph_reverse_page_of(page) };
    const uint8_t *const all = rule.page.has_latin1, *const behind =
                                                         all + sizeof(rule.page.has_latin1);
    const uint8_t *const missing = memchr(all, 0, sizeof(rule.page.has_latin1));

    rule.tables = tables_of(rule.page.latin1);
    rule.high = tables_of(rule.page.latin1 + (size_t)ROW * ROWS);
    rule.missing = _mm256_set1_epi8((char)(missing ? missing - all : 0));
    rule.has_missing = missing ? UINT32_MAX : 0;
    rule.is_known = !missing || !memchr(missing + 1, 0, (size_t)(behind - missing - 1));
    rule.blanks = _mm256_set1_epi8((char)rule.page.latin1[' ']);
    rule.places = places_of(width);
    rule.text_end = text_end;
    return rule;
}

/* ASCII from a row on, by the tables of that row and those behind it; 0 of what is not ASCII. */
PH_AVX2_INLINE __m256i encode_rows(const text_tables *tables, __m256i text, int first)
{
    __m256i codes = _mm256_shuffle_epi8(first == 0 ? tables->controls : tables->printable, text);
    __m256i index = _mm256_subs_epi8(text, _mm256_set1_epi8((char)(ROW * (first + 1))));

    for (int i = first + 1; i < ROWS; i++) {
        codes = _mm256_xor_si256(codes, _mm256_shuffle_epi8(tables->changes[i], index));
        index = _mm256_subs_epi8(index, tables->row);
    }
    return codes;
}

/* What a text is made of. */
typedef enum text_content { TEXT_PRINTABLE, TEXT_ASCII, TEXT_OTHER } text_content;

/* least: the least bytes of a text, with their signs: what is not ASCII is below all that is. */
PH_AVX2_INLINE text_content content_of(__m256i least)
{
    const __m256i last_control = _mm256_set1_epi8(ROW * BLANKS - 1);

    if (_mm256_movemask_epi8(_mm256_cmpgt_epi8(least, last_control)) == -1)
        return TEXT_PRINTABLE;
    return _mm256_movemask_epi8(least) == 0 ? TEXT_ASCII : TEXT_OTHER;
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

/* A register of text, if it is ASCII; returns what it is. */
PH_AVX2_INLINE text_content encode_part(const text_tables *tables, __m256i part, uint8_t *out)
{
    const text_content content = content_of(part);

    if (content == TEXT_PRINTABLE)
        ph_avx2_store(out, encode_rows(tables, part, BLANKS));
    else if (content == TEXT_ASCII)
        ph_avx2_store(out, encode_rows(tables, part, 0));
    return content;
}

/* Text of a register and more, from at on, as far as it is ASCII; returns how far. The last
 * register overlaps the one before it. */
PH_AVX2_INLINE size_t encode_rest(const text_tables *tables, const uint8_t *text, size_t at,
                                  size_t size, uint8_t *out)
{
    while (at < size) {
        const size_t place = size - at < PART ? size - PART : at;

        if (encode_part(tables, ph_avx2_load(text + place), out + place) == TEXT_OTHER)
            return at;
        at = place + PART;
    }
    return at;
}

#define GROUP (4 * PART)

/* As ph_text_encode_set has it. */
static size_t encode_string(const void *context, const uint8_t *text, size_t size, uint8_t *out)
{
    const text_tables tables = ((const text_rule *)context)->tables;
    size_t at = 0;

    for (; size - at >= GROUP; at += GROUP) {
        __m256i parts[GROUP / PART], least = _mm256_set1_epi8(0x7f);

        for (size_t i = 0; i < GROUP / PART; i++) {
            parts[i] = ph_avx2_load(text + at + i * PART);
            least = _mm256_min_epi8(least, parts[i]);
        }
        ph_avx2_prefetch_text(text + at);
        ph_avx2_prefetch_text(text + at + GROUP / 2);
        if (content_of(least) != TEXT_PRINTABLE) {
            const size_t end = encode_rest(&tables, text, at, at + GROUP, out);

            if (end < at + GROUP)
                return end;
            continue;
        }
        for (size_t i = 0; i < GROUP / PART; i++)
            ph_avx2_store(out + at + i * PART, encode_rows(&tables, parts[i], BLANKS));
    }
    return size < PART ? at : encode_rest(&tables, text, at, size, out);
}

/* Returns 0 when the text, for which there is room, is not ASCII. */
PH_AVX2_INLINE int encode_ascii(const text_tables *tables, const uint8_t *text, size_t size,
                                uint8_t *cell)
{
    if (size < PART) {
        const __m256i ends = load_ends(text, size);

        store_ends(cell, size, encode_rows(tables, ends, 0));
        return _mm256_movemask_epi8(ends) == 0;
    }
    return encode_rest(tables, text, 0, size, cell) == size;
}

PH_AVX2_INLINE void put_blanks(__m256i blanks, uint8_t *cell, size_t size)
{
    if (size < PART) {
        store_ends(cell, size, blanks);
        return;
    }
    for (size_t at = 0; at < size - PART; at += PART)
        ph_avx2_store(cell + at, blanks);
    ph_avx2_store(cell + size - PART, blanks);
}

/* Text as it is, and ' ' where there is none. */
PH_AVX2_INLINE __m256i pad(__m256i text, __m256i places, size_t size)
{
    const __m256i is_text = _mm256_cmpgt_epi8(_mm256_set1_epi8((char)size), places);

    return _mm256_blendv_epi8(_mm256_set1_epi8(' '), text, is_text);
}

/* A cell of ASCII whose bytes can all be read, whatever it has of them. No branch depends on how
 * many these are. Returns 0 when the text is not ASCII. */
PH_AVX2_INLINE int encode_padded(const text_rule *rule, const uint8_t *text, size_t size,
                                 uint8_t *cell, size_t width)
{
    const text_tables *const tables = &rule->tables;

    if (width < PART) {
        const __m256i ends = pad(load_ends(text, width), rule->places, size);

        store_ends(cell, width, encode_rows(tables, ends, 0));
        return _mm256_movemask_epi8(ends) == 0;
    }
    for (size_t at = 0; at < width;) {
        const size_t place = width - at < PART ? width - PART : at;
        const size_t left = size > place ? size - place : 0;
        const __m256i part =
            pad(ph_avx2_load(text + place), rule->places, left < PART ? left : PART);

        if (encode_part(tables, part, cell + place) == TEXT_OTHER)
            return 0;
        at = place + PART;
    }
    return 1;
}

/* Which of eight bytes to keep, by a bit for each that does not count; then anything. */
#define KEEP(...)   { __VA_ARGS__ },
#define KEEP_0(...) KEEP(0, __VA_ARGS__) KEEP(__VA_ARGS__)
#define KEEP_1(...) KEEP_0(1, __VA_ARGS__) KEEP_0(__VA_ARGS__)
#define KEEP_2(...) KEEP_1(2, __VA_ARGS__) KEEP_1(__VA_ARGS__)
#define KEEP_3(...) KEEP_2(3, __VA_ARGS__) KEEP_2(__VA_ARGS__)
#define KEEP_4(...) KEEP_3(4, __VA_ARGS__) KEEP_3(__VA_ARGS__)
#define KEEP_5(...) KEEP_4(5, __VA_ARGS__) KEEP_4(__VA_ARGS__)
#define KEEP_6(...) KEEP_5(6, __VA_ARGS__) KEEP_5(__VA_ARGS__)
#define KEEP_7(...) KEEP_6(7, __VA_ARGS__) KEEP_6(__VA_ARGS__)

static const uint8_t kept_bytes[256][16] = { KEEP_7(0x80) };

/* Writes eight bytes, of which it returns how many count. */
PH_AVX2_INLINE size_t put_eight(__m128i bytes, uint32_t dropped, uint8_t *out)
{
    const __m128i kept = load_half(kept_bytes[dropped & 0xff]);

    _mm_storel_epi64((__m128i *)(void *)out, _mm_shuffle_epi8(bytes, kept));
    return 8 - (size_t)__builtin_popcount(dropped & 0xff);
}

/* Bytes that are written for a register, at most. */
#define SQUEEZED_MAX (PART + 8)

PH_AVX2_INLINE void put_squeezed(__m256i bytes, uint32_t dropped, uint8_t *out)
{
    const __m128i low = _mm256_castsi256_si128(bytes), high = _mm256_extracti128_si256(bytes, 1);

    out += put_eight(low, dropped, out);
    out += put_eight(_mm_unpackhi_epi64(low, low), dropped >> 8, out);
    out += put_eight(high, dropped >> 16, out);
    (void)put_eight(_mm_unpackhi_epi64(high, high), dropped >> 24, out);
}

/* A register of text that begins with a character. */
typedef struct text_part {
    __m256i bytes;
    size_t count;   /* Of its bytes that are the text's... */
    uint32_t there; /* ...a bit for each. */
} text_part;

PH_AVX2_INLINE text_part load_part(const text_rule *rule, const uint8_t *text, size_t left)
{
    const size_t count = left < PART ? left : PART;
    text_part part = { .count = count, .there = _bzhi_u32(UINT32_MAX, (uint32_t)count) };
    uint8_t last[PART] = { 0 };

    if ((size_t)(rule->text_end - text) >= PART) {
        part.bytes = ph_avx2_load(text);
    } else {
        memcpy(last, text, count);
        part.bytes = ph_avx2_load(last);
    }
    return part;
}

PH_AVX2_INLINE uint32_t bits_of(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

/* Characters as bytes, each where its text ends; the others are dropped. Returns 0 when there is
 * more than characters below U+0100. */
PH_AVX2_INLINE int find_characters(text_part *part, __m256i *ret_characters, uint32_t *ret_dropped)
{
    const __m256i bytes = part->bytes;
    const __m256i is_c3 = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)0xc3));
    const __m256i is_c2 = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)0xc2));
    uint32_t leads = bits_of(_mm256_or_si256(is_c2, is_c3)) & part->there;

    /* A character is left to the next part if it does not end in this one. */
    if (leads >> (PART - 1) != 0) {
        part->count--;
        part->there >>= 1;
        leads &= part->there;
    }

    const uint32_t tails = leads << 1, top = bits_of(bytes) & part->there;
    const uint32_t below_c0 =
        bits_of(_mm256_cmpgt_epi8(_mm256_set1_epi8((char)0xc0), bytes)) & part->there;
    const __m256i before =
        _mm256_alignr_epi8(is_c3, _mm256_permute2x128_si256(is_c3, is_c3, 0x08), PART / 2 - 1);

    *ret_characters = _mm256_add_epi8(bytes, _mm256_and_si256(before, _mm256_set1_epi8(0x40)));
    *ret_dropped = leads | ~part->there;
    /* Behind each first byte stands a second one, and nowhere else anything but ASCII. */
    return top == (leads | tails) && below_c0 == tails;
}

/* Encodes a text of characters below U+0100, if it is one and not too long. */
static int encode_latin1(const text_rule *rule, const uint8_t *text, size_t size, uint8_t *cell,
                         size_t width)
{
    size_t used = 0;

    while (size > 0) {
        text_part part = load_part(rule, text, size);
        __m256i characters;
        uint32_t dropped;

        if (!find_characters(&part, &characters, &dropped) ||
            (bits_of(_mm256_cmpeq_epi8(characters, rule->missing)) & ~dropped &
             rule->has_missing) != 0)
            return 0;

        const __m256i high = _mm256_xor_si256(characters, _mm256_set1_epi8(-0x80));
        const __m256i codes = _mm256_or_si256(encode_rows(&rule->tables, characters, 0),
                                              encode_rows(&rule->high, high, 0));
        const size_t count = PART - (size_t)__builtin_popcount(dropped);
        uint8_t squeezed[SQUEEZED_MAX];

        if (count > width - used)
            return 0;
        if (width - used >= SQUEEZED_MAX) {
            put_squeezed(codes, dropped, cell + used);
        } else {
            put_squeezed(codes, dropped, squeezed);
            memcpy(cell + used, squeezed, count);
        }
        used += count;
        text += part.count;
        size -= part.count;
    }
    put_blanks(rule->blanks, cell + used, width - used);
    return 1;
}

/* As ph_text_encode_set has it. */
static int encode_cell(const void *context, const uint8_t *text, size_t size, uint8_t *cell,
                       size_t width)
{
    const text_rule *const rule = context;

    if (size < width && (size_t)(rule->text_end - text) >= width) {
        if (encode_padded(rule, text, size, cell, width))
            return 1;
    } else if (size <= width && encode_ascii(&rule->tables, text, size, cell)) {
        put_blanks(rule->blanks, cell + size, width - size);
        return 1;
    }
    return rule->is_known && encode_latin1(rule, text, size, cell, width);
}

ph_encode_result ph_text_encode_avx2(ph_text_input input, const ph_code_page *page,
                                     ph_column_output column, size_t *ret_redone)
{
    if (column.count == 0)
        return ph_text_encode_scalar(input, page, column, ret_redone);

    const text_rule rule = rule_of(page, column.width, input.bytes + input.ends[column.count - 1]);
    const ph_text_encode_set set = { count_full, encode_string, encode_cell, &rule, &rule.page };

    return ph_text_encode_column(set, input, column, ret_redone);
}
