/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Conformance vectors: what each subject answers for each of a list of cells. */
#ifndef PH_HARNESS_WORKER_VECTORS_H
#define PH_HARNESS_WORKER_VECTORS_H

#include <stdbool.h>

#include "worker/bench.h"

/*
 * Decode the cells of the request's vectors file with every subject, once for each instruction set
 * it can be started for.
 *
 * The file has a line per cell: "ROW OPERATION FLAGS CCSID DIGITS SCALE HEX", all but HEX decimal
 * numbers, HEX "-" for an empty cell. Answers are events
 *   {"event": "answers", "subject": …, "isa": …, "rows": […], "answers": […]}
 * with a decimal, UTF-8 in hex, "ERROR" or "UNSUPPORTED" for each row. False after a refusal.
 */
bool ph_vectors_answer(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_VECTORS_H */
