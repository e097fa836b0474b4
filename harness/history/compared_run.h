/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A comparison.json as a run of the history: what head did of work becomes points of its series,
 * since no perf.json counts instructions. Times of a comparison are none: they were measured beside
 * a base, and of which it is known only how much they differ.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_COMPARED_RUN_H
#define PH_HARNESS_HISTORY_COMPARED_RUN_H

#include "history/run_entry.h"
#include "verdict/comparison_document.h"

/* The commit of head, borrowed; NULL: not known. */
const char *ph_compared_run_commit(const ph_comparison_document *comparison);

/*
 * The entry of a comparison.json. Its series have the name of the headline subject, of which the
 * two are builds.
 *
 * @param bytes  Of the file; comparison is what was read from them.
 * @return NULL and error (PH_ERROR_DATA) for one that has no host, or in which nothing was counted.
 */
ph_run_entry *ph_compared_run_entry(GBytes *bytes, const ph_comparison_document *comparison,
                                    const ph_run_circumstances *circumstances, GError **error);

#endif /* PH_HARNESS_HISTORY_COMPARED_RUN_H */
