/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One launch of a benchmark: the worker's events, made into one sample per arm. */
#ifndef PH_HARNESS_MEASURE_LAUNCH_H
#define PH_HARNESS_MEASURE_LAUNCH_H

#include <glib.h>

#include "measure/launch_latency.h"
#include "measure/worker_process.h"
#include "model/noise_seen.h"
#include "protocol/run_fact.h"
#include "system/host_counters.h"

/* What one arm gave in one launch. */
typedef struct ph_arm_sample {
    char *subject;
    char *level;
    gboolean is_void;
    char *reason;     /* When void. */
    uint64_t records; /* That were decoded or tried: more than are timed, of a long file. */
    uint64_t records_failed;
    uint64_t records_proven;
    char *checksum;
    uint64_t output_bytes; /* Of records: of the lines of one pass; else 0. */
    GArray *block_ns; /* double by round, for one pass over the input; NAN: set aside. Owned. */
    double input_ns;  /* Median over kept blocks, for one pass over the input; NAN: too few kept. */
    guint blocks_kept;
    guint blocks_preempted;
    guint blocks_slowed;
    ph_noise noise;             /* Its blocks, and what those set aside were set aside for. */
    ph_launch_latency *latency; /* NULL: its single calls were not timed. Owned. */
} ph_arm_sample;

typedef struct ph_launch {
    GPtrArray *samples; /* ph_arm_sample. Owned. */
    double input_bytes;
    double records;
    double records_checked;
    char *also_fits; /* Another record format that the user's file fits, too; NULL: none. Owned. */
    gboolean has_floats; /* The copybook has. */
    ph_launch_facts facts;
    ph_noise noise; /* What it saw, and what it did to the blocks of all arms. */
} ph_launch;

/* Read a complete worker's events; host: what the host counted from its start to its end. */
void ph_launch_read(const ph_worker_outcome *outcome, const ph_host_counters *host, ph_launch *ret);
void ph_launch_clear(ph_launch *launch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_launch, ph_launch_clear)

#endif /* PH_HARNESS_MEASURE_LAUNCH_H */
