/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Binary items of records: big-endian, two's complement where they are signed. */
#ifndef PH_CODECS_KERNEL_BINARY_NUMBER_H
#define PH_CODECS_KERNEL_BINARY_NUMBER_H

#include "kernel/record_line.h"
#include "kernel/word.h"
#include "perfharness/codec.h"

typedef struct ph_binary_number {
    uint64_t magnitude;
    uint64_t is_negative; /* 1 or 0 */
} ph_binary_number;

/* Eight bytes are read. The sign is no branch: it cannot be foreseen. */
static inline ph_binary_number ph_binary_number_read(const ph_line_piece *piece,
                                                     const uint8_t *cell)
{
    const uint64_t word = __builtin_bswap64(ph_word_load_reversed(cell));
    const uint64_t is_signed = (piece->flags & PH_DECIMAL_SIGNED) != 0;
    const uint64_t is_negative = word >> 63 & is_signed;

    return (ph_binary_number){
        ((word ^ (0 - is_negative)) >> (64 - 8 * piece->width)) + is_negative, is_negative
    };
}

#endif /* PH_CODECS_KERNEL_BINARY_NUMBER_H */
