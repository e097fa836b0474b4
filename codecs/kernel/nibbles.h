/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimal digits as nibbles of a number, the most significant first, and as bytes. */
#ifndef PH_CODECS_KERNEL_NIBBLES_H
#define PH_CODECS_KERNEL_NIBBLES_H

#include <stdint.h>

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

/* Not 0: a nibble is above 9. */
static inline uint64_t ph_nibbles_beyond_nine(uint64_t nibbles)
{
    return nibbles >> 3 & (nibbles >> 2 | nibbles >> 1) & UINT64_C(0x1111111111111111);
}

#endif /* PH_CODECS_KERNEL_NIBBLES_H */
