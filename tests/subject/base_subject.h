/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A correct subject for the operations on columns, both ways. The misbehaving subjects take it and
 * change one thing, so that whatever catches them catches that one thing.
 */
#ifndef PH_TESTS_SUBJECT_BASE_SUBJECT_H
#define PH_TESTS_SUBJECT_BASE_SUBJECT_H

#include "perfharness/subject.h"

/** All correct: a copy to change. */
ph_subject base_subject(const char *name);

/** What base_subject().decode_column points to. */
int32_t base_decode_column(void *state, const ph_subject_column *column,
                           ph_subject_outcome *outcome);

/** What base_subject().encode_column points to. */
int32_t base_encode_column(void *state, const ph_subject_encode_column *column,
                           ph_subject_outcome *outcome);

/** The library's one export. */
__attribute__((visibility("default"))) const ph_subject *ph_subject_entry(uint32_t index);

#endif /* PH_TESTS_SUBJECT_BASE_SUBJECT_H */
