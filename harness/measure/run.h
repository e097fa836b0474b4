/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Carrying out a plan: launches of all benchmarks in turn, until each has enough of them.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_RUN_H
#define PH_HARNESS_MEASURE_RUN_H

#include <glib.h>
#include <stdio.h>

#include "measure/launch.h"
#include "measure/plan.h"
#include "measure/worker_process.h"
#include "model/build_identity.h"
#include "model/measurement.h"

/* A subject library and what it is called in reports. */
typedef struct ph_run_subject {
    char *name;
    char *path;
    char *options;     /* For its open(); NULL: none. */
    char *unavailable; /* Why there is no library to load; NULL when there should be one. */
    ph_build_identity *identity; /* What is known of the library; NULL: nothing. */
} ph_run_subject;

typedef struct ph_run_request ph_run_request;

/* Told while a run goes on. Each may be NULL. */
typedef struct ph_run_observer {
    /* Before each launch: how many of all are done, and the seconds left (negative: not known). */
    void (*launch)(gpointer data, const ph_benchmark *benchmark, guint done, guint total,
                   double seconds_left);
    /* While a launch checks own data, where that takes long: how much, and the seconds left. */
    void (*checking)(gpointer data, const ph_benchmark *benchmark, double bytes,
                     double seconds_left);
    /* After each launch: what its arms gave. */
    void (*sampled)(gpointer data, const ph_benchmark *benchmark, const ph_launch *launch);
    /* When a benchmark has all its launches; its results are in the measurement. */
    void (*benchmark)(gpointer data, const ph_measurement *measurement,
                      const ph_benchmark *benchmark);
    gpointer data;
} ph_run_observer;

/* All borrowed. */
struct ph_run_request {
    const GPtrArray *plan;     /* ph_benchmark. */
    const GPtrArray *subjects; /* ph_run_subject. */
    const char *const *limits; /* Timed beside them in each benchmark; NULL-terminated. */
    guint launches;
    guint first_launch;   /* Index of the first: launches of one index place their data alike. */
    gboolean is_refereed; /* What subjects claim is held against what a referee sees. */
    gboolean is_allocation_counted; /* Of what is measured, it is counted what it allocates. */
    gboolean is_paired;             /* Libraries are only worth something beside each other. */
    gboolean has_latency;           /* Of whole records, single calls are timed, too. */
    /* Launches go on for so many seconds, whatever their number; 0: until there are enough. */
    double sustained_s;
    guint sample_ms; /* Of timed blocks per launch. */
    guint block_us;  /* The slowest subject's block takes at least so long; 0: as usual. */
    /* After so many seconds only each benchmark's first launch begins; 0: all do. */
    guint enough_s;
    /* After so many seconds no launch begins, and what is left out is an error; 0: all do. */
    double budget_s;
    uint64_t seed;
    ph_worker_host host;
    FILE *log; /* benchmark.log; NULL: none is kept. */
    ph_run_observer observer;
};

/*
 * Measure. The measurement receives subjects, results, limits, comparisons, warnings and errors.
 *
 * With `sustained_s` it has more launches than were asked for, and the measurement says when each
 * began. Where they are ended before, an error says so.
 *
 * FALSE and error when nothing could be measured at all: no worker, no binding, the user's data
 * cannot be used, the user gave up (PH_ERROR_INTERRUPTED). When the deadline passes, what is
 * finished is kept and the rest is in errors with CBKB001. So it is when `budget_s` have passed:
 * an error says which launches were left out. Those that are as `enough_s` has passed are in
 * warnings.
 */
gboolean ph_run(const ph_run_request *request, ph_measurement *measurement, GError **error);

/*
 * Before anything is waited for: can the subjects read the user's copybook? Another measurement may
 * go on: the workers run where this thread may, which the measured CPU is better not one of, and do
 * not look at the data, which may be long. ph_run() does.
 *
 * FALSE and error as ph_run() would have it.
 */
gboolean ph_run_check_copybook(const ph_run_request *request, GError **error);

/*
 * What the subjects are, each asked in a worker of its own; for `perfharness subjects`. Subjects
 * that cannot be loaded are in the measurement's errors.
 */
gboolean ph_run_describe(const ph_run_request *request, ph_measurement *measurement,
                         GError **error);

void ph_run_subject_free(gpointer subject);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_run_subject, ph_run_subject_free)

#endif /* PH_HARNESS_MEASURE_RUN_H */
