/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of records a piece at a time: text by pairs of bytes, decimals by digits in one word. */
#include <string.h>

#include "kernel/binary_number.h"
#include "kernel/digits.h"
#include "kernel/kernel.h"
#include "kernel/nibbles.h"
#include "kernel/record_run.h"
#include "kernel/word.h"

#define PAIRS ((size_t)1 << 16)
#define CODES ((size_t)256)

/* Two bytes of text at once, as the machine reads them; plain[] of both. */
typedef struct text_pairs {
    uint16_t plain[PAIRS];
} text_pairs;

size_t ph_line_compiled_size(size_t pieces, size_t bytes)
{
    /* A piece ends the step before it, and may begin one that is not filled. */
    const size_t size = (2 * pieces + bytes / PH_LINE_STEP_BYTES + 2) * PH_LINE_STEP_SIZE;

    return size > sizeof(text_pairs) ? size : sizeof(text_pairs);
}

void ph_line_compile_scalar(ph_line_program *program, void *memory)
{
    text_pairs *pairs = memory;

    for (size_t first = 0; first < CODES; first++)
        for (size_t second = 0; second < CODES; second++) {
            const uint8_t bytes[2] = { (uint8_t)first, (uint8_t)second };
            const uint8_t plain[2] = { program->plain[first], program->plain[second] };
            uint16_t pair;

            memcpy(&pair, bytes, sizeof(pair));
            memcpy(&pairs->plain[pair], plain, sizeof(pair));
        }
    program->compiled = memory;
}

static uint64_t plain_word(const uint16_t plain[PAIRS], uint64_t word)
{
    return (uint64_t)plain[word & 0xFFFF] | (uint64_t)plain[word >> 16 & 0xFFFF] << 16 |
           (uint64_t)plain[word >> 32 & 0xFFFF] << 32 | (uint64_t)plain[word >> 48] << 48;
}

/* Returns all characters, or-ed: the top bit of a byte is set where one is not plain. */
static uint64_t put_plain(const ph_line_program *program, const uint8_t *bytes, size_t width,
                          uint8_t *out)
{
    const uint16_t *plain = ((const text_pairs *)program->compiled)->plain;
    uint64_t seen = 0;
    size_t i = 0;

    for (; i + PH_WORD_BYTES <= width; i += PH_WORD_BYTES) {
        uint64_t word;

        memcpy(&word, bytes + i, sizeof(word));
        word = plain_word(plain, word);
        memcpy(out + i, &word, sizeof(word));
        seen |= word;
    }
    for (; i < width; i++)
        seen |= out[i] = program->plain[bytes[i]];
    return seen;
}

static uint8_t *put_characters(const ph_line_program *program, const uint8_t *bytes, size_t width,
                               uint8_t *out, ph_line_bad *bad)
{
    for (size_t i = 0; i < width; i++) {
        const ph_line_character *character = &program->characters[bytes[i]];

        memcpy(out, character, sizeof(*character));
        out += character->length;
        *bad |= character->length == 0;
    }
    return out;
}

/* A decimal that was read: a nibble a digit. */
typedef struct decimal {
    uint64_t digits;
    bool is_negative;
} decimal;

/* How a value is written. */
static inline ph_nibbles_form form_of(const ph_line_piece *piece)
{
    return (ph_nibbles_form){ piece->digits, piece->scale, piece->is_padded };
}

static inline uint8_t *put_digits(const ph_line_piece *piece, decimal number, uint8_t *out)
{
    return ph_nibbles_put(form_of(piece), number.digits, number.is_negative, out);
}

/* Whether the sign nibble is one of the picture's. */
static inline ph_line_bad bad_sign(const ph_line_piece *piece, unsigned sign)
{
    return (piece->flags & PH_DECIMAL_SIGNED) != 0 ? sign < 0xA : sign != 0xF;
}

static inline decimal read_packed(const ph_line_piece *piece, const uint8_t *cell, ph_line_bad *bad)
{
    const uint64_t nibbles = ph_word_load(cell) >> (64 - 8 * piece->width);
    const uint64_t digits = nibbles >> 4;
    const unsigned sign = nibbles & 0xF;

    *bad |= digits >> (4 * piece->digits) | ph_nibbles_beyond_nine(digits) | bad_sign(piece, sign);
    return (decimal){ digits, ph_nibble_is_minus(sign) };
}

/* Of up to eight digits, a byte each; bits of zones that are not set are bad. */
static inline uint64_t zoned_digits(uint64_t bytes, uint64_t zones, ph_line_bad *bad)
{
    const uint64_t digits = ph_nibbles_gather(bytes);

    *bad |= (~bytes & zones) | ph_nibbles_beyond_nine(digits);
    return digits;
}

