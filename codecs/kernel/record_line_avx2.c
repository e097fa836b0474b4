/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines of records a piece at a time: text 32 bytes at once, a decimal of up to 16 characters in
 * one register, where its zeros in front are shifted out.
 */
#include "kernel/binary_text.h"
#include "kernel/record_run.h"
#include "kernel/text_avx2.h"

#define CHARACTERS ((size_t)16)

/* A decimal: from its cell to its text. */
typedef struct decimal_step {
    uint8_t flip[CHARACTERS];      /* Bytes of the cell: the zone that there has to be; */
    uint8_t keep[CHARACTERS];      /* what is looked at. */
    uint8_t limits[CHARACTERS];    /* Digits, as they come out of the cell: the greatest. */
    uint8_t places[CHARACTERS];    /* By character: the digit. */
    uint8_t constants[CHARACTERS]; /* '0' for a digit, and the point. */
    uint32_t sign;                 /* From the record's first byte, */
    uint32_t sign_shift;           /* and where in that byte. */
    uint32_t bad_signs;            /* By sign, a bit each. */
    uint32_t unit;                 /* The bit of the last whole digit. */
    uint32_t length;               /* Characters. */
    uint32_t is_padded;
} decimal_step;

_Static_assert(sizeof(decimal_step) <= PH_LINE_STEP_SIZE, "ph_line_compiled_size() is for these");

typedef struct compiled_lines {
    text_cover cover;
    decimal_step steps[]; /* By piece; of other pieces length is 0. */
} compiled_lines;

enum { MINUS_SIGNS = 1 << 0xB | 1 << 0xD, SIGNS = 0xFC00, NO_SIGN = 0x8000 };

static uint32_t length_of(const ph_line_piece *piece)
{
    return piece->digits > piece->scale ? piece->digits + (piece->scale > 0) : piece->scale + 2;
}

static int is_taken(const ph_line_piece *piece)
{
    const int is_packed = piece->kind == PH_LINE_PIECE_PACKED;

    if (!is_packed && piece->kind != PH_LINE_PIECE_ZONED)
        return 0;
    return (piece->flags & (PH_DECIMAL_SIGN_SEPARATE | PH_DECIMAL_BLANK_WHEN_ZERO)) == 0 &&
           piece->width <= (is_packed ? CHARACTERS / 2 : CHARACTERS) &&
           length_of(piece) <= CHARACTERS;
}

/* A packed cell is unpacked to its half bytes, the sign the last of them. */
static void make_packed(const ph_line_piece *piece, decimal_step *step)
{
    const uint32_t digits = 2 * piece->width - 1;

    for (uint32_t i = 0; i < digits; i++)
        step->limits[i] = i < digits - piece->digits ? 0 : 9;
    step->sign = piece->at + piece->width - 1;
    step->sign_shift = 0;
}

static void make_zoned(const ph_line_piece *piece, decimal_step *step)
{
    const int is_leading = (piece->flags & PH_DECIMAL_SIGN_LEADING) != 0;
    const uint32_t sign = is_leading ? 0 : piece->width - 1;

    for (uint32_t i = 0; i < piece->width; i++) {
        step->flip[i] = i == sign ? 0 : 0xF0;
        step->keep[i] = i == sign ? 0x0F : 0xFF;
        step->limits[i] = 9;
    }
    step->sign = piece->at + sign;
    step->sign_shift = 4;
}

/* Where the digits are that a step finds in its cell: a byte each, the first of them. */
static uint32_t first_digit(const ph_line_piece *piece)
{
    return piece->kind == PH_LINE_PIECE_PACKED ? 2 * piece->width - 1 - piece->digits : 0;
}

static void make_text(const ph_line_piece *piece, decimal_step *step)
{
    const uint32_t fraction = piece->scale > 0 ? piece->scale + 1 : 0;
    const uint32_t whole = length_of(piece) - fraction;

    step->length = length_of(piece);
    step->unit = UINT32_C(1) << (whole - 1);
    for (uint32_t i = 0, exponent = whole + piece->scale; i < step->length; i++) {
        if (i == whole) {
            step->constants[i] = '.';
            continue;
        }
        exponent--;
        step->constants[i] = '0';
        if (exponent < piece->digits)
            step->places[i] = (uint8_t)(first_digit(piece) + piece->digits - 1 - exponent);
    }
}

