/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One digest of all results of a run, and one of many runs, for receipts that outlive the documents
 * from which results could be derived again.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_RESULTS_DIGEST_H
#define PH_HARNESS_HISTORY_RESULTS_DIGEST_H

#include <glib.h>

/*
 * Of one run: the SHA-256 of one line for each result, with a line end behind each, in the order of
 * the lines' bytes. A line is the canonical text (canonical_text.h) of run (its digest), host,
 * suite, benchmark, level, subject, metric, method, value, error and launches.
 *
 * @param results  ph_run_result, in any order.
 * @return 64 hexadecimal digits, which the caller frees.
 */
char *ph_results_digest(const char *run_digest, const GPtrArray *results);

/* Of a run that is not there any more, and of whose results nothing is known. */
#define PH_RESULTS_NO_DIGEST "-"

/*
 * Of many runs: the SHA-256 of one line for each, in the order of their receipts: its digest, a
 * space, the digest above or PH_RESULTS_NO_DIGEST, a line end.
 */
typedef struct ph_results_total {
    GChecksum *checksum;
    guint runs;
} ph_results_total;

void ph_results_total_begin(ph_results_total *total);
void ph_results_total_add(ph_results_total *total, const char *run_digest,
                          const char *results_digest);

/* The caller frees the digits. The total is cleared. */
char *ph_results_total_end(ph_results_total *total);

#endif /* PH_HARNESS_HISTORY_RESULTS_DIGEST_H */
