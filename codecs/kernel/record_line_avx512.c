/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines of records 64 bytes at a time. A step fills a register with what stands next in the line:
 * constants, and characters of text, or constants and decimals, of which what is not written is
 * compressed away. What a step takes of the record is within 64 bytes of it.
 */
#include "kernel/avx512.h"
#include "kernel/binary_text.h"
#include "kernel/record_run.h"
#include "kernel/text_avx512.h"

#define BYTES ((size_t)64)

typedef enum step_kind {
    STEP_NONE, /* Of a builder: nothing is in it yet. */
    STEP_CONSTANT,
    STEP_TEXT,
    STEP_DECIMALS,
    STEP_ZONED, /* Decimals some of whose digits have zones, or have zeros in front. */
    STEP_NUMBER,
    STEP_MARK,
    STEP_COPY,
    STEP_BASE,
    STEP_OCCURRENCE,
    STEP_TABLE_END,
    STEP_BINARY,
    STEP_PIECE, /* By the portable code. */
    STEP_END,
} step_kind;

typedef struct line_step line_step;

struct line_step {
    __m512i constants; /* Characters; '0' for a digit, '-' for a sign. */
    __m512i index;     /* By byte: which one of those from at on. */
    __m512i shifts;    /* Decimals: from which bit of eight bytes on the nibble is taken, */
    __m512i part;      /* and which part of the table of nibbles says what it is. */
    __m512i zones;     /* F0 where a digit's zone has to be F. */
    uint64_t is_value; /* A bit a byte: it comes of the record. */
    /* Decimals: where the sign stands, the last whole digit, the first if all are written; */
    uint64_t signs, units, padded;
    uint64_t span;    /* from behind the sign on as many bytes as the longest has; */
    uint64_t written; /* what may be written, but for the signs. */
    uint32_t shift;   /* From a sign to behind the span. */
    uint32_t at;      /* From the record's first byte. */
    uint32_t length;  /* Of constants, and of text. */
    uint32_t run;     /* Steps of its kind from it on. */
    step_kind kind;
    const ph_line_piece *piece;
    const line_step *behind; /* OCCURRENCE: without it the line goes on there. */
};

_Static_assert(sizeof(line_step) <= PH_LINE_STEP_SIZE, "ph_line_compiled_size() is for these");

/* Parts of the table of nibbles: what is added to one. */
enum { PART_DIGIT = 0x00, PART_SIGN = 0x10, PART_ZERO = 0x20, PART_NO_SIGN = 0x30 };

/* What a nibble stands for: to be or-ed to the constant; BAD where it has no place. */
enum { BAD = 0x80, MINUS = '-' };

/* Steps in the making. */
typedef struct step_builder {
    line_step *steps; /* The next one. */
    step_kind kind;
    uint8_t constants[64], index[64], shifts[64], part[64], zones[64];
    uint32_t used; /* Bytes of the register. */
    uint32_t last; /* The last sign. */
    line_step step;
} step_builder;

static void begin_register(step_builder *builder)
{
    builder->kind = STEP_NONE;
    builder->used = 0;
    memset(builder->constants, 0, sizeof(builder->constants));
    memset(builder->index, 0, sizeof(builder->index));
    memset(builder->part, PART_ZERO, sizeof(builder->part));
    memset(builder->zones, 0, sizeof(builder->zones));
    for (size_t i = 0; i < BYTES; i++)
        builder->shifts[i] = (uint8_t)(i % 8 * 8); /* Its own byte. */
    builder->step = (line_step){ .length = 0 };
}

static void end_register(step_builder *builder)
{
    line_step *step = &builder->step;

    if (builder->kind != STEP_NONE) {
        step->constants = _mm512_loadu_si512(builder->constants);
        step->index = _mm512_loadu_si512(builder->index);
        step->shifts = _mm512_loadu_si512(builder->shifts);
        step->part = _mm512_loadu_si512(builder->part);
        step->zones = _mm512_loadu_si512(builder->zones);
        step->kind = builder->kind;
        step->length = builder->used;
        for (uint32_t i = 1; i < step->shift; i++)
            step->span |= step->signs << i;
        *builder->steps++ = *step;
    }
    begin_register(builder);
}

