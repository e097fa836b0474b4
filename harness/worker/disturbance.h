/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What disturbed a block: counters of the kernel, read after a block that something disturbed and
 * compared with the reading before. Quiet blocks cost nothing but two getrusage(2).
 */
#ifndef PH_HARNESS_WORKER_DISTURBANCE_H
#define PH_HARNESS_WORKER_DISTURBANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/noise_cause.h"

#define PH_THROTTLING_FILES_MAX 8

/* What this thread had to bear so far. */
typedef struct ph_thread_usage {
    uint32_t involuntary_switches;
    uint32_t major_faults;
} ph_thread_usage;

ph_thread_usage ph_thread_usage_read(void);

/* Files that are kept open, -1 where there is none, and what was read from them. */
typedef struct ph_disturbance {
    int cpu_times;  /* /proc/stat. */
    int memory;     /* /proc/pressure/memory. */
    int scheduling; /* /proc/thread-self/sched. */
    int throttling[PH_THROTTLING_FILES_MAX];
    size_t throttling_count;
    char cpu_name[16]; /* The line of /proc/stat: "cpu1 ". */
    uint64_t first[PH_NOISE_COUNT];
    uint64_t last[PH_NOISE_COUNT];
} ph_disturbance;

/*
 * Open and read for the first time, on the CPU this thread is on.
 *
 * @param throttling_files  cpu.stat of the control groups that may have a quota; those beyond
 *                          PH_THROTTLING_FILES_MAX are left out.
 */
void ph_disturbance_open(ph_disturbance *disturbance, const char *const *throttling_files,
                         size_t count);
void ph_disturbance_close(ph_disturbance *disturbance);

/*
 * Read again: the causes, as PH_NOISE_BIT, whose counters moved since the last reading. A thread
 * that did not lose its CPU was neither throttled nor moved: these counters, which are dear, are
 * left out.
 */
uint32_t ph_disturbance_read(ph_disturbance *disturbance, bool has_lost_cpu);

/* What was added from the first reading to the last; false where the kernel does not say. */
bool ph_disturbance_total(const ph_disturbance *disturbance, ph_noise_cause cause, uint64_t *ret);

#endif /* PH_HARNESS_WORKER_DISTURBANCE_H */
