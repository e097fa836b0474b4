/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a user's own records must decode to: the reference decodes them in this process, and every
 * field of a random sample of them is compared with what a subject wrote.
 */
#ifndef PH_HARNESS_WORKER_OWN_TRUTH_H
#define PH_HARNESS_WORKER_OWN_TRUTH_H

#include "answer/json_lines.h"
#include "answer/reason.h"
#include "perfharness/record_lines.h"
#include "worker/data_set.h"
#include "worker/expected.h"
#include "worker/own_copybook.h"
#include "worker/request.h"

/* Records whose fields are compared, where there are more and not all are asked for. */
#define PH_OWN_TRUTH_SAMPLE UINT64_C(10000)

typedef struct ph_own_truth {
    const ph_own_copybook *own; /* Borrowed, as long as this is used. */
    ph_line_decoder *decoder;   /* NULL: nothing is known of these records. Owned, with line. */
    uint8_t *line;
    size_t line_capacity;
    uint64_t record_length; /* Of fixed records; 0: each is behind its descriptor word. */
    uint64_t seed;          /* Of the sample. */
    uint64_t sample;        /* Records in it, at most. */
    ph_expected expected;   /* Differences that are none. Owned. */
} ph_own_truth;

/* A chunk of records, where its bytes are, and how many there are in all chunks. */
typedef struct ph_own_chunk {
    const uint8_t *bytes;
    const ph_chunk *chunk;
    uint64_t total_records;
} ph_own_chunk;

/*
 * Of a copybook that the reader understood; of another one nothing is known, which is no failure.
 * Differences that are expected (the request's file) are only known of all records: then all are
 * the sample. False after filling in reason: there is no memory, or that file cannot be read.
 */
bool ph_own_truth_make(const ph_request *request, const ph_own_copybook *own, ph_own_truth *ret,
                       char *reason);

/* Whether every record is of the sample. */
bool ph_own_truth_has_all(const ph_own_truth *truth, uint64_t total_records);

bool ph_own_truth_is_known(const ph_own_truth *truth);

/* Whether the record of this index is of the sample: one of each of so many stretches of equal
 * length is, by the seed alone. */
bool ph_own_truth_has(const ph_own_truth *truth, uint64_t record, uint64_t total_records);

/*
 * Compare lines, one for each record of a chunk, with what those of the sample must be.
 *
 * @param name       Who wrote them.
 * @param ret_count  Counted up.
 * @return false, and reason, which names record, field and rule, and nothing that they hold: one of
 *         them is wrong and not expected to be, or missing, or there are more.
 */
bool ph_own_truth_holds(ph_own_truth *truth, const ph_own_chunk *of, ph_json_lines lines,
                        const char *name, uint64_t *ret_count, char *reason);

/* Bytes of the lines that the reference makes of a chunk's records; those that it refuses have
 * none. */
uint64_t ph_own_truth_line_bytes(ph_own_truth *truth, const ph_own_chunk *of);

/* Of a record that a subject refuses, by this field of it: a clause that says whether the reference
 * does, too, why, and by which field where that is another one. */
void ph_own_truth_say_refused(ph_own_truth *truth, const ph_own_chunk *of, size_t record,
                              const char *refused_field, char *clause);

void ph_own_truth_free(ph_own_truth *truth);

#endif /* PH_HARNESS_WORKER_OWN_TRUTH_H */
