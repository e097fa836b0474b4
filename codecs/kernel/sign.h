/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sign of a decimal, as the low nibble of a packed cell or the last zone of a zoned one. */
#ifndef PH_CODECS_SIGN_H
#define PH_CODECS_SIGN_H

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

#endif /* PH_CODECS_SIGN_H */
