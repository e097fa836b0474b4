/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a worker is doing, readable by its parent even after the worker has died or while it hangs:
 * a page of memory that both share. Written by the worker only.
 */
#ifndef PH_BEACON_H
#define PH_BEACON_H

#include <stdint.h>

typedef struct ph_beacon {
    uint64_t heartbeat; /* Counts calls into subjects and phases of the worker. */
    uint32_t arm;       /* 1 + index of the arm (or subject) whose code is running, 0: our own. */
    uint32_t phase;     /* ph_phase. */
    uint64_t row;       /* Vectors: the row that is being decoded. */
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
    X(RECHECK, "checking the output after timing")                                                 \
    X(END, "ending")

typedef enum ph_phase {
#define X(name, text) PH_PHASE_##name,
    PH_PHASE_LIST(X)
#undef X
} ph_phase;

/* Use the page behind this descriptor; -1: nobody watches, the worker was started by hand. */
void ph_beacon_attach(int descriptor);
void ph_beacon_phase(ph_phase phase);

/* Around every call into a subject's code. */
void ph_beacon_enter(uint32_t arm_index);
void ph_beacon_leave(void);

/* With vectors: which row. */
void ph_beacon_row(uint64_t row);

#endif /* PH_BEACON_H */
