/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a CPU does with its widest registers after a while without them. No state. */
#ifndef PH_HARNESS_WORKER_WIDE_LANES_H
#define PH_HARNESS_WORKER_WIDE_LANES_H

/*
 * Use 512-bit registers until the CPU gives them their full speed, where it has them.
 *
 * Cores of Intel's have the upper lanes switched off while nobody needs them. Whoever does is run
 * at a fraction of the speed for some ten microseconds, and keeps the lanes for most of a
 * millisecond after the last use. In timed blocks these are on; a process that sleeps between its
 * calls would find them off each time, and be called slow for it: 1.2 to 1.8 times on a Xeon of the
 * fourth generation, where code of 256 bits took 1.02 times.
 */
void ph_wide_lanes_wake(void);

#endif /* PH_HARNESS_WORKER_WIDE_LANES_H */
