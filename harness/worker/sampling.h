/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Timing: calibration, then blocks of all arms in random order, some of them checked. */
#ifndef PH_SAMPLING_H
#define PH_SAMPLING_H

#include "worker/bench.h"
#include "worker/check.h"

typedef struct ph_sampling_facts {
    uint64_t clock_grain_ns;
    double core_clock_hz;
    uint64_t first_sample_at_ns;   /* When the first timed block began. */
    uint64_t blocks_checked;       /* Timed blocks whose output was compared. */
    uint64_t timed_ns;             /* Inside timed blocks. */
    uint64_t elapsed_ns;           /* From the first block to the end of the last. */
    uint64_t involuntary_switches; /* In that time, as the next two. */
    uint64_t major_faults;
    uint64_t migrations;
    bool is_migrations_known;
} ph_sampling_facts;

/*
 * Choose how many calls make a block: the same number for every subject, so that they do the same
 * work; but limits, which are faster, repeat more often, and a subject hundreds of times slower
 * than another less often.
 */
void ph_calibrate(ph_bench *bench, ph_proof *proofs);

/* Take blocks until the request's time is used up. Arms whose output is wrong are put out. */
void ph_sample(ph_bench *bench, ph_proof *proofs, ph_sampling_facts *facts);

#endif /* PH_SAMPLING_H */
