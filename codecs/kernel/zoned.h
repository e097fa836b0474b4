/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a description says of zoned cells: where the sign stands, and which bytes mean what. */
#ifndef PH_CODECS_KERNEL_ZONED_H
#define PH_CODECS_KERNEL_ZONED_H

#include "perfharness/codec.h"

typedef struct zoned_picture {
    uint32_t digits;
    uint32_t flags;
    size_t width;
    size_t digits_at; /* The first digit's byte. */
    size_t sign_at; /* The overpunched digit or the separate sign; of an unsigned cell the last. */
    int is_signed;
    int is_separate;
    unsigned zone; /* In the high half of every byte that is only a digit. */
    uint8_t blank; /* ...and the bytes that say more than a digit. */
    uint8_t plus, minus;
} zoned_picture;

static inline zoned_picture zoned_picture_of(ph_decimal decimal)
{
    const int is_ascii = (decimal.flags & PH_DECIMAL_ASCII) != 0;
    const int is_leading = (decimal.flags & PH_DECIMAL_SIGN_LEADING) != 0;
    const int is_separate = (decimal.flags & PH_DECIMAL_SIGN_SEPARATE) != 0;
    const size_t width = PH_ZONED_WIDTH(decimal.digits, decimal.flags);

    return (zoned_picture){
        .digits = decimal.digits,
        .flags = decimal.flags,
        .width = width,
        .digits_at = is_leading && is_separate ? 1 : 0,
        .sign_at = is_leading ? 0 : width - 1,
        .is_signed = (decimal.flags & PH_DECIMAL_SIGNED) != 0,
        .is_separate = is_separate,
        .zone = is_ascii ? 0x3 : 0xf,
        .blank = is_ascii ? 0x20 : 0x40,
        .plus = is_ascii ? 0x2b : 0x4e,
        .minus = is_ascii ? 0x2d : 0x60,
    };
}

/* What a byte that holds a sign stands for, by convention. */
typedef struct ph_zoned_sign_byte {
    int8_t factor; /* 1 or -1; 0: the byte is not a sign with a digit. */
    uint8_t digit; /* 0 where the sign is separate. */
} ph_zoned_sign_byte;

/* By the byte at sign_at: 256 of them. Static. */
const ph_zoned_sign_byte *ph_zoned_sign_bytes(const zoned_picture *picture);

#endif /* PH_CODECS_KERNEL_ZONED_H */
