/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The number of a record as text, counted up with the records. */
#ifndef PH_CODECS_KERNEL_RECORD_NUMBER_H
#define PH_CODECS_KERNEL_RECORD_NUMBER_H

#include "kernel/digits.h"

enum { PH_RECORD_NUMBER_MAX = 20 };

/* No branch that depends on a digit: one in ten would not be foreseen. */
typedef struct ph_record_number {
    uint64_t low;        /* Its last eight digits, as a number, */
    uint64_t limit;      /* which here has a digit more, or is the next high part's; */
    uint32_t low_length; /* written so long. */
    uint32_t high_length;
    uint8_t high[PH_RECORD_NUMBER_MAX]; /* The digits before them. */
    uint64_t high_number;
} ph_record_number;

static inline ph_record_number ph_record_number_of(uint64_t number)
{
    ph_record_number text = { .low = number % PH_TEN_TO_8,
                              .limit = 10,
                              .low_length = 1,
                              .high_number = number / PH_TEN_TO_8 };
    uint8_t digits[PH_RECORD_NUMBER_MAX];

    for (uint64_t high = text.high_number; high > 0; high /= 10)
        digits[PH_RECORD_NUMBER_MAX - ++text.high_length] = (uint8_t)('0' + high % 10);
    memcpy(text.high, digits + PH_RECORD_NUMBER_MAX - text.high_length, text.high_length);
    while (text.limit < PH_TEN_TO_8 && (text.high_number > 0 || text.low >= text.limit)) {
        text.limit *= 10;
        text.low_length++;
    }
    return text;
}

static inline void ph_record_number_next(ph_record_number *text)
{
    if (++text->low == text->limit)
        *text = ph_record_number_of(text->high_number * PH_TEN_TO_8 + text->low);
}

/* Writes up to PH_RECORD_NUMBER_MAX bytes more than it has. */
static inline uint8_t *ph_record_number_put(const ph_record_number *text, uint8_t *out)
{
    const uint64_t digits = ph_digits_spread(text->low) | UINT64_C(0x3030303030303030);

    if (text->high_length > 0) {
        memcpy(out, text->high, sizeof(text->high));
        out += text->high_length;
    }
    ph_word_store(out, digits << (64 - 8 * text->low_length));
    return out + text->low_length;
}

#endif /* PH_CODECS_KERNEL_RECORD_NUMBER_H */
