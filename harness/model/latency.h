/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long single calls of a subject take: one record alone, calls of more, and what stands before
 * the first record of a process. Figures are per launch, then over launches; NAN where there is
 * none.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_LATENCY_H
#define PH_HARNESS_MODEL_LATENCY_H

#include <glib.h>
#include <stdint.h>

#include "model/statistics.h"
#include "protocol/call_count.h"

/*
 * Member of perf.json's "latency", in its order; whether its noise MULTIPLIES, so that its interval
 * is over logarithms, or ADDS.
 */
#define PH_LATENCY_LIST(X)                                                                         \
    X(p50_ns, MULTIPLIES) /* Quantiles of the launch's calls of one record. */                     \
    X(p95_ns, MULTIPLIES)                                                                          \
    X(p99_ns, MULTIPLIES)                                                                          \
    X(of_10_ns, MULTIPLIES) /* Medians of the calls of more, a whole call each. */                 \
    X(of_100_ns, MULTIPLIES)                                                                       \
    X(of_1000_ns, MULTIPLIES)                                                                      \
    X(of_10000_ns, MULTIPLIES)                                                                     \
    X(fixed_ns, ADDS)        /* The line through p50_ns and these: what a call costs, ... */       \
    X(record_ns, ADDS)       /* ... what each record in it costs, ... */                           \
    X(misfit, ADDS)          /* ... and by what share of its time it misses one call at most. */   \
    X(load_ns, ADDS)         /* Of the process: loading the library, ... */                        \
    X(open_ns, ADDS)         /* ... starting the subject, ... */                                   \
    X(parse_ns, ADDS)        /* ... reading the copybook, ... */                                   \
    X(first_record_ns, ADDS) /* ... and decoding the first record, with nothing warm. */

typedef enum ph_latency_id {
#define X(member, noise) PH_LATENCY_##member,
    PH_LATENCY_LIST(X)
#undef X
        PH_LATENCY_COUNT,
} ph_latency_id;

/* A quantile is one of so many calls at least, a median of so many: else there is none. */
#define PH_LATENCY_CALLS_MIN       1000
#define PH_LATENCY_MEDIAN_OF_CALLS 3

/* What one launch gave, by ph_latency_id: fixed_ns, record_ns and misfit are not among it yet. */
typedef struct ph_launch_latency {
    double values[PH_LATENCY_COUNT];
    uint64_t calls;           /* Of one record: that the quantiles are of. */
    uint64_t calls_set_aside; /* Of any number: the thread lost its CPU meanwhile. */
} ph_launch_latency;

typedef struct ph_latency_figure {
    GArray *launches; /* double, by launch. Owned. */
    double median;
    ph_interval ci95; /* Of the mean; where noise multiplies, of the geometric mean. */
} ph_latency_figure;

typedef struct ph_latency {
    ph_latency_figure figures[PH_LATENCY_COUNT];
    uint64_t calls; /* Over all launches, as the next. */
    uint64_t calls_set_aside;
} ph_latency;

/* Of so many launches, none of which has given anything. */
ph_latency *ph_latency_new(guint launches);
void ph_latency_free(ph_latency *latency);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_latency, ph_latency_free)

/* Make room for so many launches. */
void ph_latency_make_room(ph_latency *latency, guint launches);

/* Of the launches, keep the first so many: the others were never made. Before it is estimated. */
void ph_latency_forget_launches(ph_latency *latency, guint kept);

/* What this launch, an index, gave. */
void ph_latency_take(ph_latency *latency, guint launch, const ph_launch_latency *gave);

/* Draw the line of each launch that has calls of three numbers of records, and fill in medians and
 * intervals. */
void ph_latency_estimate(ph_latency *latency);

/* "p50_ns", ... */
const char *ph_latency_member(ph_latency_id id);

/* The figure that is the time of a call of so many records: ph_call_count is an index. */
ph_latency_id ph_latency_of_calls(ph_call_count count);

/* 1, 10, ... */
guint ph_call_records(ph_call_count count);

#endif /* PH_HARNESS_MODEL_LATENCY_H */
