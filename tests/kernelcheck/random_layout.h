/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Copybooks of all kinds of items, and records that are good by them. */
#ifndef PH_TESTS_KERNELCHECK_RANDOM_LAYOUT_H
#define PH_TESTS_KERNELCHECK_RANDOM_LAYOUT_H

#include <stdbool.h>

#include "kernelcheck.h"
#include "perfharness/record.h"

enum { LAYOUT_SOURCE_MAX = 16 << 10, LAYOUT_MEMORY = 1 << 20, LAYOUT_COUNTERS_MAX = 4 };

typedef struct random_layout {
    char source[LAYOUT_SOURCE_MAX];
    size_t length;
    unsigned names;  /* Given so far. */
    unsigned tables; /* That are written now, in each other. */
    unsigned least;  /* Occurrences of tables with counters. */
    unsigned counters;
    unsigned most[LAYOUT_COUNTERS_MAX]; /* By counter. */
    char memory[LAYOUT_MEMORY];
    ph_copybook copybook;
    const ph_record *record;
} random_layout;

/* Reads the copybook that is its source. */
void random_layout_read(random_layout *layout);

/* Writes and reads a copybook. @param has_all  Items that kernels leave to the scalar walk, too. */
void random_layout_make(random_layout *layout, kernelcheck *check, bool has_all);

/* A record of full length; returns the bytes that it has by its counters.
 * @param is_plain  Text is ASCII that JSON does not escape. */
size_t random_layout_fill(const random_layout *layout, kernelcheck *check, bool is_plain,
                          uint8_t *record);

#endif /* PH_TESTS_KERNELCHECK_RANDOM_LAYOUT_H */
