/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the CPU counts between two points of this thread, in user space, beside instructions: all at
 * once or not at all, as in turns they would only be estimates.
 */
#ifndef PH_HARNESS_WORKER_CPU_EVENTS_H
#define PH_HARNESS_WORKER_CPU_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/cpu_event.h"

#define PH_CPU_EVENTS_MISSING_MAX 200

typedef struct ph_cpu_event_kind {
    uint32_t type; /* Of the kernel's counters, as the next: linux/perf_event.h. */
    uint64_t config;
} ph_cpu_event_kind;

/* By ph_cpu_event. */
extern const ph_cpu_event_kind ph_cpu_events_usual[PH_CPU_EVENT_COUNT];

typedef struct ph_cpu_events {
    bool is_open;
    size_t count;
    int descriptors[PH_CPU_EVENT_COUNT];
    char missing[PH_CPU_EVENTS_MISSING_MAX]; /* Why they are not open, in words; "" else. */
} ph_cpu_events;

/* Ask the kernel for them: at most PH_CPU_EVENT_COUNT. Close them. */
void ph_cpu_events_open(ph_cpu_events *events, const ph_cpu_event_kind *kinds, size_t count);
void ph_cpu_events_close(ph_cpu_events *events);

/* Count in between. Of events that are not open, nothing is counted. */
void ph_cpu_events_start(const ph_cpu_events *events);

/* Where the counters were lent to someone else meanwhile, they are closed, and that is why. */
void ph_cpu_events_stop(ph_cpu_events *events, uint64_t *ret);

#endif /* PH_HARNESS_WORKER_CPU_EVENTS_H */
