/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimals with a nibble for a digit, as packed cells have them: judged, spread to bytes and
 * gathered from them, and written as text. */
#ifndef PH_CODECS_KERNEL_NIBBLES_H
#define PH_CODECS_KERNEL_NIBBLES_H

#include <stdbool.h>

#include "kernel/int128.h"
#include "kernel/word.h"

/* Digits of one word, and of two. */
#define PH_NIBBLES_IN_WORD  16u
#define PH_NIBBLES_IN_WORDS 32u

/* Not 0: a nibble is above 9. */
static inline uint64_t ph_nibbles_beyond_nine(uint64_t nibbles)
{
    return nibbles & (nibbles << 1 | nibbles << 2) & UINT64_C(0x8888888888888888);
}

/* Of a sign: the minus signs are B and D. */
static inline bool ph_nibble_is_minus(unsigned sign)
{
    return (0x2800u >> sign & 1) != 0;
}

/* Eight nibbles as eight bytes. */
static inline uint64_t ph_nibbles_spread(uint64_t nibbles)
{
    nibbles = (nibbles | nibbles << 16) & UINT64_C(0x0000FFFF0000FFFF);
    nibbles = (nibbles | nibbles << 8) & UINT64_C(0x00FF00FF00FF00FF);
    return (nibbles | nibbles << 4) & UINT64_C(0x0F0F0F0F0F0F0F0F);
}

/* The low nibbles of eight bytes. */
static inline uint64_t ph_nibbles_gather(uint64_t bytes)
{
    bytes &= UINT64_C(0x0F0F0F0F0F0F0F0F);
    bytes = (bytes | bytes >> 4) & UINT64_C(0x00FF00FF00FF00FF);
    bytes = (bytes | bytes >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (bytes | bytes >> 16) & UINT64_C(0x00000000FFFFFFFF);
}

/* Eight nibbles as eight characters. */
static inline uint64_t ph_nibbles_characters(uint64_t nibbles)
{
    return ph_nibbles_spread(nibbles) | UINT64_C(0x3030303030303030);
}

/* What the text of a picture's numbers looks like. */
typedef struct ph_nibbles_form {
    uint32_t digits, scale;
    bool is_padded; /* But for zero, as many digits as the picture has. */
} ph_nibbles_form;

/* How many digits are written at least. */
static inline uint32_t ph_nibbles_least(ph_nibbles_form form, bool is_zero)
{
    return form.is_padded && !is_zero ? form.digits : form.scale + 1;
}

/*
 * Writes a number of a form whose digits, and whose scale and one digit more, are up to
 * PH_NIBBLES_IN_WORD. Returns the end of its text; what is behind it, up to PH_DECIMAL_TEXT_MAX
 * bytes in all, is rubbish. No branch depends on the number: it could not be foreseen.
 */
static inline uint8_t *ph_nibbles_put(ph_nibbles_form form, uint64_t digits, bool is_negative,
                                      uint8_t *out)
{
    const uint32_t scale = form.scale;
    const uint64_t least = UINT64_C(1) << 4 * (ph_nibbles_least(form, digits == 0) - 1);
    const uint32_t unwritten = (uint32_t)__builtin_clzll(digits | least) / 4;
    const uint64_t written = digits << 4 * unwritten;

    *out = '-';
    out += is_negative & (digits != 0);
    ph_word_store(out, ph_nibbles_characters(written >> 32));
    if (form.digits > scale + 8)
        ph_word_store(out + 8, ph_nibbles_characters(written & UINT32_MAX));
    out += PH_NIBBLES_IN_WORD - unwritten - scale;
    if (scale == 0)
        return out;
    *out++ = '.';

    const uint64_t decimals = digits << 4 * (PH_NIBBLES_IN_WORD - scale);

    ph_word_store(out, ph_nibbles_characters(decimals >> 32));
    if (scale > 8)
        ph_word_store(out + 8, ph_nibbles_characters(decimals & UINT32_MAX));
    return out + scale;
}

/* The first ones of two words, eight by eight. */
static inline void ph_nibbles_put_first(ph_uint128 nibbles, uint32_t count, uint8_t *out)
{
    for (uint32_t i = 0; i < count; i += 8) {
        ph_word_store(out + i, ph_nibbles_characters((uint64_t)(nibbles >> 96)));
        nibbles <<= 32;
    }
}

/* As ph_nibbles_put(), of up to PH_NIBBLES_IN_WORDS. */
static inline uint8_t *ph_nibbles_put_wide(ph_nibbles_form form, ph_uint128 digits,
                                           bool is_negative, uint8_t *out)
{
    const uint32_t scale = form.scale;
    const ph_uint128 least = (ph_uint128)1 << 4 * (ph_nibbles_least(form, digits == 0) - 1);
    const ph_uint128 shown = digits | least;
    const uint64_t high = (uint64_t)(shown >> 64), low = (uint64_t)shown;
    const uint32_t unwritten =
        (uint32_t)(high != 0 ? __builtin_clzll(high) : 64 + __builtin_clzll(low)) / 4;

    *out = '-';
    out += is_negative & (digits != 0);
    ph_nibbles_put_first(digits << 4 * unwritten, form.digits > scale ? form.digits - scale : 1,
                         out);
    out += PH_NIBBLES_IN_WORDS - unwritten - scale;
    if (scale == 0)
        return out;
    *out++ = '.';
    ph_nibbles_put_first(digits << 4 * (PH_NIBBLES_IN_WORDS - scale), scale, out);
    return out + scale;
}

#endif /* PH_CODECS_KERNEL_NIBBLES_H */
