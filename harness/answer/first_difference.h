/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where an answer leaves the truth. */
#ifndef PH_HARNESS_ANSWER_FIRST_DIFFERENCE_H
#define PH_HARNESS_ANSWER_FIRST_DIFFERENCE_H

#include <stddef.h>
#include <stdint.h>

/* The first place at which the bytes differ; length: there is none. */
static inline size_t ph_first_difference(const uint8_t *a, const uint8_t *b, size_t length)
{
    size_t i = 0;

    while (i < length && a[i] == b[i])
        i++;
    return i;
}

#endif /* PH_HARNESS_ANSWER_FIRST_DIFFERENCE_H */
