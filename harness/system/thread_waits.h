/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Why a thread is not on a CPU, by the kernel's scheduler: because others are, or because it waits
 * for something, as one that sleeps does. Of a process, of its first thread.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_THREAD_WAITS_H
#define PH_HARNESS_SYSTEM_THREAD_WAITS_H

/* The thread that calls, in the place of a process. */
#define PH_THREAD_SELF "thread-self"

/*
 * To be read often: a descriptor that the caller closes, -1 where the kernel does not say.
 *
 * @param root     In front of the path; "" for the machine's own.
 * @param process  Its number, or PH_THREAD_SELF.
 */
int ph_run_delay_open(const char *root, const char *process);

/*
 * How long it could have run, and others had the CPU, since it began: ns. Of one that runs or
 * sleeps up to now. NAN where the kernel does not say.
 *
 * Source: schedstat, the second number (Documentation/scheduler/sched-stats.rst).
 */
double ph_run_delay_ns(int descriptor);

/* How often it gave up the CPU to wait for something; NAN where the kernel does not say. */
double ph_voluntary_switches(const char *root, const char *process);

#endif /* PH_HARNESS_SYSTEM_THREAD_WAITS_H */
