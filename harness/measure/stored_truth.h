/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is in a file of a built-in workload, made from a seed that nobody knows before, and what is
 * right of a file that was made of it: compared with the truth, which is made once more meanwhile.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MEASURE_STORED_TRUTH_H
#define PH_HARNESS_MEASURE_STORED_TRUTH_H

#include <glib.h>

#include "measure/worker_process.h"
#include "perfharness/workload.h"

typedef struct ph_stored_truth ph_stored_truth;

/* So many bytes of records, or a little less; of a workload that encodes, lines of these. */
ph_stored_truth *ph_stored_truth_new(const ph_workload *workload, uint64_t record_bytes);
void ph_stored_truth_free(ph_stored_truth *truth);

/* Records, and bytes of them, at least one. */
uint64_t ph_stored_truth_records(const ph_stored_truth *truth);
uint64_t ph_stored_truth_record_bytes(const ph_stored_truth *truth);

/* Bytes of JSON for a byte of records, by the first of them. */
double ph_stored_truth_json_factor(ph_stored_truth *truth);

/*
 * Write the input to an empty file.
 *
 * @param host  Says when the user has given up, or the time is over.
 * @return FALSE and error: PH_ERROR_STORAGE (the reason alone), or as ph_worker_is_stopped().
 */
gboolean ph_stored_truth_write(ph_stored_truth *truth, const ph_worker_host *host, int descriptor,
                               uint64_t *ret_bytes, GError **error);

/*
 * Is what this file holds right?
 *
 * @param ret_wrong  Receives a phrase that says what is not, for the caller to free; NULL: it is.
 * @return FALSE and error when that cannot be found out. As above.
 */
gboolean ph_stored_truth_check(ph_stored_truth *truth, const ph_worker_host *host, int descriptor,
                               char **ret_wrong, GError **error);

#endif /* PH_HARNESS_MEASURE_STORED_TRUTH_H */