static void make_step(const ph_line_piece *piece, decimal_step *step)
{
    *step = (decimal_step){ .length = 0 };
    if (!is_taken(piece))
        return;
    memset(step->limits, 0xFF, sizeof(step->limits));
    memset(step->places, PH_NOTHING, sizeof(step->places));
    step->bad_signs = (piece->flags & PH_DECIMAL_SIGNED) != 0 ? 0xFFFF & ~SIGNS : 0xFFFF & ~NO_SIGN;
    step->is_padded = piece->is_padded;
    if (piece->kind == PH_LINE_PIECE_PACKED)
        make_packed(piece, step);
    else
        make_zoned(piece, step);
    make_text(piece, step);
}

void ph_line_compile_avx2(ph_line_program *program, void *memory)
{
    compiled_lines *lines = memory;

    find_cover(program->plain, &lines->cover);
    for (size_t i = 0; i < program->piece_count; i++)
        make_step(&program->pieces[i], &lines->steps[i]);
    program->compiled = lines;
}

PH_AVX2_INLINE __m128i load_16(const uint8_t *bytes)
{
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

/* What is not good in a record: bytes that are not 0, and words. */
typedef struct line_faults {
    __m256i uncovered;
    __m128i digits;
    uint64_t signs;
} line_faults;

/* First digits, as many as there are; the rest is zeros. */
PH_AVX2_INLINE __m128i packed_digits(const uint8_t *cell)
{
    const __m128i low = _mm_set1_epi8(0x0F), bytes = load_16(cell);

    return _mm_unpacklo_epi8(_mm_and_si128(_mm_srli_epi16(bytes, 4), low),
                             _mm_and_si128(bytes, low));
}

PH_AVX2_INLINE __m128i zoned_digits(const decimal_step *step, const uint8_t *cell)
{
    return _mm_and_si128(_mm_xor_si128(load_16(cell), load_16(step->flip)), load_16(step->keep));
}

PH_AVX2_INLINE uint8_t *put_digits(const decimal_step *step, __m128i digits, const uint8_t *record,
                                   uint8_t *out, line_faults *faults)
{
    const uint32_t sign = (uint32_t)record[step->sign] >> step->sign_shift & 0xF;
    const __m128i placed = _mm_shuffle_epi8(digits, load_16(step->places));
    const uint32_t zeros = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(placed, _mm_setzero_si128()));
    const uint32_t significant = zeros ^ 0xFFFF;
    const uint32_t shown = significant | step->unit | (significant != 0 && step->is_padded);
    const uint32_t first = (uint32_t)__builtin_ctz(shown);
    const __m128i text = _mm_or_si128(placed, load_16(step->constants));

    faults->digits = _mm_or_si128(faults->digits, _mm_subs_epu8(digits, load_16(step->limits)));
    faults->signs |= step->bad_signs >> sign & 1;
    *out = '-';
    out += (MINUS_SIGNS >> sign & 1) & (significant != 0);
    ph_store_without(out, text, first);
    return out + step->length - first;
}

/* All bits set of so many bytes, from the middle of what stands here on backwards. */
static const uint8_t ones_then_zeros[2 * VECTOR] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
};

PH_AVX2_INLINE __m256i put_vector(const text_shuffles *shuffles, const uint8_t *bytes, uint8_t *out)
{
    __m256i sets;

    ph_avx2_store(out, to_ascii(ph_avx2_load(bytes), shuffles, &sets));
    return _mm256_cmpeq_epi8(sets, _mm256_setzero_si256());
}

