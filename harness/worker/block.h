/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One block of an arm's calls, timed between two probes, and what disturbed it. */
#ifndef PH_HARNESS_WORKER_BLOCK_H
#define PH_HARNESS_WORKER_BLOCK_H

#include "worker/bench.h"
#include "worker/check.h"
#include "worker/disturbance.h"

/* What is kept in mind from block to block, of all arms. */
typedef struct ph_block_timer {
    ph_bench *bench;            /* Borrowed. */
    size_t slot;                /* Where the next block begins to read. */
    ph_disturbance disturbance; /* Totals can be asked for after closing, too. */
    ph_thread_usage usage;      /* When it was looked at last. */
    uint64_t read_at_ns;        /* When the counters were read last. */
    ph_block *unread;           /* Slow ones since then, linked. Borrowed from their arms. */
    bool is_data_warm;          /* The last block read all of it; nothing was touched since. */
} ph_block_timer;

/* What a block is to be. */
typedef struct ph_block_order {
    uint64_t calls;        /* At least 1. */
    uint64_t checked_call; /* From 1: the call whose output is looked at; 0: none. */
} ph_block_order;

/* On the CPU that all blocks will be timed on. */
void ph_block_timer_open(ph_block_timer *timer, ph_bench *bench, size_t first_slot);

/*
 * Time one block more of an arm that is not out; arm->blocks has room for it. A wrong answer of the
 * checked call puts the arm out, and so does a call that fails; either is the block's last.
 */
void ph_block_take(ph_block_timer *timer, ph_arm *arm, ph_block_order order, ph_proof *proof);

/* Read the counters for the last time: until then, slow blocks may still get their causes. */
void ph_block_timer_close(ph_block_timer *timer);

#endif /* PH_HARNESS_WORKER_BLOCK_H */
