/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text, 32 bytes at a time, without regard to where cells begin if they lie back to back.
 *
 * Most bytes of most texts are covered: a few shuffles make ASCII of them, and two of those say
 * that they are. Other bytes are looked up in tables of the whole page; what is not in Latin-1, or
 * not passed by the policy, goes to the scalar kernel.
 */
#include "kernel/avx2.h"

#define VECTOR ((size_t)32)

/* Bytes that one test says covered of. */
#define RUN (4 * VECTOR)

static int is_control(unsigned character)
{
    return character < 0x20 && character != '\t' && character != '\n' && character != '\r';
}

int ph_text_takes_avx2(const ph_code_page *page, ph_control_policy policy, uint8_t code)
{
    const unsigned character = page->to_unicode[code];

    return character <= 0xff && (policy == PH_CONTROL_PASS || !is_control(character));
}

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

static void find_rows(const ph_code_page *page, ph_control_policy policy, text_rows *rows)
{
    for (unsigned row = 4; row < 16; row++) {
        rows->columns[row] = 0;
        for (unsigned column = 0; column < COLUMNS; column++) {
            const uint8_t code = (uint8_t)(COLUMNS * row + column);
            const int is_ascii =
                page->to_unicode[code] < 0x80 && ph_text_takes_avx2(page, policy, code);

            rows->ascii[code] = (uint8_t)page->to_unicode[code];
            rows->columns[row] |= (uint16_t)(is_ascii ? 1u << column : 0);
        }
    }
}

/* Letters and digits stand in their row as in ASCII: what is as far from it as column 5 is kept. */
static void shift_row(text_cover *cover, text_rows *rows, unsigned row)
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

static uint16_t rotate(uint16_t columns, unsigned by)
{
    return (uint16_t)(columns << by | columns >> (COLUMNS - by));
}

/* By how much to rotate a second row for the fewest of its columns to meet one of the first. */
static unsigned best_rotation(uint16_t columns, uint16_t second_columns)
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
static void shift_pair(text_cover *cover, text_rows *rows, unsigned pair)
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
static void find_sets(text_cover *cover, const text_rows *rows)
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
            cover->column_sets[column] |= (uint8_t)((sets[set] >> column & 1u) << set);
}

