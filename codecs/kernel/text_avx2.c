/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text to UTF-8, without regard to where cells begin if they lie back to back. What is not in
 * Latin-1, or not passed by the policy, goes to the scalar kernel.
 */
#include "kernel/text_avx2.h"

static int is_control(unsigned character)
{
    return character < 0x20 && character != '\t' && character != '\n' && character != '\r';
}

int ph_text_takes_avx2(const ph_code_page *page, ph_control_policy policy, uint8_t code)
{
    const unsigned character = page->to_unicode[code];

    return character <= 0xff && (policy == PH_CONTROL_PASS || !is_control(character));
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

/* Most bytes that are written for a vector. What of them does not count is overwritten by what
 * comes behind it: where too little comes, the vector is written elsewhere first, as nothing may be
 * behind the text. */
#define UTF8_MAX (2 * VECTOR)

/* two_bytes: a bit for each character from U+0080 on. Up to UTF8_MAX bytes are written; returns the
 * end of those that count. */
PH_AVX2_INLINE uint8_t *put_latin1_vector(__m256i latin1, uint32_t two_bytes, uint8_t *out)
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
    uint32_t two_bytes; /* As in put_latin1_vector(). */
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

/* Bytes of the column from the segment's place on. Each becomes one byte at least. */
static size_t bytes_left(const text_walk *walk, const text_segment *segment)
{
    return (walk->column.count - segment->first) * walk->column.width - segment->at;
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
    if (bytes_left(walk, segment) >= UTF8_MAX) {
        (void)put_latin1_vector(latin1, piece.two_bytes, walk->output.bytes + walk->end);
    } else {
        (void)put_latin1_vector(latin1, piece.two_bytes, copy);
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
        out = put_latin1_vector(latin1, two_bytes, out);
    }
    *end = (size_t)(out - bytes);
    return untaken == 0;
}

/* Decodes RUN bytes, if there are as many, with enough behind them, and all are taken. */
static int decode_run(text_walk *walk, text_segment *segment)
{
    const uint8_t *in = segment->bytes + segment->at;
    text_piece pieces[RUN / VECTOR];
    size_t end = walk->end;

    if (segment->length - segment->at < RUN || bytes_left(walk, segment) < RUN + UTF8_MAX)
        return 0;
    ph_avx2_prefetch_text(in);
    ph_avx2_prefetch_text(in + RUN / 2);
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
        ph_avx2_prefetch_text(cell + at);
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

        if ((size_t)(walk->column_end - cell) < vector ||
            (walk->column.count - record) * width < vector)
            break;
        ph_avx2_prefetch_text(cell + vector - 1);
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
        find_page_cover(page, policy, &walk.cover);
        result = column.stride == column.width ? decode_contiguous(&walk) : decode_apart(&walk);
    }
    *ret_redone = walk.redone;
    return result;
}
