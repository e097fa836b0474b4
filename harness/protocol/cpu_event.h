/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the CPU counts of a call where the kernel lends its counters. Uses the C library only. */
#ifndef PH_HARNESS_PROTOCOL_CPU_EVENT_H
#define PH_HARNESS_PROTOCOL_CPU_EVENT_H

/* Identifier and member of events and documents; for people; the kernel's number of it. */
#define PH_CPU_EVENT_LIST(X)                                                                       \
    X(cycles, "cycles", PERF_COUNT_HW_CPU_CYCLES)                                                  \
    X(branch_misses, "branch misses", PERF_COUNT_HW_BRANCH_MISSES)                                 \
    X(cache_misses, "cache misses", PERF_COUNT_HW_CACHE_MISSES)

typedef enum ph_cpu_event {
#define X(id, words, config) PH_CPU_EVENT_##id,
    PH_CPU_EVENT_LIST(X)
#undef X
        PH_CPU_EVENT_COUNT,
} ph_cpu_event;

#endif /* PH_HARNESS_PROTOCOL_CPU_EVENT_H */
