/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sign of a decimal, as the low nibble of a packed cell or the zone of an overpunched digit. */
#ifndef PH_CODECS_KERNEL_SIGN_H
#define PH_CODECS_KERNEL_SIGN_H

#include <stdint.h>

/* Principles of Operation, decimal data formats: A, C, E, F plus; B, D minus; 0 to 9 not a sign. */
static inline int ph_sign_is_valid(unsigned nibble, int is_signed)
{
    return is_signed ? nibble >= 0xa : nibble == 0xf;
}

/* What a magnitude is multiplied by. A table: real data has both signs in no order a branch likes.
 */
static const int64_t ph_sign_factor[16] = {
    [0xa] = 1, [0xb] = -1, [0xc] = 1, [0xd] = -1, [0xe] = 1, [0xf] = 1,
};

/* The signs that are written. */
#define PH_SIGN_PLUS     0xcu
#define PH_SIGN_MINUS    0xdu
#define PH_SIGN_UNSIGNED 0xfu

static inline unsigned ph_sign_to_write(int is_signed, int is_negative)
{
    if (!is_signed)
        return PH_SIGN_UNSIGNED;
    return is_negative ? PH_SIGN_MINUS : PH_SIGN_PLUS;
}

#endif /* PH_CODECS_KERNEL_SIGN_H */
