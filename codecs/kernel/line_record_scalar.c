/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines to records eight bytes at a time, and what no set does faster. */
#include "kernel/int128.h"
#include "kernel/kernel.h"
#include "kernel/line_record_run.h"

static bool match(const uint8_t *text, const uint8_t *key, size_t length)
{
    uint64_t differs = 0;
    size_t i = 0;

    for (; i + PH_WORD_BYTES <= length; i += PH_WORD_BYTES)
        differs |= ph_word_load_reversed(text + i) ^ ph_word_load_reversed(key + i);
    if (i < length)
        differs |= (ph_word_load_reversed(text + i) ^ ph_word_load_reversed(key + i))
                   << (8 * (PH_WORD_BYTES - (length - i)));
    return differs == 0;
}

static bool take_plain(const void *table, const uint8_t *text, size_t length, uint8_t *cell)
{
    const uint16_t *const codes = table;
    unsigned seen = 0;

    for (size_t i = 0; i < length; i++) {
        const unsigned code = codes[text[i]];

        cell[i] = (uint8_t)code;
        seen |= code;
    }
    return seen < PH_RECORD_NO_CODE;
}

/* Eight characters less '0': digits are 0 to 9. The first is the least significant byte. */
static inline uint64_t digits_at(const uint8_t *text)
{
    return ph_word_load_reversed(text) ^ UINT64_C(0x3030303030303030);
}

