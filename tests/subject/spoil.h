/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The smallest wrong answer there is. */
#ifndef PH_TESTS_SUBJECT_SPOIL_H
#define PH_TESTS_SUBJECT_SPOIL_H

#include "perfharness/subject.h"

/** Put the last cell's decoded value off by one, or the last byte of its text off by one bit. */
void spoil_last_cell(const ph_subject_column *column, const ph_subject_outcome *outcome);

#endif /* PH_TESTS_SUBJECT_SPOIL_H */
