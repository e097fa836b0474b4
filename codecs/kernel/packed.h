/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a description says of packed cells, with the compatibility profile worked in. */
#ifndef PH_CODECS_KERNEL_PACKED_H
#define PH_CODECS_KERNEL_PACKED_H

#include "perfharness/codec.h"

typedef struct packed_picture {
    uint32_t digits;
    int is_signed;
    int ignores_pad; /* Whether the pad nibble of an even number of digits may be anything. */
} packed_picture;

static inline packed_picture packed_picture_of(ph_decimal decimal)
{
    const int is_copybook_rs = (decimal.flags & PH_DECIMAL_COPYBOOK_RS) != 0;
    const int is_signed = (decimal.flags & PH_DECIMAL_SIGNED) != 0;

    /* copybook-rs has one decoder for all cells of three bytes: that of five digits. */
    if (is_copybook_rs && decimal.digits == 4)
        return (packed_picture){ 5, is_signed, 0 };
    return (packed_picture){ decimal.digits, is_signed,
                             is_copybook_rs && decimal.digits % 2 == 0 && decimal.digits >= 6 };
}

#endif /* PH_CODECS_KERNEL_PACKED_H */
