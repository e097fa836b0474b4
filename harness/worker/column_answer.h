/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is what a kernel arm wrote into the window what the generator says it should be? */
#ifndef PH_HARNESS_WORKER_COLUMN_ANSWER_H
#define PH_HARNESS_WORKER_COLUMN_ANSWER_H

#include "worker/bench.h"

#define PH_COLUMN_ANSWER_MAX 256

/*
 * The first wrong cell of a chunk, whose truth and records are in the bench; the number of its
 * cells when all are right.
 *
 * Decoded values and texts must be those that were put in, encoded cells the generated ones byte
 * for byte, but that a plus sign may be C or F: both are plus to z/Architecture.
 */
size_t ph_column_first_wrong(const ph_bench *bench, const ph_chunk *chunk);

/*
 * Name a wrong cell and what is wrong with it: "record 3, field FIELD-07: got 12, the record holds
 * 13". text has room for PH_COLUMN_ANSWER_MAX.
 */
void ph_column_describe_wrong(const ph_bench *bench, const ph_chunk *chunk, size_t cell,
                              char *text);

#endif /* PH_HARNESS_WORKER_COLUMN_ANSWER_H */
