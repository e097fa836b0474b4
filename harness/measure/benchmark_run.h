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
    ph_worker_host host; /* As ph_benchmark_run_host() has it. */
    GPtrArray *results;  /* ph_result of this benchmark; the measurement owns them. */
    GPtrArray *limits;   /* The same for its limits. */
    GPtrArray *gone;     /* ph_run_subject: libraries that no worker is to load any more. */
    GPtrArray *skips; /* char *: "SUBJECT/LEVEL" that is void, failed, not there or not wanted. */
    /* The library that a launch is made of now, with no other in its process; NULL: all. */
    const ph_run_subject *alone;
    gboolean is_apart;    /* All launches are made so: one of them does something to the others. */
    gboolean has_company; /* Others were in the process of what its launches have given so far. */
    gboolean
        is_tainted;     /* Who was in its launches turned out to lie: they are to be taken again. */
    double input_bytes; /* Of one pass, as the first launch had it; 0: there was none. */
    guint launches;     /* Taken so far. */
    double core_clock_hz; /* As the last of them measured it; NAN: it did not. */
    double seconds;       /* They took. */
} ph_benchmark_run;

/* Give every number that is asked for its place in the measurement, so that none goes missing. */
ph_benchmark_run *ph_benchmark_run_new(const ph_run_request *request, const ph_benchmark *benchmark,
                                       const GPtrArray *found, ph_measurement *measurement);
void ph_benchmark_run_free(ph_benchmark_run *run);

/* The request's host as it is now, with the CPUs of the benchmark's threads. Borrowed. */
const ph_worker_host *ph_benchmark_run_host(ph_benchmark_run *run);

/* The worker's arguments for the next launch; NULL-terminated, free with g_ptr_array_unref(). */
GPtrArray *ph_benchmark_run_arguments(const ph_benchmark_run *run);

/* The arguments of a referee that has this library alone; NULL: none at all. As above. Of files it
 * is who makes the calls that are timed. */
GPtrArray *ph_benchmark_run_referee_arguments(const ph_benchmark_run *run,
                                              const ph_run_subject *source);

/* FALSE when nothing is left to measure, of the library that is alone or of all. */
gboolean ph_benchmark_run_is_live(const ph_benchmark_run *run);

/* The libraries of which something is left: ph_run_subject, the reference first. Free with
 * g_ptr_array_unref(). */
GPtrArray *ph_benchmark_run_libraries(const ph_benchmark_run *run);

/* The library that a result is of; whether it is run any more. */
const ph_run_subject *ph_benchmark_run_library_of(const ph_benchmark_run *run,
                                                  const ph_result *result);
gboolean ph_benchmark_run_is_result_live(const ph_benchmark_run *run, const ph_result *result);

/* Before a launch beyond those that were asked for. */
void ph_benchmark_run_make_room(ph_benchmark_run *run);

/* Forget what was timed, to take all launches again; what is void or failed stays that. */
void ph_benchmark_run_restart(ph_benchmark_run *run);

/* Does a complete worker say, unexpectedly, that an arm of this library answers wrongly, or
 * otherwise than in an earlier launch? */
gboolean ph_benchmark_run_is_spoilt(const ph_benchmark_run *run, const ph_worker_outcome *outcome,
                                    const ph_run_subject *library);

/* This one is not asked for. */
void ph_benchmark_run_leave_out(ph_benchmark_run *run, const ph_result *result);

/* Take over what a complete worker found out, and what the host counted meanwhile. */
void ph_benchmark_run_take(ph_benchmark_run *run, const ph_worker_outcome *outcome,
                           const ph_host_counters *host);

/* The library whose code was running when the worker ended, by what it said; NULL: none's. */
const ph_run_subject *ph_benchmark_run_suspect(const ph_benchmark_run *run,
                                               const ph_worker_outcome *outcome);

/* Leave out the arm, or library, whose code was running when the worker ended; the library that was
 * alone in it. FALSE: none was. */
gboolean ph_benchmark_run_blame(ph_benchmark_run *run, const ph_worker_outcome *outcome);

/* This one gives no number, for this reason, and is not run any more: its work was not done, or
 * others worked, or the time was over, before that could be known. */
void ph_benchmark_run_void(ph_benchmark_run *run, ph_result *result, ph_error cause,
                           const char *reason);
void ph_benchmark_run_too_noisy(ph_benchmark_run *run, ph_result *result, const char *reason);
void ph_benchmark_run_cut_short(ph_benchmark_run *run, ph_result *result, const char *reason);

/* End the benchmark, or of a library that is alone its part: all that has no other word for it
 * failed for this reason. */
void ph_benchmark_run_fail(ph_benchmark_run *run, ph_error cause, const char *reason);

#endif /* PH_HARNESS_MEASURE_BENCHMARK_RUN_H */