static void add_step(step_builder *builder, step_kind kind, const ph_line_piece *piece)
{
    end_register(builder);
    *builder->steps++ = (line_step){ .kind = kind, .piece = piece };
}

static void add_constant(step_builder *builder, const uint8_t *bytes, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        if (builder->used == BYTES)
            end_register(builder);
        if (builder->kind == STEP_NONE)
            builder->kind = STEP_CONSTANT;
        builder->step.written |= UINT64_C(1) << builder->used;
        builder->constants[builder->used++] = bytes[i];
    }
}

static int has_values(const step_builder *builder)
{
    return builder->kind >= STEP_TEXT;
}

/* Whether a register takes bytes of the record beside those it has. */
static int reaches(const step_builder *builder, uint32_t at, uint32_t width)
{
    return !has_values(builder) ||
           (at >= builder->step.at && at + width - builder->step.at <= BYTES);
}

/* A byte of the register comes of the record. */
static void take_byte(step_builder *builder, uint32_t to, uint32_t at, int is_high)
{
    builder->index[to] = (uint8_t)(at - builder->step.at);
    builder->step.is_value |= UINT64_C(1) << to;
    builder->shifts[to] = (uint8_t)(builder->shifts[to] + (is_high ? 4 : 0));
}

static void add_text(step_builder *builder, const ph_line_piece *piece)
{
    for (uint32_t at = piece->at; at < piece->at + piece->width; at++) {
        if (builder->used == BYTES || builder->kind > STEP_TEXT || !reaches(builder, at, 1))
            end_register(builder);
        if (!has_values(builder))
            builder->step.at = at;
        builder->kind = STEP_TEXT;
        take_byte(builder, builder->used++, at, 0);
    }
}

static uint32_t whole_digits(const ph_line_piece *piece)
{
    return piece->digits > piece->scale ? piece->digits - piece->scale : 1;
}

/* Characters of a decimal, the sign counted. */
static uint32_t length_of(const ph_line_piece *piece)
{
    return 1 + whole_digits(piece) + (piece->scale > 0 ? 1 + piece->scale : 0);
}

/* The unused half byte in front of an even number of packed digits has to be 0. */
static uint32_t has_pad(const ph_line_piece *piece)
{
    return piece->kind == PH_LINE_PIECE_PACKED && piece->digits % 2 == 0;
}

static int is_taken(const ph_line_piece *piece)
{
    return (piece->flags & (PH_DECIMAL_SIGN_SEPARATE | PH_DECIMAL_BLANK_WHEN_ZERO)) == 0 &&
           length_of(piece) + has_pad(piece) < BYTES;
}

/* Whether there is room for a decimal behind what a register has, and all spans have theirs. */
static int has_room(const step_builder *builder, const ph_line_piece *piece)
{
    const uint32_t length = length_of(piece), sign = builder->used + has_pad(piece);
    const uint32_t shift = length > builder->step.shift ? length : builder->step.shift;
    const uint64_t signs = builder->step.signs | UINT64_C(1) << (sign % BYTES);

    if (builder->kind == STEP_TEXT || sign + shift >= BYTES ||
        !reaches(builder, piece->at, piece->width))
        return 0;
    for (uint32_t i = 1; i < shift; i++)
        if ((signs << i & signs) != 0)
            return 0;
    return 1;
}

static void add_sign(step_builder *builder, const ph_line_piece *piece)
{
    const int is_packed = piece->kind == PH_LINE_PIECE_PACKED;
    const int is_signed = (piece->flags & PH_DECIMAL_SIGNED) != 0;
    const int is_leading = (piece->flags & PH_DECIMAL_SIGN_LEADING) != 0;
    const uint32_t sign = builder->used++;

    builder->constants[sign] = MINUS;
    builder->step.signs |= UINT64_C(1) << sign;
    if (!is_packed && !is_signed)
        return; /* The last zone is as the others. */
    builder->part[sign] = is_signed ? PART_SIGN : PART_NO_SIGN;
    take_byte(builder, sign, is_leading ? piece->at : piece->at + piece->width - 1, !is_packed);
}

