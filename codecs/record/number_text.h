/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimal texts, as they are and whatever their length. */
#ifndef PH_CODECS_RECORD_NUMBER_TEXT_H
#define PH_CODECS_RECORD_NUMBER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/int128.h"

/* "-0012.50e3": where its parts are. */
typedef struct ph_number_text {
    const uint8_t *text; /* Borrowed. */
    size_t length;
    bool is_negative;
    bool is_zero;
    size_t first;     /* Its first digit that is not zero, */
    size_t last;      /* and its last one; 0 both of a zero. */
    size_t digits;    /* From the one to the other. */
    int64_t exponent; /* Of ten: what the last one counts. */
} ph_number_text;

/* JSON's numbers, and with zeros in front. False: it is none. */
bool ph_number_text_read(const uint8_t *text, size_t length, ph_number_text *ret);

typedef enum ph_number_fit {
    PH_NUMBER_FITS,
    PH_NUMBER_TOO_LARGE, /* For digits, or for all 38 there are room for. */
    PH_NUMBER_TOO_FINE,  /* It has a digit behind the last. */
} ph_number_fit;

/*
 * Its magnitude as an integer of units of 10^-scale.
 *
 * @param digits  Most digits that it may have, up to 38.
 */
ph_number_fit ph_number_text_units(const ph_number_text *number, int32_t scale, uint32_t digits,
                                   ph_uint128 *ret);

#endif /* PH_CODECS_RECORD_NUMBER_TEXT_H */
