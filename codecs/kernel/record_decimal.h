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

/* Digits that stand somewhere in a line. */
typedef struct ph_record_digits {
    uint64_t nibbles; /* The first is the most significant; behind the last there may be any. */
    uint32_t count;   /* How many there are, up to 16. */
} ph_record_digits;

/*
 * @param most         The most that are asked for: if there are more than 8 of these, so many may
 *                     be said.
 * @param is_negative  1 or 0: the first character is a minus sign, which is taken for a zero. To
 *                     look behind it would have to wait for it.
 */
typedef ph_record_digits ph_record_read_digits(const uint8_t *text, uint32_t most,
                                               uint64_t is_negative);

#define PH_RECORD_INLINE static inline __attribute__((always_inline))

/*
 * "-12.34", as it is written, or with fewer zeros in front, or more. Returns what is behind it;
 * NULL if it is another, or the picture has no room for it. Nothing branches on digits or signs:
 * neither can be foreseen.
 */
PH_RECORD_INLINE const uint8_t *ph_record_read_decimal(ph_record_read_digits *read_digits,
                                                       const ph_record_step *step,
                                                       const uint8_t *text, ph_record_decimal *ret)
{
    const ph_line_piece *const piece = step->piece;
    const uint32_t scale = piece->scale;
    const uint64_t is_negative = *text == '-';
    const ph_record_digits whole = read_digits(text, step->whole_most + 1, is_negative);
    uint64_t digits = whole.nibbles >> ((64 - 4 * whole.count) % 64);

    if (whole.count - is_negative - 1 >= step->whole_most) /* One at least. */
        return NULL;
    text += whole.count;
    if (scale > 0) {
        const ph_record_digits fraction = read_digits(text + 1, scale, 0);

        if ((*text != '.') | (fraction.count < scale))
            return NULL;
        digits = digits << (4 * scale) | fraction.nibbles >> (64 - 4 * scale);
        text += 1 + scale;
    }
    if (piece->digits < PH_NIBBLES_IN_WORD && digits >> (4 * piece->digits) != 0)
        return NULL;
    *ret = (ph_record_decimal){ digits, is_negative & (digits != 0) };
    return (ret->is_negative & ((piece->flags & PH_DECIMAL_SIGNED) == 0)) != 0 ? NULL : text;
}

/* The last bytes of a number, as many as there are and not one more. */
static inline void ph_record_put_bytes(uint8_t *cell, uint64_t number, uint32_t width)
{
    if (width == PH_WORD_BYTES) {
        ph_word_store(cell, number);
    } else if (width >= 4) {
        ph_half_word_store(cell, (uint32_t)(number >> (8 * (width - 4))));
        ph_half_word_store(cell + width - 4, (uint32_t)number);
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