/* The digit that counts 10^exponent, or a zero when there is none. */
static void add_digit(step_builder *builder, const ph_line_piece *piece, uint32_t exponent)
{
    const uint32_t to = builder->used++, end = piece->at + piece->width;
    const uint32_t overpunched =
        (piece->flags & PH_DECIMAL_SIGN_LEADING) != 0 ? piece->digits - 1 : 0;

    builder->constants[to] = '0';
    builder->step.written |= UINT64_C(1) << to;
    if (exponent >= piece->digits)
        return;
    builder->part[to] = PART_DIGIT;
    if (piece->kind == PH_LINE_PIECE_PACKED) {
        take_byte(builder, to, end - 1 - (exponent + 1) / 2, exponent % 2 == 0);
        return;
    }
    take_byte(builder, to, end - 1 - exponent, 0);
    if ((piece->flags & PH_DECIMAL_SIGNED) == 0 || exponent != overpunched)
        builder->zones[to] = 0xF0;
}

static void add_decimal(step_builder *builder, const ph_line_piece *piece)
{
    const uint32_t length = length_of(piece), whole = whole_digits(piece);

    if (!has_room(builder, piece))
        end_register(builder);
    if (!has_values(builder))
        builder->step.at = piece->at;
    if (builder->kind != STEP_ZONED)
        builder->kind = piece->kind == PH_LINE_PIECE_ZONED ? STEP_ZONED : STEP_DECIMALS;
    if (builder->step.shift < length)
        builder->step.shift = length;
    if (has_pad(piece))
        take_byte(builder, builder->used++, piece->at, 1);
    builder->step.units |= UINT64_C(1) << (builder->used + whole);
    builder->step.padded |= (uint64_t)piece->is_padded << (builder->used + 1);
    add_sign(builder, piece);
    for (uint32_t i = 0; i < whole; i++)
        add_digit(builder, piece, piece->scale + whole - 1 - i);
    if (piece->scale > 0)
        add_constant(builder, (const uint8_t *)".", 1);
    for (uint32_t i = 0; i < piece->scale; i++)
        add_digit(builder, piece, piece->scale - 1 - i);
}

static void add_piece(step_builder *builder, const ph_line_piece *piece)
{
    switch (piece->kind) {
    case PH_LINE_PIECE_CONSTANT: add_constant(builder, piece->bytes, piece->length); break;
    case PH_LINE_PIECE_TEXT: add_text(builder, piece); break;
    case PH_LINE_PIECE_NUMBER: add_step(builder, STEP_NUMBER, piece); break;
    case PH_LINE_PIECE_MARK: add_step(builder, STEP_MARK, piece); break;
    case PH_LINE_PIECE_COPY: add_step(builder, STEP_COPY, piece); break;
    case PH_LINE_PIECE_BASE: add_step(builder, STEP_BASE, piece); break;
    case PH_LINE_PIECE_OCCURRENCE: add_step(builder, STEP_OCCURRENCE, piece); break;
    case PH_LINE_PIECE_TABLE_END: add_step(builder, STEP_TABLE_END, piece); break;
    case PH_LINE_PIECE_BINARY:
        add_step(builder, piece->is_long ? STEP_PIECE : STEP_BINARY, piece);
        break;
    case PH_LINE_PIECE_PACKED:
    case PH_LINE_PIECE_ZONED:
        if (is_taken(piece))
            add_decimal(builder, piece);
        else
            add_step(builder, STEP_PIECE, piece);
        break;
    default: add_step(builder, STEP_PIECE, piece); break;
    }
}

