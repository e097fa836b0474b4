/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is what a kernel's call wrote what the generator says it should be? Any thread; no state. */
#ifndef PH_HARNESS_ANSWER_COLUMN_ANSWER_H
#define PH_HARNESS_ANSWER_COLUMN_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "perfharness/workload.h"

#define PH_COLUMN_ANSWER_MAX 256

/* What a call wrote, beside what is right. Borrowed; what a workload does not write is not read. */
typedef struct ph_column_answer {
    const ph_workload *workload;
    size_t cells;
    uint64_t first_record; /* Index of the first one in the whole data, for people. */
    const int64_t *values; /* Decoded decimals. */
    const uint8_t *bytes;  /* Decoded text, or encoded cells. */
    const uint32_t *text_ends;
    const ph_truth *truth;
    const uint8_t *records; /* That the truth belongs to: what encoded cells must be. */
} ph_column_answer;

/*
 * The first wrong cell; the number of cells when all are right.
 *
 * Decoded values and texts must be those that were put in, encoded cells the generated ones byte
 * for byte, but that a plus sign may be C or F: both are plus to z/Architecture.
 */
size_t ph_column_first_wrong(const ph_column_answer *answer);

/*
 * Name a wrong cell and what is wrong with it: "record 3, field FIELD-07: got 12, the record holds
 * 13". text has room for PH_COLUMN_ANSWER_MAX.
 */
void ph_column_describe_wrong(const ph_column_answer *answer, size_t cell, char *text);

#endif /* PH_HARNESS_ANSWER_COLUMN_ANSWER_H */
