/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The facts of a run: what a worker tells of its launch, and what perf.json tells of all launches.
 * The worker's event "done", its reader, the measurement model, perf.json and its reader are made
 * from these two lists. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_RUN_FACT_H
#define PH_HARNESS_PROTOCOL_RUN_FACT_H

#include <stdint.h>

/* Member of the event "done", in its order. */
#define PH_LAUNCH_FACT_LIST(X)                                                                     \
    X(clock_grain_ns)       /* Of the clock that times blocks. */                                  \
    X(core_clock_hz)        /* Measured. */                                                        \
    X(first_sample_ns)      /* From exec to the first block, data and check time apart. */         \
    X(blocks_checked)       /* Timed blocks whose output was compared. */                          \
    X(timed_ns)             /* Inside timed blocks. */                                             \
    X(elapsed_ns)           /* From the first block to the end of the last. */                     \
    X(involuntary_switches) /* In that time, as the next two. */                                   \
    X(major_faults)                                                                                \
    X(migrations)                                                                                  \
    X(peak_resident_bytes) /* Of the worker, its data included. */

/* NAN: not known, and then not told. */
typedef struct ph_launch_facts {
#define X(fact) double fact;
    PH_LAUNCH_FACT_LIST(X)
#undef X
} ph_launch_facts;

/*
 * Member of perf.json's "run", in its order, and of ph_run_facts; its type, where 0 is a count and
 * NAN a double that is not known; when it is written: ALWAYS, or only if FINITE or POSITIVE, as
 * runs of earlier versions lack it; what it is: SUM_OF or MAX_OF a fact over all launches, in so
 * many of its units, or SET_BY_RUN.
 */
#define PH_RUN_FACT_LIST(X)                                                                        \
    X(elapsed_s, double, ALWAYS, SET_BY_RUN)                                                       \
    X(timed_s, double, ALWAYS, SUM_OF(timed_ns, 1e9))                                              \
    X(first_sample_ms, double, ALWAYS, MAX_OF(first_sample_ns, 1e6))                               \
    X(clock_grain_ns, double, ALWAYS, MAX_OF(clock_grain_ns, 1))                                   \
    X(core_clock_hz, double, FINITE, MAX_OF(core_clock_hz, 1))                                     \
    X(blocks_checked, uint64_t, ALWAYS, SUM_OF(blocks_checked, 1))                                 \
    X(worker_peak_bytes, uint64_t, ALWAYS, MAX_OF(peak_resident_bytes, 1))                         \
    X(harness_peak_bytes, uint64_t, POSITIVE, SET_BY_RUN)                                          \
    X(sampling_s, double, POSITIVE, SUM_OF(elapsed_ns, 1e9))                                       \
    X(memory_max_bytes, uint64_t, POSITIVE, SET_BY_RUN)                                            \
    X(memory_peak_bytes, uint64_t, POSITIVE, SET_BY_RUN)

#endif /* PH_HARNESS_PROTOCOL_RUN_FACT_H */
