/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a worker is doing, readable by its parent even after the worker has died or while it hangs:
 * a page of memory that both share. Written by the worker only. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_BEACON_H
#define PH_HARNESS_PROTOCOL_BEACON_H

#include <stdint.h>

typedef struct ph_beacon {
    uint64_t heartbeat; /* Counts calls into subjects and phases of the worker. */
    uint32_t arm;       /* 1 + index of the arm (or subject) whose code is running, 0: our own. */
    uint32_t phase;     /* ph_phase. */
    uint64_t row;       /* Which row of vectors, copybook or record is at hand. */
    uint32_t call;      /* 1 + number of the system call that ended it, as no subject may; or 0. */
} ph_beacon;

#define PH_PHASE_LIST(X)                                                                           \
    X(START, "starting")                                                                           \
    X(LOAD, "loading subjects")                                                                    \
    X(DATA, "preparing data")                                                                      \
    X(CHECK, "checking the output")                                                                \
    X(CALIBRATE, "calibrating")                                                                    \
    X(SAMPLE, "sampling")                                                                          \
    X(COUNT, "counting instructions")                                                              \
    X(VECTORS, "decoding a vector")                                                                \
    X(LAYOUT, "laying out the copybook")                                                           \
    X(RECHECK, "checking the output after timing")                                                 \
    X(CALLS, "timing single calls")                                                                \
    X(DECODE, "decoding records")                                                                  \
    X(END, "ending")

typedef enum ph_phase {
#define X(name, text) PH_PHASE_##name,
    PH_PHASE_LIST(X)
#undef X
} ph_phase;

#endif /* PH_HARNESS_PROTOCOL_BEACON_H */
