/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers a subject has given before, by what the input holds: wherever it stands, it is known. */
#ifndef PH_TESTS_SUBJECT_ANSWER_MEMORY_H
#define PH_TESTS_SUBJECT_ANSWER_MEMORY_H

#include "perfharness/subject.h"

/** The values of this column; NULL: not known yet, or not a column of decimals. */
const int64_t *answer_memory_find(const ph_subject_column *column);

/** Keep the column's values, which are right. */
void answer_memory_keep(const ph_subject_column *column);

#endif /* PH_TESTS_SUBJECT_ANSWER_MEMORY_H */
