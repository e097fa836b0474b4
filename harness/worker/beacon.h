/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Saying what this worker is doing, on the page that its parent reads (protocol/beacon.h). */
#ifndef PH_HARNESS_WORKER_BEACON_H
#define PH_HARNESS_WORKER_BEACON_H

#include "protocol/beacon.h"

/* Use the page behind this descriptor; -1: nobody watches, the worker was started by hand. */
void ph_beacon_attach(int descriptor);
void ph_beacon_phase(ph_phase phase);

/* Around every call into a subject's code. */
void ph_beacon_enter(uint32_t arm_index);
void ph_beacon_leave(void);

/* Of vectors, which row; of layouts, which copybook; of decoding, which record the call begins
 * with, from 0. */
void ph_beacon_row(uint64_t row);

/* The process is about to die of a system call that the sandbox ends it for. In a signal handler.
 */
void ph_beacon_ending_call(uint32_t number);

#endif /* PH_HARNESS_WORKER_BEACON_H */
