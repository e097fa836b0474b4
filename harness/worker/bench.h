/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Everything one launch works with: the data, the arms, and the output window they share. */
#ifndef PH_HARNESS_WORKER_BENCH_H
#define PH_HARNESS_WORKER_BENCH_H

#include "perfharness/random.h"
#include "worker/allocation_counter.h"
#include "worker/arm.h"
#include "worker/cpu_events.h"
#include "worker/data_set.h"
#include "worker/instruction_counter.h"
#include "worker/output_window.h"
#include "worker/own_copybook.h"
#include "worker/own_truth.h"
#include "worker/request.h"

typedef struct ph_bench {
    const ph_request *request;
    ph_random random;
    ph_instruction_counter counter; /* Opened for the command count, before a subject is loaded. */
    ph_cpu_events events;           /* Likewise, where it asks for them. */
    ph_allocation_counter allocations; /* Likewise: where it is there, it counts alone. */
    ph_data_set data;
    ph_output_window window;
    ph_truth truth;   /* Room for one chunk. Owned; unused for the user's own data. */
    uint8_t *records; /* The records that truth belongs to; likewise. */
    ph_subject_library libraries[PH_REQUEST_SUBJECTS_MAX];
    ph_arm *arms; /* PH_ARMS_MAX. Owned. */
    size_t arm_count;
    ph_own_copybook own;    /* The user's. */
    ph_own_truth own_truth; /* What its records must decode to. */
    uint64_t fixed_length;  /* Of its records, if they are fixed; 0: not known. */
    uint64_t record_length; /* The same where they are; else 0. */
    bool has_floats;        /* It has COMP-1 or COMP-2, or may have. */
} ph_bench;

/*
 * Load the subjects in random order and make an arm for each operation of theirs that the request
 * needs, but for those it skips. Says what was loaded and what was refused in events. False when a
 * refusal ends the launch.
 */
bool ph_bench_load(const ph_request *request, ph_bench *bench);

/* Load or generate the data, and make room for output and truth. False after a refusal event. */
bool ph_bench_prepare_data(ph_bench *bench);

void ph_bench_free(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_BENCH_H */
