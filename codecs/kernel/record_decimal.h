/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimals of a line, of as many digits as a word has nibbles, to packed and zoned cells. */
#ifndef PH_CODECS_KERNEL_RECORD_DECIMAL_H
#define PH_CODECS_KERNEL_RECORD_DECIMAL_H

#include "kernel/line_record.h"
#include "kernel/nibbles.h"
#include "kernel/sign.h"
#include "kernel/word.h"
#include "perfharness/codec.h"

/* A decimal that was read: a nibble a digit. */
typedef struct ph_record_decimal {
    uint64_t digits;
    uint64_t is_negative; /* 1 or 0; a zero never is. */
} ph_record_decimal;

/* Eight characters less '0': digits are 0 to 9. The first is the least significant byte. */
static inline uint64_t ph_record_digits_at(const uint8_t *text)
{
    return ph_word_load_reversed(text) ^ UINT64_C(0x3030303030303030);
}

/* The top bits of those that are no digits; behind the first of them any may be set. */
static inline uint64_t ph_record_no_digits(uint64_t digits)
{
    return (digits | (digits + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);
}

/* How many digits stand at the begin of these. */
static inline uint32_t ph_record_count_digits(uint64_t digits)
{
    const uint64_t none = ph_record_no_digits(digits);

    return (none == 0 ? 64 : (uint32_t)__builtin_ctzll(none)) / 8;
}

/* Eight of them as nibbles. */
static inline uint64_t ph_record_nibbles(uint64_t digits)
{
    return ph_nibbles_gather(__builtin_bswap64(digits));
}

/* Nothing here branches on digits or signs: neither can be foreseen. Digits as far as they go, up
 * to most, which is at most 16; their number is 1 or more. Else it returns NULL. */
static inline const uint8_t *ph_record_read_whole(const uint8_t *text, uint32_t most,
                                                  uint64_t *ret_digits)
{
    const uint64_t first = ph_record_digits_at(text);
    uint32_t count = ph_record_count_digits(first);
    uint64_t digits = ph_record_nibbles(first) << 32;

    if (most > 8) {
        const uint64_t second = ph_record_digits_at(text + 8);
        const uint32_t more = ph_record_count_digits(second);

        digits |= ph_record_nibbles(second);
        count += more * (count / 8);
    }
    *ret_digits = digits >> ((64 - 4 * count) % 64);
    return count - 1 < most ? text + count : NULL;
}

/* So many digits, 1 to 15, behind a point; else it returns NULL. */
static inline const uint8_t *ph_record_read_fraction(const uint8_t *text, uint32_t count,
                                                     uint64_t *digits)
{
    const uint64_t first = ph_record_digits_at(text + 1);
    const uint64_t second = count > 8 ? ph_record_digits_at(text + 9) : 0;
    const uint32_t in_first = count > 8 ? 8 : count, in_second = count - in_first;
    uint64_t bad = ph_record_no_digits(first) & (UINT64_MAX >> (64 - 8 * in_first));

    *digits = *digits << (4 * in_first) | ph_record_nibbles(first) >> (32 - 4 * in_first);
    if (in_second > 0) {
        bad |= ph_record_no_digits(second) & (UINT64_MAX >> (64 - 8 * in_second));
        *digits = *digits << (4 * in_second) | ph_record_nibbles(second) >> (32 - 4 * in_second);
    }
    return (text[0] == '.') & (bad == 0) ? text + 1 + count : NULL;
}

/* "-12.34", as it is written, or with fewer zeros in front, or more. Returns what is behind it;
 * NULL if it is another, or the picture has no room for it. */
static inline const uint8_t *ph_record_read_decimal(const ph_record_step *step, const uint8_t *text,
                                                    ph_record_decimal *ret)
{
    const ph_line_piece *const piece = step->piece;
    const uint64_t is_negative = *text == '-';

    text = ph_record_read_whole(text + is_negative, step->whole_most, &ret->digits);
    if (text && piece->scale > 0)
        text = ph_record_read_fraction(text, piece->scale, &ret->digits);
    ret->is_negative = is_negative & (ret->digits != 0);
    if (piece->digits < PH_LINE_WORD_DIGITS && ret->digits >> (4 * piece->digits) != 0)
        return NULL;
    return (ret->is_negative & ((piece->flags & PH_DECIMAL_SIGNED) == 0)) != 0 ? NULL : text;
}

/* The last bytes of a number, as many as there are and not one more. */
static inline void ph_record_put_bytes(uint8_t *cell, uint64_t number, uint32_t width)
{
    if (width == PH_WORD_BYTES) {
        ph_word_store(cell, number);
    } else if (width >= 4) {
        const uint32_t first = __builtin_bswap32((uint32_t)(number >> (8 * (width - 4))));
        const uint32_t last = __builtin_bswap32((uint32_t)number);

        memcpy(cell, &first, sizeof(first));
        memcpy(cell + width - 4, &last, sizeof(last));
    } else {
        for (uint32_t i = width; i-- > 0; number >>= 8)
            cell[i] = (uint8_t)number;
    }
}

static inline unsigned ph_record_sign(const ph_line_piece *piece, uint64_t is_negative)
{
    return ph_sign_to_write((piece->flags & PH_DECIMAL_SIGNED) != 0, is_negative != 0);
}

static inline void ph_record_put_packed(const ph_line_piece *piece, ph_record_decimal number,
                                        uint8_t *cell)
{
    ph_record_put_bytes(cell, number.digits << 4 | ph_record_sign(piece, number.is_negative),
                        piece->width);
}

/* Is the sign written in front, and has it a byte of its own? */
static inline bool ph_record_has(const ph_line_piece *piece, uint32_t flag)
{
    return (piece->flags & flag) != 0;
}

/* The sign of a cell whose digits, with zone F, are there. */
static inline void ph_record_put_zoned_sign(const ph_line_piece *piece, uint64_t is_negative,
                                            uint8_t *cell)
{
    uint8_t *const sign =
        ph_record_has(piece, PH_DECIMAL_SIGN_LEADING) ? cell : cell + piece->width - 1;

    if (ph_record_has(piece, PH_DECIMAL_SIGN_SEPARATE))
        *sign = is_negative ? 0x60 : 0x4E;
    else if (ph_record_has(piece, PH_DECIMAL_SIGNED))
        *sign = (uint8_t)(ph_record_sign(piece, is_negative) << 4 | (*sign & 15));
}

static inline void ph_record_put_zoned(const ph_line_piece *piece, ph_record_decimal number,
                                       uint8_t *cell)
{
    static const uint64_t zones = UINT64_C(0xF0F0F0F0F0F0F0F0);
    static const uint32_t leading_separate = PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE;
    const uint32_t first = piece->digits > 8 ? piece->digits - 8 : 0;
    uint8_t *digits = cell + ((piece->flags & leading_separate) == leading_separate);

    if (number.digits == 0 && ph_record_has(piece, PH_DECIMAL_BLANK_WHEN_ZERO)) {
        memset(cell, 0x40, piece->width);
        return;
    }
    if (first > 0)
        ph_record_put_bytes(digits, zones | ph_nibbles_spread(number.digits >> 32), first);
    ph_record_put_bytes(digits + first, zones | ph_nibbles_spread(number.digits & UINT32_MAX),
                        piece->digits - first);
    ph_record_put_zoned_sign(piece, number.is_negative, cell);
}

#endif /* PH_CODECS_KERNEL_RECORD_DECIMAL_H */