/* What a last vector has behind the text does not count. */
PH_AVX2_INLINE uint8_t *put_text(const ph_line_piece *piece, const text_shuffles *shuffles,
                                 const uint8_t *record, uint8_t *out, line_faults *faults)
{
    const uint8_t *bytes = record + piece->at;
    size_t i = 0;

    for (; i + VECTOR < piece->width; i += VECTOR)
        faults->uncovered =
            _mm256_or_si256(faults->uncovered, put_vector(shuffles, bytes + i, out + i));
    faults->uncovered = _mm256_or_si256(
        faults->uncovered,
        _mm256_and_si256(put_vector(shuffles, bytes + i, out + i),
                         ph_avx2_load(ones_then_zeros + VECTOR - (piece->width - i))));
    return out + piece->width;
}

PH_AVX2_INLINE uint8_t *put_constant(const ph_line_piece *piece, uint8_t *out)
{
    size_t i = 0;

    do {
        ph_avx2_store(out + i, ph_avx2_load(piece->bytes + i));
        i += VECTOR;
    } while (i < piece->length);
    return out + piece->length;
}

static inline uint8_t *put_value(const ph_line_program *program, const ph_line_piece *piece,
                                 const uint8_t *record, uint8_t *out, ph_line_bad *bad)
{
    return piece->kind == PH_LINE_PIECE_BINARY && !piece->is_long
               ? ph_line_put_binary(piece, record, out)
               : ph_line_put_piece(program, piece, record, out, bad);
}

/* What is no constant, text or decimal that is taken. Returns the next piece. */
static inline const ph_line_piece *put_piece(ph_line_maker *maker, const ph_line_piece *piece,
                                             ph_line_copies *copies, const uint8_t **record,
                                             uint8_t **out, ph_line_bad *bad)
{
    switch (piece->kind) {
    case PH_LINE_PIECE_NUMBER: *out = ph_record_number_put(&maker->number, *out); break;
    case PH_LINE_PIECE_MARK: maker->marks[piece->mark] = *out; break;
    case PH_LINE_PIECE_COPY: *out = ph_line_copies_note(copies, piece, maker->marks, *out); break;
    case PH_LINE_PIECE_BASE: *record = maker->at.bases[piece->table]; break;
    case PH_LINE_PIECE_OCCURRENCE:
        if (maker->at.counts[piece->table] <= piece->occurrence)
            return maker->program->pieces + piece->behind;
        break;
    case PH_LINE_PIECE_TABLE_END: break;
    default: *out = put_value(maker->program, piece, *record, *out, bad); break;
    }
    return piece + 1;
}

static inline uint8_t *put_line(const void *set, ph_line_maker *maker, ph_line_copies *copies,
                                uint8_t *out, ph_line_bad *bad)
{
    const compiled_lines *lines = set;
    const text_shuffles shuffles = load_shuffles(&lines->cover);
    const ph_line_piece *const first = maker->program->pieces;
    const ph_line_piece *const behind = first + maker->program->piece_count;
    const uint8_t *record = maker->at.bases[0];
    line_faults faults = { _mm256_setzero_si256(), _mm_setzero_si128(), 0 };

    for (const ph_line_piece *piece = first; piece < behind;) {
        const decimal_step *step = &lines->steps[piece - first];

        if (piece->kind == PH_LINE_PIECE_CONSTANT)
            out = put_constant(piece++, out);
        else if (piece->kind == PH_LINE_PIECE_TEXT)
            out = put_text(piece++, &shuffles, record, out, &faults);
        else if (step->length == 0)
            piece = put_piece(maker, piece, copies, &record, &out, bad);
        else if (piece->kind == PH_LINE_PIECE_PACKED)
            out = put_digits(step, packed_digits(record + piece++->at), record, out, &faults);
        else
            out = put_digits(step, zoned_digits(step, record + piece++->at), record, out, &faults);
    }
    *bad |= faults.signs | (uint32_t)_mm256_movemask_epi8(faults.uncovered) |
            (uint32_t)!_mm_testz_si128(faults.digits, faults.digits);
    return out;
}

ph_line_done ph_line_run_avx2(const ph_line_program *program, ph_line_work work)
{
    return ph_line_run_records(program, work, put_line, program->compiled);
}
