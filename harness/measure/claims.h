/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Holding what the subjects of one benchmark claim against what a referee sees of them.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_CLAIMS_H
#define PH_HARNESS_MEASURE_CLAIMS_H

#include "measure/benchmark_run.h"

typedef struct ph_claims ph_claims;

ph_claims *ph_claims_new(ph_benchmark_run *run);
void ph_claims_free(ph_claims *claims);

/* One launch of the referee, of each library in turn. What it finds wrong is void from now on.
 * FALSE and error as ph_run(). */
gboolean ph_claims_launch(ph_claims *claims, GError **error);

/* What it saw of a result so far, for so many bytes. Clear with ph_seen_work_clear(). */
ph_seen_work ph_claims_seen(const ph_claims *claims, const ph_result *result, double input_bytes);

/* Was others' work beside nearly all of that, and may more launches tell more, as there were not
 * many yet? */
gboolean ph_claims_may_become_quiet(const ph_claims *claims, const ph_result *result);

/* What lies in a cache in both is as fast in both; what streams cannot be faster than from one. */
ph_referee_bound ph_claims_bound(const ph_result *result);

/*
 * Launches of the referee, so many of them that it has as large a share of its own as the benchmark
 * has of its launches: spread over the run. FALSE and error as ph_run().
 */
gboolean ph_claims_keep_up(ph_claims *claims, GError **error);

/*
 * Make the launches that are left, and more where a claim is doubtful; then say in each result what
 * was seen.
 *
 * @param ret_doubted  TRUE: a claim is wrong for the first time, or was made beside other
 * libraries, of which any may have done it. Take the launches again, apart, and settle them again:
 * the referee forgets what it saw, and sees those. FALSE: who claims what is not so is void.
 */
gboolean ph_claims_settle(ph_claims *claims, gboolean *ret_doubted, GError **error);

/* The same, of what there is, when the time is over: who was not seen by a referee has no number.
 */
void ph_claims_settle_now(ph_claims *claims);

#endif /* PH_HARNESS_MEASURE_CLAIMS_H */
