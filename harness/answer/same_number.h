/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decimal texts that are the same number, however they are written. C11, libc. */
#ifndef PH_HARNESS_ANSWER_SAME_NUMBER_H
#define PH_HARNESS_ANSWER_SAME_NUMBER_H

#include <stdbool.h>

/* "-007.50" and "-7.50": the same digits, decimals and sign, which zero has none of. False where
 * either is no number. */
bool ph_is_same_number(const char *a, const char *b);

/* The same digits and decimals, whatever their signs. */
bool ph_is_same_number_but_sign(const char *a, const char *b);

/* "*1,234.50-" and "-1234.50": likewise, of pictures that edit: what is neither digit nor point is
 * not looked at but for "-", "CR" and "DB", which are signs wherever they stand. */
bool ph_is_same_edited_number(const char *a, const char *b);

#endif /* PH_HARNESS_ANSWER_SAME_NUMBER_H */