static void find_cover(const ph_code_page *page, ph_control_policy policy, text_cover *cover)
{
    text_rows rows;

    find_rows(page, policy, &rows);
    memset(cover->shift, 0, sizeof(cover->shift));
    for (unsigned pair = 0; pair < 2; pair++)
        shift_pair(cover, &rows, pair);
    for (unsigned row = 8; row < 16; row++)
        shift_row(cover, &rows, row);
    find_sets(cover, &rows);
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
static size_t decode_covered(const uint8_t *restrict in, size_t length, const text_cover *cover,
                             uint8_t *restrict out)
{
    const text_shuffles shuffles = load_shuffles(cover);
    size_t at = 0;

    for (; length - at >= RUN; at += RUN) {
        __m256i ascii[RUN / VECTOR], all_sets = _mm256_set1_epi8(-1);

        ph_avx2_prefetch(in + at);
        ph_avx2_prefetch(in + at + RUN / 2);
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

static void make_tables(const ph_code_page *page, ph_control_policy policy, text_tables *tables)
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

/* Which bytes to keep of eight pairs, by a bit for each pair of which both count, else the second.
 */
#define KEEP(...)   { __VA_ARGS__ },
#define KEEP_0(...) KEEP(1, __VA_ARGS__) KEEP(0, 1, __VA_ARGS__)
#define KEEP_1(...) KEEP_0(3, __VA_ARGS__) KEEP_0(2, 3, __VA_ARGS__)
#define KEEP_2(...) KEEP_1(5, __VA_ARGS__) KEEP_1(4, 5, __VA_ARGS__)
#define KEEP_3(...) KEEP_2(7, __VA_ARGS__) KEEP_2(6, 7, __VA_ARGS__)
#define KEEP_4(...) KEEP_3(9, __VA_ARGS__) KEEP_3(8, 9, __VA_ARGS__)
#define KEEP_5(...) KEEP_4(11, __VA_ARGS__) KEEP_4(10, 11, __VA_ARGS__)
#define KEEP_6(...) KEEP_5(13, __VA_ARGS__) KEEP_5(12, 13, __VA_ARGS__)

static const uint8_t kept_bytes[256][16] = { KEEP_6(15) KEEP_6(14, 15) };

/* Writes sixteen bytes, of which it returns how many count. */
PH_AVX2_INLINE size_t put_eight(__m128i pairs, uint32_t two_bytes, uint8_t *out)
{
    const __m128i *const kept = (const __m128i *)(const void *)kept_bytes[two_bytes];

    _mm_storeu_si128((__m128i *)(void *)out, _mm_shuffle_epi8(pairs, _mm_loadu_si128(kept)));
    return 8 + (size_t)__builtin_popcount(two_bytes);
}

/* Most bytes that are written for a vector. */
#define UTF8_MAX (2 * VECTOR)

/* two_bytes: a bit for each character from U+0080 on. Up to UTF8_MAX bytes are written; returns the
 * end of those that count. */
PH_AVX2_INLINE uint8_t *put_utf8(__m256i latin1, uint32_t two_bytes, uint8_t *out)
{
    const __m256i top = _mm256_and_si256(latin1, _mm256_set1_epi8(-0x80));
    const __m256i second = _mm256_andnot_si256(_mm256_srli_epi16(top, 1), latin1);
    const __m256i first =
        _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(latin1, 6), _mm256_set1_epi8(0x01)),
                        _mm256_set1_epi8((char)0xc2));
    const __m256i low = _mm256_unpacklo_epi8(first, second);
    const __m256i high = _mm256_unpackhi_epi8(first, second);

    out += put_eight(_mm256_castsi256_si128(low), two_bytes & 0xff, out);
    out += put_eight(_mm256_castsi256_si128(high), two_bytes >> 8 & 0xff, out);
    out += put_eight(_mm256_extracti128_si256(low, 1), two_bytes >> 16 & 0xff, out);
    return out + put_eight(_mm256_extracti128_si256(high, 1), two_bytes >> 24, out);
}

/* How far a call has come. */
typedef struct text_walk {
    ph_column column;
    const uint8_t *column_end;
    const ph_code_page *page;
    ph_control_policy policy;
    ph_text_output output;
    text_cover cover;
    text_tables tables;
    size_t record; /* The first cell that is not finished. */
    size_t end;    /* Offset of what is to be written next. */
    size_t redone;
} text_walk;

/* Cells back to back. */
typedef struct text_segment {
    const uint8_t *bytes;
    size_t length;
    size_t first; /* The first cell. */
    size_t at;    /* Offset of what is to be read next. */
} text_segment;

/* Goes past covered bytes, in what is read and in what is written. */
static void pass_covered(text_walk *walk, text_segment *segment, size_t length)
{
    const size_t width = walk->column.width, past = walk->end - segment->at;

    segment->at += length;
    walk->end += length;
    for (size_t cell_end = (walk->record + 1 - segment->first) * width; cell_end <= segment->at;
         cell_end += width)
        walk->output.ends[walk->record++] = (uint32_t)(past + cell_end);
}

/* What became of vectors. */
typedef struct text_piece {
    size_t end;         /* Offset of where it was written. */
    uint32_t two_bytes; /* As in put_utf8(). */
} text_piece;

/* Goes past vectors, and what was written for them up to offset end. */
static void pass_pieces(text_walk *walk, text_segment *segment, size_t length,
                        const text_piece *pieces, size_t end)
{
    const size_t width = walk->column.width;

    for (size_t to_cell_end = (walk->record + 1 - segment->first) * width - segment->at;
         to_cell_end <= length; to_cell_end += width) {
        const text_piece *piece = &pieces[(to_cell_end - 1) / VECTOR];
        const uint32_t in_piece = (uint32_t)((to_cell_end - 1) % VECTOR + 1);
        const uint32_t before = _bzhi_u32(piece->two_bytes, in_piece);

        walk->output.ends[walk->record++] =
            (uint32_t)(piece->end + in_piece + (size_t)__builtin_popcount(before));
    }
    segment->at += length;
    walk->end = end;
}

/* Leaves the cell that is not finished, and some behind it, to the scalar kernel. */
static ph_decode_result redo_cells(text_walk *walk, text_segment *segment)
{
    const size_t width = walk->column.width, first = walk->record;
    const size_t left = segment->length / width - (first - segment->first);
    const size_t most = RUN / width + 1, start = first > 0 ? walk->output.ends[first - 1] : 0;
    const ph_column cells = { walk->column.cells + first * walk->column.stride, walk->column.stride,
                              width, left < most ? left : most };
    const ph_text_output output = { walk->output.bytes + start, walk->output.capacity - start,
                                    walk->output.ends + first };
    size_t slow;
    const ph_decode_result result =
        ph_text_decode_scalar(cells, walk->page, walk->policy, output, &slow);

    for (size_t i = 0; i < result.record; i++)
        output.ends[i] += (uint32_t)start;
    walk->redone += cells.count;
    walk->record = first + result.record;
    if (result.status != PH_CODEC_OK)
        return (ph_decode_result){ result.status, walk->record, result.byte };
    walk->end = output.ends[cells.count - 1];
    segment->at = (walk->record - segment->first) * width;
    return (ph_decode_result){ PH_CODEC_OK, walk->column.count, 0 };
}

/* Up to VECTOR bytes of the column, with anything behind them. */
PH_AVX2_INLINE __m256i load_codes(const text_walk *walk, const uint8_t *bytes, size_t length)
{
    uint8_t copy[VECTOR] = { 0 };

    if ((size_t)(walk->column_end - bytes) >= VECTOR)
        return ph_avx2_load(bytes);
    memcpy(copy, bytes, length);
    return ph_avx2_load(copy);
}

/* A bit for each byte of Latin-1 that is not taken. */
PH_AVX2_INLINE uint32_t untaken_of(__m256i latin1, const text_tables *tables)
{
    return zeros_of(_mm256_xor_si256(latin1, tables->untaken)) & tables->has_untaken;
}

/* Decodes up to VECTOR bytes, or redoes cells. */
static ph_decode_result decode_vector(text_walk *walk, text_segment *segment)
{
    const size_t left = segment->length - segment->at, length = left < VECTOR ? left : VECTOR;
    const uint32_t valid = _bzhi_u32(UINT32_MAX, (uint32_t)length);
    const __m256i codes = load_codes(walk, segment->bytes + segment->at, length);
    const __m256i latin1 = to_latin1(codes, &walk->tables, 0);
    const text_piece piece = { walk->end, (uint32_t)_mm256_movemask_epi8(latin1) & valid };
    const size_t written = length + (size_t)__builtin_popcount(piece.two_bytes);
    uint8_t copy[UTF8_MAX];

    if ((untaken_of(latin1, &walk->tables) & valid) != 0)
        return redo_cells(walk, segment);
    if (walk->output.capacity - walk->end >= UTF8_MAX) {
        (void)put_utf8(latin1, piece.two_bytes, walk->output.bytes + walk->end);
    } else {
        (void)put_utf8(latin1, piece.two_bytes, copy);
        memcpy(walk->output.bytes + walk->end, copy, written);
    }
    pass_pieces(walk, segment, length, &piece, walk->end + written);
    return (ph_decode_result){ PH_CODEC_OK, walk->column.count, 0 };
}

/* Writes what RUN bytes become, with up to UTF8_MAX bytes for each vector, from offset *end on,
 * which it moves. Returns 0 when not all are taken. */
PH_AVX2_INLINE int put_run(const uint8_t *restrict in, const text_tables *restrict tables,
                           int is_printable, uint8_t *restrict bytes, text_piece *restrict pieces,
                           size_t *restrict end)
{
    uint8_t *out = bytes + *end;
    uint32_t untaken = 0;

    for (size_t i = 0; i < RUN / VECTOR; i++) {
        const __m256i codes = ph_avx2_load(in + i * VECTOR);
        const __m256i latin1 = to_latin1(codes, tables, is_printable);
        const uint32_t two_bytes = (uint32_t)_mm256_movemask_epi8(latin1);

        pieces[i] = (text_piece){ (size_t)(out - bytes), two_bytes };
        untaken |= untaken_of(latin1, tables);
        out = put_utf8(latin1, two_bytes, out);
    }
    *end = (size_t)(out - bytes);
    return untaken == 0;
}

/* Whether no byte of a run is below 40. */
PH_AVX2_INLINE int is_printable_run(const uint8_t *in)
{
    __m256i least = ph_avx2_load(in);

    for (size_t i = 1; i < RUN / VECTOR; i++)
        least = _mm256_min_epu8(least, ph_avx2_load(in + i * VECTOR));
    return zeros_of(_mm256_and_si256(least, _mm256_set1_epi8((char)0xc0))) == 0;
}

/* Decodes RUN bytes, if they and the room for them are there and all are taken. */
static int decode_run(text_walk *walk, text_segment *segment)
{
    const uint8_t *in = segment->bytes + segment->at;
    text_piece pieces[RUN / VECTOR];
    size_t end = walk->end;

    if (segment->length - segment->at < RUN ||
        walk->output.capacity - walk->end < RUN / VECTOR * UTF8_MAX)
        return 0;
    ph_avx2_prefetch(in);
    ph_avx2_prefetch(in + RUN / 2);
    if (!(is_printable_run(in) ? put_run(in, &walk->tables, 1, walk->output.bytes, pieces, &end)
                               : put_run(in, &walk->tables, 0, walk->output.bytes, pieces, &end)))
        return 0;
    pass_pieces(walk, segment, RUN, pieces, end);
    return 1;
}

/* Decodes a segment up to offset end, or a bit further. */
static ph_decode_result decode_any(text_walk *walk, text_segment *segment, size_t end)
{
    ph_decode_result result = { PH_CODEC_OK, walk->column.count, 0 };

    if (end > segment->length)
        end = segment->length;
    if (segment->at < end && !walk->tables.are_made)
        make_tables(walk->page, walk->policy, &walk->tables);
    while (segment->at < end && result.status == PH_CODEC_OK)
        if (!decode_run(walk, segment))
            result = decode_vector(walk, segment);
    return result;
}

/* Most runs, or cells, that are decoded without asking again whether they are covered. */
#define RUNS_MAX ((size_t)16)

/* Behind a run that is not covered throughout, others are not likely to be. */
static ph_decode_result decode_contiguous(text_walk *walk)
{
    ph_decode_result result = { PH_CODEC_OK, walk->column.count, 0 };
    text_segment segment = { walk->column.cells, walk->column.count * walk->column.width, 0, 0 };
    size_t runs = 1;

    while (segment.at < segment.length && result.status == PH_CODEC_OK) {
        const size_t covered =
            decode_covered(segment.bytes + segment.at, segment.length - segment.at, &walk->cover,
                           walk->output.bytes + walk->end);

        pass_covered(walk, &segment, covered);
        runs = covered > 0 ? 1 : runs < RUNS_MAX ? 2 * runs : RUNS_MAX;
        result = decode_any(walk, &segment, segment.at + runs * RUN);
    }
    return result;
}

/* The whole of a cell that is no shorter than a vector; returns its least sets, as to_ascii(). */
PH_AVX2_INLINE __m256i decode_long_cell(const uint8_t *cell, size_t width,
                                        const text_shuffles *shuffles, uint8_t *out)
{
    __m256i sets, all_sets;

    ph_avx2_store(out + width - VECTOR,
                  to_ascii(ph_avx2_load(cell + width - VECTOR), shuffles, &all_sets));
    for (size_t at = 0; at + VECTOR < width; at += VECTOR) {
        ph_avx2_prefetch(cell + at);
        ph_avx2_store(out + at, to_ascii(ph_avx2_load(cell + at), shuffles, &sets));
        all_sets = _mm256_min_epu8(all_sets, sets);
    }
    return all_sets;
}

/* Decodes cells for as long as they are covered, and whole vectors may be read and written where
 * cells are shorter. */
static void decode_covered_cells(text_walk *walk)
{
    const size_t width = walk->column.width, vector = width < VECTOR ? VECTOR : width;
    const uint32_t valid = _bzhi_u32(UINT32_MAX, (uint32_t)(width < VECTOR ? width : VECTOR));
    const text_shuffles shuffles = load_shuffles(&walk->cover);
    const uint8_t *cell = walk->column.cells + walk->record * walk->column.stride;
    size_t record = walk->record, end = walk->end;

    for (; record < walk->column.count; record++, cell += walk->column.stride) {
        __m256i sets;

        if ((size_t)(walk->column_end - cell) < vector || walk->output.capacity - end < vector)
            break;
        ph_avx2_prefetch(cell + vector - 1);
        sets = decode_long_cell(cell, vector, &shuffles, walk->output.bytes + end);
        if ((zeros_of(sets) & valid) != 0)
            break;
        end += width;
        walk->output.ends[record] = (uint32_t)end;
    }
    walk->record = record;
    walk->end = end;
}

/* Decodes one cell. */
static ph_decode_result decode_cell(text_walk *walk)
{
    text_segment segment = { walk->column.cells + walk->record * walk->column.stride,
                             walk->column.width, walk->record, 0 };

    return decode_any(walk, &segment, segment.length);
}

static ph_decode_result decode_apart(text_walk *walk)
{
    const size_t count = walk->column.count;
    ph_decode_result result = { PH_CODEC_OK, count, 0 };
    size_t cells = 1;

    while (walk->record < count && result.status == PH_CODEC_OK) {
        const size_t first = walk->record;

        decode_covered_cells(walk);
        cells = walk->record > first ? 1 : cells < RUNS_MAX ? 2 * cells : RUNS_MAX;
        for (size_t i = 0; i < cells && walk->record < count && result.status == PH_CODEC_OK; i++)
            result = decode_cell(walk);
    }
    return result;
}

ph_decode_result ph_text_decode_avx2(ph_column column, const ph_code_page *page,
                                     ph_control_policy policy, ph_text_output output,
                                     size_t *ret_redone)
{
    text_walk walk = { .column = column, .page = page, .policy = policy, .output = output };
    ph_decode_result result = { PH_CODEC_OK, 0, 0 };

    if (column.count > 0) {
        walk.column_end = column.cells + (column.count - 1) * column.stride + column.width;
        find_cover(page, policy, &walk.cover);
        result = column.stride == column.width ? decode_contiguous(&walk) : decode_apart(&walk);
    }
    *ret_redone = walk.redone;
    return result;
}