/* How many digits stand at the begin of these. */
static inline uint32_t count_digits(uint64_t digits)
{
    /* The top bits of those that are none; behind the first of these any may be set. */
    const uint64_t none =
        (digits | (digits + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);

    return (none == 0 ? 64 : (uint32_t)__builtin_ctzll(none)) / 8;
}

static inline ph_record_digits read_words(const uint8_t *text, uint32_t most, uint64_t is_negative)
{
    const uint64_t first = digits_at(text) & ~(is_negative * UINT8_MAX);
    ph_record_digits digits = { ph_nibbles_gather(__builtin_bswap64(first)) << 32,
                                count_digits(first) };

    if (most > PH_WORD_BYTES) {
        const uint64_t second = digits_at(text + PH_WORD_BYTES);

        digits.nibbles |= ph_nibbles_gather(__builtin_bswap64(second));
        digits.count += digits.count < PH_WORD_BYTES ? 0 : count_digits(second);
    }
    return digits;
}

const uint8_t *ph_record_take_characters(const ph_record_program *program,
                                         const ph_record_step *step, const uint8_t *text,
                                         uint8_t *cell)
{
    const size_t width = step->piece->width;
    size_t used = 0;

    while (used < width && program->codes[text[used]] < PH_RECORD_NO_CODE) {
        cell[used] = (uint8_t)program->codes[text[used]];
        used++;
    }
    if (text[used] != '"' || (step->is_exact && used < width))
        return NULL;
    memset(cell + used, program->codes[' '], width - used);
    return text + used;
}

static bool is_digit(uint8_t character)
{
    return character >= '0' && character <= '9';
}

/* A decimal of any length, digit by digit. */
typedef struct wide_decimal {
    ph_uint128 nibbles;
    uint64_t number; /* The same, but for what is beyond 64 bits. */
    bool is_negative;
} wide_decimal;

static void add_digit(wide_decimal *decimal, uint8_t digit)
{
    decimal->nibbles = decimal->nibbles << 4 | (unsigned)(digit - '0');
    decimal->number = 10 * decimal->number + (unsigned)(digit - '0');
}

/* At most 31 digits, whose number is 1 or more, and so many behind a point. NULL: it is another. */
static const uint8_t *read_digits(const uint8_t *text, uint32_t whole_most, uint32_t scale,
                                  wide_decimal *ret)
{
    uint32_t whole = 0;

    *ret = (wide_decimal){ .is_negative = *text == '-' };
    text += ret->is_negative;
    for (; is_digit(*text) && whole < whole_most; text++, whole++)
        add_digit(ret, *text);
    if (whole == 0 || (scale > 0 && *text++ != '.'))
        return NULL;
    for (uint32_t i = 0; i < scale; i++, text++) {
        if (!is_digit(*text))
            return NULL;
        add_digit(ret, *text);
    }
    ret->is_negative = ret->is_negative && ret->nibbles != 0;
    return *text == '"' ? text : NULL;
}

static void put_wide_packed(const ph_line_piece *piece, wide_decimal decimal, uint8_t *cell)
{
    ph_uint128 nibbles = decimal.nibbles;

    cell[piece->width - 1] =
        (uint8_t)((unsigned)(nibbles & 15) << 4 | ph_record_sign(piece, decimal.is_negative));
    nibbles >>= 4;
    for (uint32_t i = piece->width - 1; i-- > 0; nibbles >>= 8)
        cell[i] = (uint8_t)nibbles;
}

static void put_wide_zoned(const ph_line_piece *piece, wide_decimal decimal, uint8_t *cell)
{
    static const uint32_t leading_separate = PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE;
    uint8_t *const digits = cell + ((piece->flags & leading_separate) == leading_separate);

    if (decimal.nibbles == 0 && ph_record_has(piece, PH_DECIMAL_BLANK_WHEN_ZERO)) {
        memset(cell, 0x40, piece->width);
        return;
    }
    for (uint32_t i = piece->digits; i-- > 0; decimal.nibbles >>= 4)
        digits[i] = (uint8_t)(0xF0 | (unsigned)(decimal.nibbles & 15));
    ph_record_put_zoned_sign(piece, decimal.is_negative, cell);
}

const uint8_t *ph_record_take_wide(const ph_record_step *step, const uint8_t *text, uint8_t *cell)
{
    const ph_line_piece *const piece = step->piece;
    wide_decimal decimal;

    text = read_digits(text, step->whole_most, piece->scale, &decimal);
    if (!text || (decimal.is_negative && !ph_record_has(piece, PH_DECIMAL_SIGNED)) ||
        decimal.nibbles >> (4 * piece->digits) != 0)
        return NULL;
    if (piece->kind == PH_LINE_PIECE_PACKED)
        put_wide_packed(piece, decimal, cell);
    else
        put_wide_zoned(piece, decimal, cell);
    return text;
}

const uint8_t *ph_record_take_binary(const ph_record_step *step, const uint8_t *text, uint8_t *cell)
{
    const ph_line_piece *const piece = step->piece;
    const bool is_signed = ph_record_has(piece, PH_DECIMAL_SIGNED);
    const uint64_t most = UINT64_MAX >> (64 - 8 * piece->width + is_signed);
    wide_decimal decimal;

    text = read_digits(text, step->whole_most, piece->scale, &decimal);
    if (!text || decimal.number > most + decimal.is_negative || (decimal.is_negative && !is_signed))
        return NULL;
    ph_record_put_bytes(cell, decimal.is_negative ? 0 - decimal.number : decimal.number,
                        piece->width);
    return text;
}

const uint8_t *ph_record_take_number(const uint8_t *text)
{
    enum { WORDS_MAX = 3 }; /* More than any number has. */

    if (*text == '0') /* JSON's numbers have no zeros in front. */
        return text + 1;
    for (size_t i = 0; i < WORDS_MAX; i++) {
        const uint32_t count = count_digits(digits_at(text + i * PH_WORD_BYTES));

        if (count < PH_WORD_BYTES)
            return i == 0 && count == 0 ? NULL : text + i * PH_WORD_BYTES + count;
    }
    return NULL;
}

bool ph_record_is_counted(const ph_line_program *lines, const uint8_t *record, size_t length,
                          const uint32_t *counts)
{
    ph_line_bases bases;

    return ph_line_find_bases(lines, record, length, &bases) &&
           memcmp(bases.counts, counts, lines->table_count * sizeof(*counts)) == 0;
}

ph_record_taken ph_record_take_scalar(const ph_record_program *program, const uint8_t *line,
                                      const uint8_t *end, uint8_t *record)
{
    const ph_record_set set = { match, take_plain, read_words, program->codes };

    return ph_record_take_line(set, program, line, end, record);
}