static bool is_blank(const ph_line_piece *piece, const uint8_t *cell)
{
    uint32_t i = 0;

    if ((piece->flags & PH_DECIMAL_BLANK_WHEN_ZERO) == 0)
        return false;
    while (i < piece->width && cell[i] == 0x40)
        i++;
    return i == piece->width;
}

/* Of a separate sign, and of an overpunched one: a nibble as in packed cells; else 0. */
static unsigned zoned_sign(const ph_line_piece *piece, const uint8_t *cell)
{
    const bool is_leading = (piece->flags & PH_DECIMAL_SIGN_LEADING) != 0;
    const uint8_t byte = cell[is_leading ? 0 : piece->width - 1];

    if ((piece->flags & PH_DECIMAL_SIGN_SEPARATE) == 0)
        return byte >> 4;
    return byte == 0x4E ? 0xC : byte == 0x60 ? 0xD : 0;
}

/* Behind a separate sign that leads. */
static inline const uint8_t *first_zoned_digit(const ph_line_piece *piece, const uint8_t *cell)
{
    static const uint32_t leading_separate = PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE;

    return cell + ((piece->flags & leading_separate) == leading_separate);
}

static inline decimal read_zoned(const ph_line_piece *piece, const uint8_t *cell, ph_line_bad *bad)
{
    const uint8_t *bytes = first_zoned_digit(piece, cell);
    const uint32_t count = piece->digits, last = count > 8 ? count - 8 : count;
    const unsigned sign = zoned_sign(piece, cell);
    uint64_t digits = 0;

    if (is_blank(piece, cell))
        return (decimal){ 0, false };
    *bad |= bad_sign(piece, sign);
    if (count > 8) {
        digits = zoned_digits(ph_word_load(bytes), piece->zones[0], bad) << (4 * last);
        bytes += 8;
    }
    digits |= zoned_digits(ph_word_load(bytes) >> (64 - 8 * last), piece->zones[1], bad);
    return (decimal){ digits, ph_nibble_is_minus(sign) };
}

/* The same of more digits. */
typedef struct wide_decimal {
    ph_uint128 digits;
    bool is_negative;
} wide_decimal;

static wide_decimal read_wide_packed(const ph_line_piece *piece, const uint8_t *cell,
                                     ph_line_bad *bad)
{
    const ph_uint128 nibbles =
        ((ph_uint128)ph_word_load(cell) << 64 | ph_word_load(cell + 8)) >> (128 - 8 * piece->width);
    const ph_uint128 digits = nibbles >> 4;
    const unsigned sign = (unsigned)nibbles & 0xF;

    *bad |= digits >> (4 * piece->digits) != 0 ||
            ph_nibbles_beyond_nine((uint64_t)(digits >> 64)) != 0 ||
            ph_nibbles_beyond_nine((uint64_t)digits) != 0 || bad_sign(piece, sign) != 0;
    return (wide_decimal){ digits, ph_nibble_is_minus(sign) };
}

static wide_decimal read_wide_zoned(const ph_line_piece *piece, const uint8_t *cell,
                                    ph_line_bad *bad)
{
    static const uint64_t all_zones = UINT64_C(0xF0F0F0F0F0F0F0F0);
    const uint8_t *bytes = first_zoned_digit(piece, cell);
    const unsigned sign = zoned_sign(piece, cell);
    uint32_t left = piece->digits;
    uint64_t zones = piece->zones[0];
    ph_uint128 digits = 0;

    if (is_blank(piece, cell))
        return (wide_decimal){ 0, false };
    *bad |= bad_sign(piece, sign);
    for (; left > 8; left -= 8, bytes += 8, zones = all_zones)
        digits = digits << 32 | zoned_digits(ph_word_load(bytes), zones, bad);
    digits = digits << (4 * left) |
             zoned_digits(ph_word_load(bytes) >> (64 - 8 * left), piece->zones[1], bad);
    return (wide_decimal){ digits, ph_nibble_is_minus(sign) };
}

/* Apart, so that what is put in one word keeps the registers. */
static __attribute__((noinline)) uint8_t *put_wide(const ph_line_piece *piece, const uint8_t *cell,
                                                   uint8_t *out, ph_line_bad *bad)
{
    const wide_decimal number = piece->kind == PH_LINE_PIECE_PACKED
                                    ? read_wide_packed(piece, cell, bad)
                                    : read_wide_zoned(piece, cell, bad);

    return ph_nibbles_put_wide(form_of(piece), number.digits, number.is_negative, out);
}

/* By the scalar walk, which puts a number between quotes: those that stand there anyway. */
static uint8_t *put_long(const ph_line_program *program, const ph_line_piece *piece,
                         const uint8_t *record, uint8_t *out, ph_line_bad *bad)
{
    const size_t length =
        program->put_other(program->context, piece->item, record, piece->at, out - 1);

    *bad |= length == SIZE_MAX;
    return length == SIZE_MAX ? out : out + length - 2;
}

