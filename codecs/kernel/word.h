/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Eight bytes of a cell as one number, for the portable fast paths. */
#ifndef PH_CODECS_KERNEL_WORD_H
#define PH_CODECS_KERNEL_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PH_WORD_BYTES ((size_t)8)

/* The first byte is the least significant one. */
static inline uint64_t ph_word_load_reversed(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static inline uint32_t ph_half_word_load_reversed(const uint8_t *bytes)
{
    uint32_t half;

    memcpy(&half, bytes, sizeof(half));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    half = __builtin_bswap32(half);
#endif
    return half;
}

/* The first byte is the most significant one. */
static inline uint64_t ph_word_load(const uint8_t *bytes)
{
    return __builtin_bswap64(ph_word_load_reversed(bytes));
}

/* As above. Written so that every compiler makes one store of it. */
static inline void ph_word_store(uint8_t *bytes, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(bytes, &word, sizeof(word));
}

/* The same of four bytes. */
static inline void ph_half_word_store(uint8_t *bytes, uint32_t half)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    half = __builtin_bswap32(half);
#endif
    memcpy(bytes, &half, sizeof(half));
}

/* The bits of the last bytes of a word loaded reversed; bytes is 1 to PH_WORD_BYTES. */
static inline uint64_t ph_word_last_bytes_reversed(size_t bytes)
{
    return UINT64_MAX << (8 * (PH_WORD_BYTES - bytes));
}

/* The first cell whose words, word_bytes up to offset end in it, do not begin before the column. */
static inline size_t ph_word_first_cell(size_t end, size_t stride, size_t word_bytes)
{
    return word_bytes <= end ? 0 : (word_bytes - end + stride - 1) / stride;
}

#endif /* PH_CODECS_KERNEL_WORD_H */
