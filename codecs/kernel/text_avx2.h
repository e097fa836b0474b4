/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * EBCDIC bytes to ASCII and to Latin-1, 32 at a time.
 *
 * Most bytes of most texts are covered: a few shuffles make ASCII of them, and two of those say
 * that they are. Others are looked up in tables of the whole page.
 */
#ifndef PH_CODECS_KERNEL_TEXT_AVX2_H
#define PH_CODECS_KERNEL_TEXT_AVX2_H

#include "kernel/avx2.h"

#define VECTOR ((size_t)32)

/* Bytes that one test says covered of. */
#define RUN (4 * VECTOR)

/*
 * How covered bytes become ASCII. A byte's row is its high nibble, its column the low one.
 *
 * shift[row] is added to the byte. In the rows from 8 on, of letters and digits, that gives ASCII
 * with the top bit set. Rows 4 and 5 come to 00 to 1F, rows 6 and 7 to 20 to 3F, so that the
 * columns in use of both rows of a pair differ in the low nibble; by that, pairs[] then has what is
 * wanting to ASCII.
 *
 * A byte is covered when its row and its column have a bit in common: one for each set of columns.
 */
typedef struct text_cover {
    uint8_t shift[16];
    uint8_t pairs[2][16];
    uint8_t row_sets[16];
    uint8_t column_sets[16];
} text_cover;

#define COLUMNS 16u

/* Of a code page, what the cover is made from. */
typedef struct text_rows {
    uint8_t ascii[16 * COLUMNS];
    uint16_t columns[16]; /* A bit for each column that is ASCII and passed. */
} text_rows;

/* plain: by code its ASCII, from 80 on where it has none or is not to be covered. */
static inline void find_rows(const uint8_t plain[16 * COLUMNS], text_rows *rows)
{
    memcpy(rows->ascii, plain, sizeof(rows->ascii));
    for (unsigned row = 4; row < 16; row++) {
        rows->columns[row] = 0;
        for (unsigned column = 0; column < COLUMNS; column++)
            rows->columns[row] |=
                (uint16_t)(plain[COLUMNS * row + column] < 0x80 ? 1u << column : 0);
    }
}

/* Letters and digits stand in their row as in ASCII: what is as far from it as column 5 is kept. */
static inline void shift_row(text_cover *cover, text_rows *rows, unsigned row)
{
    const unsigned first = COLUMNS * row, middle = first + 5;
    const uint8_t shift = (uint8_t)((rows->ascii[middle] | 0x80u) - middle);
    uint16_t kept = 0;

    for (unsigned column = 0; column < COLUMNS; column++)
        if ((uint8_t)(first + column + shift) == (rows->ascii[first + column] | 0x80u))
            kept |= (uint16_t)(1u << column);
    cover->shift[row] = shift;
    rows->columns[row] &= kept;
}

static inline uint16_t rotate(uint16_t columns, unsigned by)
{
    return (uint16_t)(columns << by | columns >> (COLUMNS - by));
}

/* By how much to rotate a second row for the fewest of its columns to meet one of the first. */
static inline unsigned best_rotation(uint16_t columns, uint16_t second_columns)
{
    unsigned best = 0, fewest = COLUMNS + 1;

    for (unsigned by = 0; by < COLUMNS; by++) {
        const unsigned shared = (unsigned)__builtin_popcount(columns & rotate(second_columns, by));

        if (shared < fewest) {
            fewest = shared;
            best = by;
        }
    }
    return best;
}

/* Rows 4 and 5, or 6 and 7. A column of the second row for which there is no room is not kept. */
static inline void shift_pair(text_cover *cover, text_rows *rows, unsigned pair)
{
    const unsigned row = 4 + 2 * pair;
    const unsigned by = best_rotation(rows->columns[row], rows->columns[row + 1]);
    uint16_t taken = 0;

    cover->shift[row] = (uint8_t)(0x20 * pair - COLUMNS * row);
    cover->shift[row + 1] = (uint8_t)(0x20 * pair + by - COLUMNS * (row + 1));
    memset(cover->pairs[pair], 0, sizeof(cover->pairs[pair]));
    for (unsigned code = COLUMNS * row; code < COLUMNS * (row + 2); code++) {
        const uint8_t shifted = (uint8_t)(code + cover->shift[code / COLUMNS]);
        const uint16_t place = (uint16_t)(1u << shifted % COLUMNS);
        uint16_t *const columns = &rows->columns[code / COLUMNS];

        if ((*columns >> code % COLUMNS & 1) == 0)
            continue;
        if ((taken & place) != 0)
            *columns &= (uint16_t) ~(1u << code % COLUMNS);
        else
            cover->pairs[pair][shifted % COLUMNS] = rows->ascii[code] ^ shifted;
        taken |= place;
    }
}

