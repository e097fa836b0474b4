/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which operations of a subject a workload asks for. C11, libc. Any thread; no state. */
#ifndef PH_HARNESS_SUBJECT_OPERATION_H
#define PH_HARNESS_SUBJECT_OPERATION_H

#include "perfharness/subject.h"
#include "perfharness/workload.h"

#define PH_OPERATIONS_COLUMN                                                                       \
    (PH_OPERATION_DECODE_TEXT | PH_OPERATION_DECODE_ZONED | PH_OPERATION_DECODE_PACKED)
/* On one thread: on several is only what is asked for by itself. */
#define PH_OPERATIONS_RECORD (PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE)
#define PH_OPERATIONS_ENCODE                                                                       \
    (PH_OPERATION_ENCODE_TEXT | PH_OPERATION_ENCODE_ZONED | PH_OPERATION_ENCODE_PACKED)
#define PH_OPERATIONS_LINES      (PH_OPERATION_ENCODE_RECORDS | PH_OPERATION_ENCODE_FILE)
#define PH_OPERATIONS_DESCRIPTOR (PH_OPERATION_DECODE_DESCRIPTOR | PH_OPERATION_ENCODE_DESCRIPTOR)
#define PH_OPERATIONS_KERNEL     (PH_OPERATIONS_COLUMN | PH_OPERATIONS_ENCODE)

/* One operation on columns at kernel level, both record operations of its way at record level and
 * for the user's own records (NULL), but where a number of threads is asked for (else 0), which is
 * of files alone, one between descriptors of what is stored, and that of a file where each call
 * reads the copybook. Each of them that a subject has is an arm of its own. */
uint32_t ph_needed_operations(const ph_workload *workload, unsigned threads);

/* The one between descriptors: of a workload, or of the user's own records (NULL). */
uint32_t ph_stream_operation(const ph_workload *workload);

/* "kernel", "record", "file", "disk", "copybook": the level at which one operation is measured, for
 * a workload or the user's own records (NULL). */
const char *ph_operation_level(const ph_workload *workload, uint32_t operation);

/* "text", "zoned", ... by bit number, NULL past the last: for lists of what a subject can do. */
const char *ph_operation_name(unsigned bit);

#endif /* PH_HARNESS_SUBJECT_OPERATION_H */