/* A number as its last eight digits, the eight before these, and all others; a byte each. */
typedef struct spread_number {
    uint64_t first, middle, last;
} spread_number;

/* By how wide what it was read from is: the others are 0. */
static inline spread_number spread(uint64_t number, uint32_t width)
{
    spread_number digits = { 0 };

    if (width > 4 && number >= PH_TEN_TO_16) {
        digits.first = ph_digits_spread(number / PH_TEN_TO_16);
        number %= PH_TEN_TO_16;
    }
    if (width > 2) {
        digits.middle = ph_digits_spread(number / PH_TEN_TO_8);
        number %= PH_TEN_TO_8;
    }
    digits.last = ph_digits_spread(number);
    return digits;
}

/* So many digits, of which it has no more, or the last of them. */
static inline uint8_t *put_spread(spread_number number, uint32_t digits, uint8_t *out)
{
    static const uint64_t zeros = UINT64_C(0x3030303030303030);

    if (digits > 16) {
        ph_word_store(out, (number.first | zeros) << ((192 - 8 * digits) & 63));
        out += digits - 16;
        digits = 16;
    }
    const uint32_t middle = digits > 8 ? digits - 8 : 0;

    /* Where there are no more than eight, the second word covers all of the first. */
    ph_word_store(out, (number.middle | zeros) << ((64 - 8 * middle) % 64));
    ph_word_store(out + middle, (number.last | zeros) << (64 - 8 * (digits - middle)));
    return out + digits;
}

/* 10 to 0 and so on: all that there are in a word. */
static const uint64_t powers_of_ten[] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

/* By its bits, which say it but for one: 1233 / 4096 is the logarithm of 2. */
static inline uint32_t count_digits(uint64_t number)
{
    const uint32_t less_than = (64u - (uint32_t)__builtin_clzll(number | 1)) * 1233u >> 12;

    return less_than + (number >= powers_of_ten[less_than] || number == 0);
}

static uint8_t *put_binary(const ph_line_piece *piece, const uint8_t *cell, uint8_t *out)
{
    const ph_binary_number number = ph_binary_number_read(piece, cell);
    const spread_number digits = spread(number.magnitude, piece->width);
    const uint32_t scale = piece->scale, significant = count_digits(number.magnitude);
    const uint32_t written = significant > scale ? significant : scale + 1;

    *out = '-';
    out += number.is_negative;
    if (scale == 0)
        return put_spread(digits, written, out);
    (void)put_spread(digits, written, out); /* Those behind the point once more, behind it. */
    out += written - scale;
    *out++ = '.';
    return put_spread(digits, scale, out);
}

/* What a counter holds: UINT64_MAX where that is no number, or below zero. */
static uint64_t read_counter(const ph_line_piece *piece, const uint8_t *cell)
{
    ph_line_bad bad = 0;
    uint64_t count = 0;
    decimal number;

    if (piece->kind == PH_LINE_PIECE_BINARY) {
        const ph_binary_number counted = ph_binary_number_read(piece, cell);

        return counted.is_negative ? UINT64_MAX : counted.magnitude;
    }
    number = piece->kind == PH_LINE_PIECE_PACKED ? read_packed(piece, cell, &bad)
                                                 : read_zoned(piece, cell, &bad);
    for (uint32_t shift = 4 * piece->digits; shift > 0; shift -= 4)
        count = 10 * count + (number.digits >> (shift - 4) & 0xF);
    return bad || (number.is_negative && count > 0) ? UINT64_MAX : count;
}

bool ph_line_find_bases(const ph_line_program *program, const uint8_t *record, size_t length,
                        ph_line_bases *ret)
{
    size_t missing = 0; /* Bytes, of the occurrences that are not there. */

    if (length > program->length || (length < program->length && !program->is_variable))
        return false;
    ret->bases[0] = record;
    for (uint32_t i = 0; i < program->table_count; i++) {
        const ph_line_table *const table = &program->tables[i];
        const uint8_t *const counter = ret->bases[table->counter_base] + table->counter.at;

        if (counter + table->counter.width > record + length)
            return false;
        const uint64_t count = read_counter(&table->counter, counter);

        if (count < table->least || count > table->most ||
            (table->begins_group && table->at - missing >= length))
            return false;
        ret->counts[i] = (uint32_t)count;
        missing += (table->most - (size_t)count) * table->stride;
        /* That may be before all that can be read, where no pointer may point: it is what is behind
         * the table that is not. NOLINTNEXTLINE(performance-no-int-to-ptr) */
        ret->bases[i + 1] = (const uint8_t *)((uintptr_t)record - missing);
    }
    return program->length - missing <= length;
}

