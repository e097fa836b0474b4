/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A subject's lines of all records of a file, however long it is, to PH_LINES_DESCRIPTOR. */
#ifndef PH_HARNESS_WORKER_RECORD_LINES_H
#define PH_HARNESS_WORKER_RECORD_LINES_H

#include "worker/bench.h"

/*
 * Decode the request's data with the first of its subjects. A record that fails is an event, and
 * the others are written all the same; where a line numbers its record from the start of a call, as
 * copybook-rs' do, it is numbered from the file's. Fixed records end with one that fails where the
 * file ends inside it.
 *
 * @return false after a refusal event: the file cannot be read, or is not framed as was said; the
 *         lines of the records before that are written.
 */
bool ph_record_lines_write(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_RECORD_LINES_H */
