/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One call of a library that is counted, in a launch of its own: what its worker is asked for, and
 * how that may end. Of its instructions (compare/work_count.h), or of what it allocates.
 *
 * No state.
 */
#ifndef PH_HARNESS_MEASURE_COUNTED_CALL_H
#define PH_HARNESS_MEASURE_COUNTED_CALL_H

#include "measure/run.h"
#include "measure/worker_process.h"

/* Borrowed. */
typedef struct ph_counted_call {
    const ph_run_request *request;
    const ph_benchmark *benchmark;
    const ph_run_subject *subject;
    const GPtrArray *skips; /* "SUBJECT/LEVEL" that are not run, or NULL. */
    guint draw;             /* What chance decides (worker/chance.h) is that of the draw. */
    gboolean has_events;    /* What the CPU counts, too, where the kernel lends its counters. */
} ph_counted_call;

/* Add the worker's arguments, and the NULL behind them: seed and draw are the same for whoever is
 * compared, which so decodes the same bytes, by the same chance; 64 KiB of them at most. */
void ph_counted_call_ask(GPtrArray *arguments, const ph_counted_call *call);

/*
 * Did it end well? FALSE and error, in its words: PH_ERROR_SUBJECT_CRASH where it died, or had
 * nothing to count; PH_ERROR_ENVIRONMENT where the worker refused; PH_ERROR_TIMEOUT or
 * PH_ERROR_INTERRUPTED where it was stopped.
 *
 * @param is_under_valgrind  Then who refuses may be valgrind, and it is said that it ran there.
 */
gboolean ph_counted_call_check(const ph_counted_call *call, const ph_worker_outcome *outcome,
                               gboolean is_under_valgrind, GError **error);

#endif /* PH_HARNESS_MEASURE_COUNTED_CALL_H */
