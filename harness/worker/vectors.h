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
 * The file has a line per cell: "ROW OPERATION FLAGS CCSID DIGITS SCALE FLOAT HEX", all but HEX
 * decimal numbers, HEX "-" for an empty cell. A cell that is asked as a record of one item has the
 * item's clauses behind that, such as " PIC S9(4) COMP", and no SCALE. Answers are events
 *   {"event": "answers", "subject": …, "isa": …, "rows": […], "answers": […]}
 * with, for each row, a decimal, UTF-8 in hex, a number or null as JSON has it, "ERROR", or
 * PH_VECTOR_UNSUPPORTED and why. False after a refusal.
 */
bool ph_vectors_answer(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_VECTORS_H */
