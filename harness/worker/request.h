/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worker is asked to do: its command line. */
#ifndef PH_HARNESS_WORKER_REQUEST_H
#define PH_HARNESS_WORKER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perfharness/record.h"
#include "perfharness/workload.h"
#include "protocol/framing.h"
#include "protocol/own_layout.h"
#include "protocol/worker_option.h"
#include "worker/disturbance.h"
#include "worker/limits.h"

#define PH_REQUEST_SUBJECTS_MAX  16
#define PH_REQUEST_SKIPS_MAX     32
#define PH_REQUEST_LIMITS_MAX    8
#define PH_REQUEST_COPYBOOKS_MAX 256

typedef struct ph_request_subject {
    const char *name; /* As it is called in reports; variants append "-VARIANT". */
    const char *path;
    const char *options; /* For open(); "" by default. */
} ph_request_subject;

/* Texts are borrowed from the command line. */
typedef struct ph_request {
    ph_worker_command command;

    ph_request_subject subjects[PH_REQUEST_SUBJECTS_MAX];
    size_t subject_count;
    /* "SUBJECT/LEVEL": arms that must not run; with vectors "SUBJECT/ROW": cells they must not see.
     */
    const char *skips[PH_REQUEST_SKIPS_MAX];
    size_t skip_count;
    const ph_limit *limits[PH_REQUEST_LIMITS_MAX]; /* Timed beside the subjects. */
    size_t limit_count;

    const ph_workload *workload; /* A built-in workload, or NULL: the user's own data below. */
    const char *copybook;        /* Path. */
    /* To lay out: paths, of which the one above is the first. */
    const char *copybooks[PH_REQUEST_COPYBOOKS_MAX];
    size_t copybook_count;
    const char *data;    /* Path. */
    const char *vectors; /* Path of a file as ph_vectors_answer() reads it. */
    uint32_t ccsid;
    ph_framing framing;    /* Of data. */
    uint32_t float_format; /* PH_FLOAT_*. */
    uint32_t shape;        /* PH_LINES_*; 0: the subject's own. */
    uint32_t controls;     /* PH_CONTROLS_*. */
    uint32_t redefines;    /* PH_REDEFINES_*. */
    const char *record;    /* Of the copybook, the one that is meant; NULL: it has no other. */
    ph_source_format source_format;
    ph_copybook_replacement replacements[PH_REPLACEMENTS_MAX];
    size_t replacement_count;
    uint64_t pointer_bytes;
    ph_layout_policy layout_policy;
    const char *expect; /* Path of differences that are expected, or NULL. */
    bool is_check_all;  /* All records are compared with what the reference makes of them. */
    /* To prove: who wrote the lines; NULL: there are none, and it is the records that are looked
     * at. */
    const char *lines_of;

    uint64_t seed;
    uint64_t launch; /* Index of this launch: seeds everything that differs between launches. */
    uint64_t draw;   /* To count: which of equally good chances, worker/chance.h. */
    uint64_t input_bytes;   /* How much data the working set has. */
    uint64_t chunk_bytes;   /* How much of it one call decodes, at most. */
    bool shows_bytes;       /* To decode: of records that fail. */
    bool is_copybook_only;  /* To describe: the data is not looked at. */
    bool is_cold;           /* Every block reads bytes no block has read for a whole pass. */
    bool has_events;        /* Of a counted call, it is said what else the CPU counts. */
    bool has_calls;         /* Single calls on records are timed, too. */
    uint64_t threads;       /* A file's records are decoded on so many; 0: as one thread does. */
    uint64_t sample_ms;     /* Time for timed blocks. */
    uint64_t block_us;      /* The slowest subject's block takes at least so long. */
    uint64_t spawned_at_ns; /* CLOCK_MONOTONIC when the parent spawned; 0: unknown. */
    int beacon_descriptor;  /* -1: nobody watches. */
    /* Seccomp programs: for before subjects are loaded, and after they are opened; -1: none. */
    int sandbox_descriptor, no_new_code_descriptor;
    /* cpu.stat of the control groups whose quotas hold for this process. */
    const char *throttling_files[PH_THROTTLING_FILES_MAX];
    size_t throttling_file_count;
} ph_request;

/* Parse the command line. False after a message on standard error when it is wrong. */
bool ph_request_parse(int argc, char **argv, ph_request *ret);

#endif /* PH_HARNESS_WORKER_REQUEST_H */