static uint8_t *put_other(const ph_line_program *program, const ph_line_piece *piece,
                          const uint8_t *record, uint8_t *out, ph_line_bad *bad)
{
    const size_t length = program->put_other(program->context, piece->item, record, piece->at, out);

    *bad |= length == SIZE_MAX;
    return length == SIZE_MAX ? out : out + length;
}

uint8_t *ph_line_put_piece(const ph_line_program *program, const ph_line_piece *piece,
                           const uint8_t *record, uint8_t *out, ph_line_bad *bad)
{
    const uint8_t *cell = record + piece->at;

    if (piece->is_wide)
        return piece->is_long ? put_long(program, piece, record, out, bad)
                              : put_wide(piece, cell, out, bad);
    switch (piece->kind) {
    case PH_LINE_PIECE_PACKED: return put_digits(piece, read_packed(piece, cell, bad), out);
    case PH_LINE_PIECE_ZONED: return put_digits(piece, read_zoned(piece, cell, bad), out);
    case PH_LINE_PIECE_BINARY: return put_binary(piece, cell, out);
    default: return put_other(program, piece, record, out, bad);
    }
}

/* Up to PH_LINE_SLACK bytes more than there are. */
static inline uint8_t *put_bytes(uint8_t *out, const uint8_t *bytes, size_t length)
{
    enum { CHUNK = 16 };
    size_t i = 0;

    do {
        memcpy(out + i, bytes + i, CHUNK);
        i += CHUNK;
    } while (i < length);
    return out + length;
}

/* Of text the top bits of its characters are what is bad. */
static inline uint8_t *put_text(const ph_line_program *program, const ph_line_piece *piece,
                                const uint8_t *record, uint8_t *out, bool is_careful,
                                ph_line_bad *bad)
{
    static const uint64_t top_bits = UINT64_C(0x8080808080808080);
    const uint8_t *bytes = record + piece->at;

    if (is_careful)
        return put_characters(program, bytes, piece->width, out, bad);
    *bad |= put_plain(program, bytes, piece->width, out) & top_bits;
    return out + piece->width;
}

/* At once where characters have become longer than is planned. */
static uint8_t *put_copy(uint8_t *const marks[PH_LINE_MARKS_MAX], const ph_line_piece *piece,
                         ph_line_copies *copies, uint8_t *out, bool is_careful)
{
    const uint8_t *begin = marks[piece->mark], *end = marks[piece->behind];

    if (is_careful)
        return put_bytes(out, begin, (size_t)(end - begin));
    return ph_line_copies_note(copies, piece, marks, out);
}

static inline __attribute__((always_inline)) uint8_t *put_pieces(ph_line_maker *maker,
                                                                 ph_line_copies *copies,
                                                                 uint8_t *out, ph_line_bad *bad,
                                                                 bool is_careful)
{
    const ph_line_program *const program = maker->program;
    const ph_line_piece *piece = program->pieces;
    const ph_line_piece *const behind = piece + program->piece_count;
    const uint8_t *record = maker->at.bases[0];

    for (; piece < behind; piece++)
        switch (piece->kind) {
        case PH_LINE_PIECE_CONSTANT: out = put_bytes(out, piece->bytes, piece->length); break;
        case PH_LINE_PIECE_NUMBER: out = ph_record_number_put(&maker->number, out); break;
        case PH_LINE_PIECE_TEXT:
            out = put_text(program, piece, record, out, is_careful, bad);
            break;
        case PH_LINE_PIECE_MARK: maker->marks[piece->mark] = out; break;
        case PH_LINE_PIECE_COPY:
            out = put_copy(maker->marks, piece, copies, out, is_careful);
            break;
        case PH_LINE_PIECE_BASE: record = maker->at.bases[piece->table]; break;
        case PH_LINE_PIECE_OCCURRENCE:
            if (maker->at.counts[piece->table] <= piece->occurrence)
                piece = program->pieces + piece->behind;
            break;
        case PH_LINE_PIECE_TABLE_END: break;
        default: out = ph_line_put_piece(program, piece, record, out, bad); break;
        }
    return out;
}

static inline uint8_t *put_line(const void *set, ph_line_maker *maker, ph_line_copies *copies,
                                uint8_t *out, ph_line_bad *bad)
{
    (void)set;
    return put_pieces(maker, copies, out, bad, false);
}

static inline uint8_t *put_careful(const void *set, ph_line_maker *maker, ph_line_copies *copies,
                                   uint8_t *out, ph_line_bad *bad)
{
    (void)set;
    return put_pieces(maker, copies, out, bad, true);
}

ph_line_done ph_line_run_scalar(const ph_line_program *program, ph_line_work work)
{
    return ph_line_run_records(program, work, put_line, NULL);
}

ph_line_done ph_line_run_careful(const ph_line_program *program, ph_line_work work)
{
    return ph_line_run_records(program, work, put_careful, NULL);
}
