/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Data that were made after all those of a check: who is looked at once, and then asked for more.
 */
#ifndef PH_TESTS_SUBJECT_STALE_DATA_H
#define PH_TESTS_SUBJECT_STALE_DATA_H

#include "perfharness/subject.h"

/** Decode rightly. *is_fresh: 1 for a column that was never seen, after another was seen again. */
int32_t stale_data_decode(void *state, const ph_subject_column *column, ph_subject_outcome *outcome,
                          int *is_fresh);

#endif /* PH_TESTS_SUBJECT_STALE_DATA_H */
