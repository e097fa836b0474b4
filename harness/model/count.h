/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Counts, where they were written as JSON has numbers. Any thread; no state. */
#ifndef PH_HARNESS_MODEL_COUNT_H
#define PH_HARNESS_MODEL_COUNT_H

#include <stdint.h>

/* Above that a double counts no more. */
#define PH_COUNT_MAX 0x1p53

/* The count that a number stands for, whoever wrote it: 0 for NAN and what is below 0. */
static inline uint64_t ph_count_of(double number)
{
    if (!(number > 0.0))
        return 0;
    return (uint64_t)(number < PH_COUNT_MAX ? number : PH_COUNT_MAX);
}

#endif /* PH_HARNESS_MODEL_COUNT_H */
