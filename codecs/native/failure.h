/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Saying in an outcome what went wrong. Always PH_SUBJECT_FAILED, to be returned. */
#ifndef PH_CODECS_NATIVE_FAILURE_H
#define PH_CODECS_NATIVE_FAILURE_H

#include <stddef.h>
#include <stdint.h>

#include "perfharness/subject.h"

/* A failure that is not one cell's: nothing was done. */
int32_t ph_native_fail(ph_subject_outcome *outcome, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* This cell is the first that cannot be done. */
int32_t ph_native_fail_cell(ph_subject_outcome *outcome, const char *code, const char *meaning,
                            size_t cell, size_t byte);

/* The stable code of what has this name: "BAD_DIGIT" of "bad-digit". */
void ph_native_code(const char *name, char *ret, size_t size);

#endif /* PH_CODECS_NATIVE_FAILURE_H */
