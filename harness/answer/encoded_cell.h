/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a cell that was encoded the one that the generator made? Any thread; no state. */
#ifndef PH_HARNESS_ANSWER_ENCODED_CELL_H
#define PH_HARNESS_ANSWER_ENCODED_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "perfharness/workload.h"

#define PH_ENCODED_CELL_MAX 256

/* Byte for byte, but that a plus sign may be C or F: both are plus to z/Architecture. */
bool ph_encoded_cell_is_right(const ph_field *field, const uint8_t *got, const uint8_t *right);

/*
 * Say what is wrong with one: "-12 becomes 012C, not 012D".
 *
 * @param value  Of a decimal.
 * @param text   Room for PH_ENCODED_CELL_MAX.
 */
void ph_encoded_cell_describe(const ph_field *field, const uint8_t *got, const uint8_t *right,
                              int64_t value, char *text);

#endif /* PH_HARNESS_ANSWER_ENCODED_CELL_H */