/* A row that needs a ninth set is not covered. */
static inline void find_sets(text_cover *cover, const text_rows *rows)
{
    uint16_t sets[8];
    unsigned count = 0;

    memset(cover->row_sets, 0, sizeof(cover->row_sets));
    memset(cover->column_sets, 0, sizeof(cover->column_sets));
    for (unsigned row = 4; row < 16; row++) {
        unsigned set = 0;

        while (set < count && sets[set] != rows->columns[row])
            set++;
        if (set == sizeof(sets) / sizeof(*sets))
            continue;
        sets[set] = rows->columns[row];
        count += set == count;
        cover->row_sets[row] = (uint8_t)(1u << set);
    }
    for (unsigned set = 0; set < count; set++)
        for (unsigned column = 0; column < COLUMNS; column++)
            cover->column_sets[column] |= (uint8_t)(((unsigned)sets[set] >> column & 1) << set);
}

static inline void find_cover(const uint8_t plain[16 * COLUMNS], text_cover *cover)
{
    text_rows rows;

    find_rows(plain, &rows);
    memset(cover->shift, 0, sizeof(cover->shift));
    for (unsigned pair = 0; pair < 2; pair++)
        shift_pair(cover, &rows, pair);
    for (unsigned row = 8; row < 16; row++)
        shift_row(cover, &rows, row);
    find_sets(cover, &rows);
}

/* What a policy passes of a page. */
static inline void find_page_cover(const ph_code_page *page, ph_control_policy policy,
                                   text_cover *cover)
{
    uint8_t plain[16 * COLUMNS];

    for (unsigned code = 0; code < sizeof(plain); code++)
        plain[code] = (uint8_t)(ph_text_takes_avx2(page, policy, (uint8_t)code) &&
                                        page->to_unicode[code] < 0x80
                                    ? page->to_unicode[code]
                                    : 0x80);
    find_cover(plain, cover);
}

/* The same, as the shuffles want it. */
typedef struct text_shuffles {
    __m256i shift, pairs[2], row_sets, column_sets;
} text_shuffles;

PH_AVX2_INLINE text_shuffles load_shuffles(const text_cover *cover)
{
    return (text_shuffles){
        .shift = ph_avx2_both_lanes(cover->shift),
        .pairs = { ph_avx2_both_lanes(cover->pairs[0]), ph_avx2_both_lanes(cover->pairs[1]) },
        .row_sets = ph_avx2_both_lanes(cover->row_sets),
        .column_sets = ph_avx2_both_lanes(cover->column_sets),
    };
}

/* ASCII of the bytes that are covered: those whose byte of *ret_sets is not 0. */
PH_AVX2_INLINE __m256i to_ascii(__m256i codes, const text_shuffles *shuffles, __m256i *ret_sets)
{
    const __m256i nibble = _mm256_set1_epi8(0x0f);
    const __m256i columns = _mm256_and_si256(codes, nibble);
    const __m256i rows = _mm256_and_si256(_mm256_srli_epi16(codes, 4), nibble);
    const __m256i shifted = _mm256_add_epi8(codes, _mm256_shuffle_epi8(shuffles->shift, rows));
    /* A top bit makes a shuffle give 0: for all but rows 4 and 5, then all but rows 6 and 7. */
    const __m256i first =
        _mm256_shuffle_epi8(shuffles->pairs[0], _mm256_adds_epu8(shifted, _mm256_set1_epi8(0x60)));
    const __m256i second =
        _mm256_shuffle_epi8(shuffles->pairs[1], _mm256_sub_epi8(shifted, _mm256_set1_epi8(0x20)));

    *ret_sets = _mm256_and_si256(_mm256_shuffle_epi8(shuffles->row_sets, rows),
                                 _mm256_shuffle_epi8(shuffles->column_sets, columns));
    return _mm256_and_si256(_mm256_xor_si256(shifted, _mm256_xor_si256(first, second)),
                            _mm256_set1_epi8(0x7f));
}

/* A bit for each byte that is 0. */
PH_AVX2_INLINE uint32_t zeros_of(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()));
}

/* Decodes runs of nothing but covered bytes, from the first; returns how many bytes. */
static inline size_t decode_covered(const uint8_t *restrict in, size_t length,
                                    const text_cover *cover, uint8_t *restrict out)
{
    const text_shuffles shuffles = load_shuffles(cover);
    size_t at = 0;

    for (; length - at >= RUN; at += RUN) {
        __m256i ascii[RUN / VECTOR], all_sets = _mm256_set1_epi8(-1);

        ph_avx2_prefetch_text(in + at);
        ph_avx2_prefetch_text(in + at + RUN / 2);
        for (size_t i = 0; i < RUN / VECTOR; i++) {
            __m256i sets;

            ascii[i] = to_ascii(ph_avx2_load(in + at + i * VECTOR), &shuffles, &sets);
            all_sets = _mm256_min_epu8(all_sets, sets);
        }
        if (zeros_of(all_sets) != 0)
            break;
        for (size_t i = 0; i < RUN / VECTOR; i++)
            ph_avx2_store(out + at + i * VECTOR, ascii[i]);
    }
    return at;
}