/* Where each occurrence goes on without it, and how long the runs of steps of one kind are. */
static void join_steps(line_step *first, line_step *end)
{
    const line_step *ends[PH_LINE_TABLES_MAX] = { 0 };

    for (line_step *step = end; step-- > first;) {
        step->run = step[0].kind == step[1].kind ? step[1].run + 1 : 1;
        if (step->kind == STEP_TABLE_END)
            ends[step->piece->table] = step;
        if (step->kind == STEP_OCCURRENCE)
            step->behind = ends[step->piece->table];
    }
}

void ph_line_compile_avx512(ph_line_program *program, void *memory)
{
    static const ph_line_piece none;
    step_builder builder = { .steps = memory };

    begin_register(&builder);
    for (size_t i = 0; i < program->piece_count; i++)
        add_piece(&builder, &program->pieces[i]);
    add_step(&builder, STEP_END, &none);
    join_steps(memory, builder.steps - 1);
    program->compiled = memory;
}

/* What is the same for all steps. */
typedef struct line_tables {
    text_table plain;
    __m512i nibbles;
} line_tables;

static __m512i nibble_table(void)
{
    uint8_t table[64];

    memset(table, BAD, sizeof(table));
    for (uint8_t digit = 0; digit < 10; digit++)
        table[PART_DIGIT + digit] = digit;
    for (uint8_t sign = 0xA; sign <= 0xF; sign++)
        table[PART_SIGN + sign] = sign == 0xB || sign == 0xD ? MINUS : 0;
    table[PART_ZERO] = 0;
    table[PART_NO_SIGN + 0xF] = 0;
    return _mm512_loadu_si512(table);
}

/* What is not good in a record. */
typedef struct line_faults {
    __m512i top;    /* Top bits. */
    __m512i any;    /* Any bits. */
    __m512i lowest; /* EBCDIC bytes, those below 40. */
} line_faults;

AVX512_INLINE uint8_t *put_text(const line_step *step, const line_tables *tables,
                                const uint8_t *record, uint8_t *out, line_faults *faults)
{
    const __m512i codes = _mm512_mask_permutexvar_epi8(
        _mm512_set1_epi8(0x40), step->is_value, step->index, _mm512_loadu_si512(record + step->at));
    const __m512i plain =
        _mm512_mask_mov_epi8(step->constants, step->is_value, translate(&tables->plain, codes, 0));

    faults->lowest = _mm512_min_epu8(faults->lowest, codes);
    faults->top = _mm512_or_si512(faults->top, plain);
    _mm512_storeu_si512(out, plain);
    return out + step->length;
}

/* Which characters of decimals are written. */
AVX512_INLINE uint64_t written_of(const line_step *step, uint64_t nonzero, int has_zones)
{
    const uint64_t significant = nonzero & ~step->signs;
    const uint64_t with_digits = (significant + step->span) >> step->shift & step->signs;
    uint64_t shown = significant | step->units;

    if (has_zones)
        shown |= with_digits << 1 & step->padded;
    /* Below each sign and from the first character shown on. */
    return ((shown | ~(shown - step->signs)) & step->written) | (with_digits & nonzero);
}

/* What a register's bytes come to, and which are not 0. */
typedef struct decimal_values {
    __m512i values;
    uint64_t nonzero;
} decimal_values;

AVX512_INLINE decimal_values find_values(const line_step *step, const line_tables *tables,
                                         const uint8_t *record, line_faults *faults, int has_zones)
{
    const __m512i bytes = _mm512_maskz_permutexvar_epi8(step->is_value, step->index,
                                                        _mm512_loadu_si512(record + step->at));
    const __m512i nibbles = _mm512_multishift_epi64_epi8(step->shifts, bytes);
    const __m512i values = _mm512_permutexvar_epi8(
        _mm512_ternarylogic_epi64(nibbles, _mm512_set1_epi8(0x0F), step->part, 0xEA),
        tables->nibbles);

    faults->top = _mm512_or_si512(faults->top, values);
    if (has_zones)
        faults->any = _mm512_or_si512(faults->any, _mm512_andnot_si512(bytes, step->zones));
    return (decimal_values){ values, _mm512_test_epi8_mask(values, values) };
}

