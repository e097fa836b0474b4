/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The worker's only clock, and what shows that something else is using the CPU. */
#ifndef PH_HARNESS_WORKER_NOISE_H
#define PH_HARNESS_WORKER_NOISE_H

#include <stdint.h>

/*
 * Find the clock now, and read no other from now on: once, before any code is loaded that could put
 * another in its place. (Who has the process can still forge it, but no more by one store.)
 */
void ph_clock_keep(void);

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t ph_clock_ns(void);

/* The smallest step the clock was seen to make, a reading included; nanoseconds, at least 1. */
uint64_t ph_clock_grain_ns(void);

/*
 * Cycles per second of this core now: a chain of additions of which each waits for the one before,
 * one cycle each on every CPU of interest. The fastest of some tries, less than a millisecond.
 */
double ph_core_clock_hz(void);

/*
 * How long a fixed piece of arithmetic takes now, in nanoseconds: about 4,000 cycles of independent
 * chains of additions, which a busy sibling thread or a stolen CPU slows down, whatever the
 * system's own accounting says.
 */
uint64_t ph_throughput_probe_ns(void);

#endif /* PH_HARNESS_WORKER_NOISE_H */