/* The whole page in Latin-1. */
typedef struct text_tables {
    __m256i rows[16];     /* What tells a row from the one before it, see look_up_rows()... */
    __m256i whole_row_4;  /* ...where all that is looked up is of that row or later. */
    __m256i untaken;      /* The byte that stands for what is not taken... */
    uint32_t has_untaken; /* ...all bits set if there is any. */
    int are_made;         /* Few texts need them. */
} text_tables;

static inline void make_tables(const ph_code_page *page, ph_control_policy policy,
                               text_tables *tables)
{
    uint8_t latin1[256], is_taken[256], is_used[256] = { 0 };
    unsigned untaken = 0;

    for (unsigned code = 0; code < 256; code++) {
        is_taken[code] = (uint8_t)ph_text_takes_avx2(page, policy, (uint8_t)code);
        if (is_taken[code])
            is_used[page->to_unicode[code]] = 1;
    }
    while (untaken < 256 && is_used[untaken])
        untaken++;
    for (unsigned code = 0; code < 256; code++)
        latin1[code] = (uint8_t)(is_taken[code] ? page->to_unicode[code] : untaken);
    for (size_t row = 0; row < 16; row++) {
        const __m256i whole = ph_avx2_both_lanes(latin1 + COLUMNS * row);

        tables->rows[row] =
            row % 8 == 0
                ? whole
                : _mm256_xor_si256(whole, ph_avx2_both_lanes(latin1 + COLUMNS * (row - 1)));
    }
    tables->whole_row_4 = ph_avx2_both_lanes(latin1 + (size_t)4 * COLUMNS);
    tables->untaken = _mm256_set1_epi8((char)untaken);
    tables->has_untaken = untaken < 256 ? UINT32_MAX : 0;
    tables->are_made = 1;
}

/* Of rows up to the seventh: codes from 80 on give 0. A code from which 10 is taken away again and
 * again goes through what tells rows apart up to its own row, then stays below 0. */
PH_AVX2_INLINE __m256i look_up_rows(__m256i codes, const __m256i *rows, size_t from)
{
    __m256i result = _mm256_setzero_si256();

    for (size_t row = from; row < 8; row++) {
        codes = _mm256_subs_epi8(codes, _mm256_set1_epi8(0x10));
        result = _mm256_xor_si256(result, _mm256_shuffle_epi8(rows[row], codes));
    }
    return result;
}

/* Of half the page. */
PH_AVX2_INLINE __m256i look_up_half(__m256i codes, const __m256i rows[8])
{
    return _mm256_xor_si256(_mm256_shuffle_epi8(rows[0], codes), look_up_rows(codes, rows, 1));
}

/* is_printable: there is none below 40. */
PH_AVX2_INLINE __m256i to_latin1(__m256i codes, const text_tables *tables, int is_printable)
{
    const __m256i other_half = _mm256_xor_si256(codes, _mm256_set1_epi8(-0x80));
    const __m256i from_row_4 = _mm256_subs_epi8(codes, _mm256_set1_epi8(0x40));
    const __m256i half =
        is_printable ? _mm256_xor_si256(_mm256_shuffle_epi8(tables->whole_row_4, from_row_4),
                                        look_up_rows(from_row_4, tables->rows, 5))
                     : look_up_half(codes, tables->rows);

    return _mm256_xor_si256(half, look_up_half(other_half, tables->rows + 8));
}

/* A bit for each byte of Latin-1 that is not taken. */
PH_AVX2_INLINE uint32_t untaken_of(__m256i latin1, const text_tables *tables)
{
    return zeros_of(_mm256_xor_si256(latin1, tables->untaken)) & tables->has_untaken;
}

/* Whether no byte of a run is below 40. */
PH_AVX2_INLINE int is_printable_run(const uint8_t *in)
{
    __m256i least = ph_avx2_load(in);

    for (size_t i = 1; i < RUN / VECTOR; i++)
        least = _mm256_min_epu8(least, ph_avx2_load(in + i * VECTOR));
    return zeros_of(_mm256_and_si256(least, _mm256_set1_epi8((char)0xc0))) == 0;
}

#endif /* PH_CODECS_KERNEL_TEXT_AVX2_H */
