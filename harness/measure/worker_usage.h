/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the kernel saw of a worker: how long it was there, and how much of that it had a CPU. Of all
 * children that are reaped between beginning and end: one worker at a time.
 */
#ifndef PH_HARNESS_MEASURE_WORKER_USAGE_H
#define PH_HARNESS_MEASURE_WORKER_USAGE_H

#include <sys/resource.h>

#include "measure/worker_spawn.h"

typedef struct ph_worker_usage {
    gint steal_cpu;        /* -1: it runs on no certain one. */
    double elapsed_s;      /* While it runs, this and all that follow are what there was before. */
    double cpu_s;          /* User and system, of all of its threads. */
    double steal_s;        /* The hypervisor ran others meanwhile; 0 where that is not known. */
    double voluntary_gaps; /* How often it waited for something. */
} ph_worker_usage;

/* User and system time. */
double ph_worker_usage_cpu_s(const struct rusage *usage);

/* Before it is started. */
ph_worker_usage ph_worker_usage_begin(const ph_worker_host *host);

/* Once it has been reaped, and nobody else. */
void ph_worker_usage_end(ph_worker_usage *usage);

/*
 * More time than this it cannot have spent in calls, one after the other, that were not
 * interrupted.
 *
 * It is what it used of a CPU, with room for what kernels count otherwise (10 %: what interrupts
 * take; 50 ms), and for waits of its own, 4 ms each, as who wakes on a busy CPU is
 * not there at once; and no longer than it was there.
 */
double ph_worker_usage_limit_s(const ph_worker_usage *usage);

#endif /* PH_HARNESS_MEASURE_WORKER_USAGE_H */