AVX512_INLINE uint8_t *put_values(const line_step *step, decimal_values values, uint8_t *out,
                                  int has_zones)
{
    const uint64_t written = written_of(step, values.nonzero, has_zones);

    _mm512_storeu_si512(
        out, _mm512_maskz_compress_epi8(written, _mm512_or_si512(values.values, step->constants)));
    return out + __builtin_popcountll(written);
}

/* Steps of one kind. Four at a time: what is written of the first is long known when it is asked
 * for. */
AVX512_INLINE uint8_t *put_decimals(const line_step *step, const line_tables *tables,
                                    const uint8_t *record, uint8_t *out, line_faults *faults,
                                    int has_zones)
{
    uint32_t left = step->run;

    for (; left >= 4; left -= 4, step += 4) {
        const decimal_values first = find_values(step, tables, record, faults, has_zones);
        const decimal_values second = find_values(step + 1, tables, record, faults, has_zones);
        const decimal_values third = find_values(step + 2, tables, record, faults, has_zones);
        const decimal_values fourth = find_values(step + 3, tables, record, faults, has_zones);

        out = put_values(step, first, out, has_zones);
        out = put_values(step + 1, second, out, has_zones);
        out = put_values(step + 2, third, out, has_zones);
        out = put_values(step + 3, fourth, out, has_zones);
    }
    for (; left > 0; left--, step++)
        out =
            put_values(step, find_values(step, tables, record, faults, has_zones), out, has_zones);
    return out;
}

AVX512_INLINE uint64_t faults_of(const line_faults *faults)
{
    const __mmask64 top = _mm512_movepi8_mask(faults->top);
    const __mmask64 any = _mm512_test_epi8_mask(faults->any, faults->any);
    const __mmask64 low = _mm512_cmplt_epu8_mask(faults->lowest, _mm512_set1_epi8(0x40));

    return top | any | low;
}

/* Returns what is behind the line; *bad receives what is not good, else 0. */
static inline uint8_t *put_line(const void *set, ph_line_maker *maker, ph_line_copies *copies,
                                uint8_t *out, ph_line_bad *bad)
{
    const line_tables tables = *(const line_tables *)set;
    const uint8_t *record = maker->at.bases[0];
    line_faults faults = { _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_set1_epi8(-1) };
    const line_step *step = maker->program->compiled;

    for (;;)
        switch (step->kind) {
        case STEP_CONSTANT:
            _mm512_storeu_si512(out, step->constants);
            out += step++->length;
            break;
        case STEP_TEXT:
            do
                out = put_text(step++, &tables, record, out, &faults);
            while (step->kind == STEP_TEXT);
            break;
        case STEP_DECIMALS:
            out = put_decimals(step, &tables, record, out, &faults, 0);
            step += step->run;
            break;
        case STEP_ZONED:
            out = put_decimals(step, &tables, record, out, &faults, 1);
            step += step->run;
            break;
        case STEP_NUMBER:
            out = ph_record_number_put(&maker->number, out);
            step++;
            break;
        case STEP_MARK: maker->marks[step++->piece->mark] = out; break;
        case STEP_COPY: out = ph_line_copies_note(copies, step++->piece, maker->marks, out); break;
        case STEP_BASE: record = maker->at.bases[step++->piece->table]; break;
        case STEP_OCCURRENCE:
            step = maker->at.counts[step->piece->table] > step->piece->occurrence ? step + 1
                                                                                  : step->behind;
            break;
        case STEP_TABLE_END: step++; break;
        case STEP_BINARY: out = ph_line_put_binary(step++->piece, record, out); break;
        case STEP_PIECE:
            out = ph_line_put_piece(maker->program, step++->piece, record, out, bad);
            break;
        case STEP_END: *bad |= faults_of(&faults); return out;
        default: __builtin_unreachable();
        }
}

ph_line_done ph_line_run_avx512(const ph_line_program *program, ph_line_work work)
{
    const line_tables tables = { load_table(program->plain), nibble_table() };

    return ph_line_run_records(program, work, put_line, &tables);
}
