/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Why something cannot be used, or is not right: a sentence for the harness to quote. */
#ifndef PH_HARNESS_ANSWER_REASON_H
#define PH_HARNESS_ANSWER_REASON_H

#include <stdbool.h>

#define PH_REASON_MAX 512

/*
 * Writes the sentence, cut where it is longer, NUL-terminated. Always false, so that a function
 * that fails can return it.
 *
 * @param reason  Room for PH_REASON_MAX bytes, the caller's.
 */
bool ph_reason_give(char *reason, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif /* PH_HARNESS_ANSWER_REASON_H */
