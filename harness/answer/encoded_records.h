/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Are records that were encoded those that their lines were made of? Any thread; no state. */
#ifndef PH_HARNESS_ANSWER_ENCODED_RECORDS_H
#define PH_HARNESS_ANSWER_ENCODED_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer/reason.h"
#include "perfharness/workload.h"

/* What a call wrote, beside what is right. Borrowed. */
typedef struct ph_encoded_records {
    const ph_workload *workload;
    const uint8_t *got;
    const uint8_t *right;
    const ph_truth *truth; /* Of the right ones. */
    size_t count;
    uint64_t first_record; /* Index of the first one in the whole data, for people. */
} ph_encoded_records;

/* Cell for cell, as answer/encoded_cell.h has it. Else reason (PH_REASON_MAX) says which record and
 * field differ first: "record 3, field BALANCE: -12 becomes 012C, not 012D". */
bool ph_encoded_records_are_right(const ph_encoded_records *records, char *reason);

#endif /* PH_HARNESS_ANSWER_ENCODED_RECORDS_H */
