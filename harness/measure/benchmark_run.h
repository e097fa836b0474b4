/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One benchmark while its launches are taken: its results so far, and what must not run again. */
#ifndef PH_HARNESS_MEASURE_BENCHMARK_RUN_H
#define PH_HARNESS_MEASURE_BENCHMARK_RUN_H

#include "measure/discover.h"
#include "measure/launch.h"
#include "measure/run.h"

typedef struct ph_benchmark_run {
    const ph_run_request *request; /* Borrowed, as all that follows but the arrays. */
    ph_measurement *measurement;
    const GPtrArray *found; /* ph_found_subject. */
    const ph_benchmark *benchmark;
    GPtrArray *results; /* ph_result of this benchmark; the measurement owns them. */
    GPtrArray *limits;  /* The same for its limits. */
    GPtrArray *gone;    /* ph_run_subject: libraries that no worker is to load any more. */
    GPtrArray *skips;   /* char *: "SUBJECT/LEVEL" that is void, failed, not there or not wanted. */
    guint launches;     /* Taken so far. */
    double seconds;     /* They took. */
} ph_benchmark_run;

/* Give every number that is asked for its place in the measurement, so that none goes missing. */
ph_benchmark_run *ph_benchmark_run_new(const ph_run_request *request, const ph_benchmark *benchmark,
                                       const GPtrArray *found, ph_measurement *measurement);
void ph_benchmark_run_free(ph_benchmark_run *run);

/* The worker's arguments for the next launch; NULL-terminated, free with g_ptr_array_unref(). */
GPtrArray *ph_benchmark_run_arguments(const ph_benchmark_run *run);

/* FALSE when nothing is left to measure. */
gboolean ph_benchmark_run_is_live(const ph_benchmark_run *run);

/* Take over what a complete worker found out, and what the host counted meanwhile. */
void ph_benchmark_run_take(ph_benchmark_run *run, const ph_worker_outcome *outcome,
                           const ph_host_counters *host);

/* Leave out the arm, or library, whose code was running when the worker ended. FALSE: none was. */
gboolean ph_benchmark_run_blame(ph_benchmark_run *run, const ph_worker_outcome *outcome);

/* End the benchmark: all that has no other word for it failed for this reason. */
void ph_benchmark_run_fail(ph_benchmark_run *run, ph_error cause, const char *reason);

#endif /* PH_HARNESS_MEASURE_BENCHMARK_RUN_H */
