/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A conformance vector that is asked as a whole record, of one item. C11, libc and cJSON. */
#ifndef PH_HARNESS_WORKER_VECTOR_RECORD_H
#define PH_HARNESS_WORKER_VECTOR_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perfharness/subject.h"

/* The record, and what its item is: clauses of COBOL, such as "PIC S9(4) COMP". */
typedef struct ph_vector_record {
    const char *clauses;
    uint32_t ccsid;
    uint32_t float_format; /* PH_FLOAT_*. */
    const uint8_t *bytes;
    size_t length;
} ph_vector_record;

/*
 * Ask a subject that has a record operation. False when it cannot do such a thing: answer is the
 * reason. True: answer is the item's value, as the subject wrote it but for needless zeros and the
 * sign of zero; "null"; or "ERROR", also where the record is not as long as the subject has the
 * item. Cut to fit.
 */
bool ph_vector_record_answer(const ph_subject *subject, void *state, const ph_vector_record *record,
                             char *answer, size_t size);

#endif /* PH_HARNESS_WORKER_VECTOR_RECORD_H */
