/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The arms of a benchmark: everything that is timed in turn on the same data. A subject at a level,
 * or one of the machine's own limits.
 */
#ifndef PH_HARNESS_WORKER_ARM_H
#define PH_HARNESS_WORKER_ARM_H

#include <stdbool.h>
#include <stdint.h>

#include "answer/reason.h"
#include "subject/subject_library.h"
#include "worker/data_set.h"
#include "worker/limits.h"
#include "worker/marked_copybook.h"
#include "worker/output_window.h"
#include "worker/request.h"

/* Each subject can be two arms: record and file level. */
#define PH_ARMS_MAX (2 * PH_REQUEST_SUBJECTS_MAX * PH_SUBJECT_VARIANTS_MAX + PH_REQUEST_LIMITS_MAX)

typedef enum ph_arm_kind {
    PH_ARM_COLUMN,   /* Level "kernel": one column call per chunk, from cells. */
    PH_ARM_ENCODE,   /* Level "kernel": one column call per chunk, into cells. */
    PH_ARM_RECORDS,  /* Level "record": every record by itself. */
    PH_ARM_FILE,     /* Level "file": a chunk as one file. */
    PH_ARM_STREAM,   /* Level "disk": from one descriptor to another. */
    PH_ARM_COPYBOOK, /* Level "copybook": it is read, and a chunk decoded as a file of it. */
    PH_ARM_LIMIT,    /* What the machine can do with the bytes in the slot at all. */
} ph_arm_kind;

/* One block of calls and what it took. */
typedef struct ph_block {
    uint64_t ns;
    uint64_t bytes;                /* Of records, decoded or encoded; limits: that were read. */
    uint64_t probe_ns;             /* The slower of the throughput probes around it. */
    uint32_t involuntary_switches; /* Context switches during it. */
    uint32_t major_faults;         /* Pages read from a disk during it. */
    bool is_disturbed;             /* Any of these, or slower probes than its arm has had. */
    uint32_t causes;               /* Of that, as PH_NOISE_BIT. */
    struct ph_block *next_unread;  /* While no counter was read since: see ph_block_timer. */
} ph_block;

/* What stands before a subject's first record: how long each step took, once in a process. */
typedef struct ph_start_times {
    uint64_t load_ns;         /* Loading its library, its constructors included. */
    uint64_t open_ns;         /* Its open(). */
    uint64_t parse_ns;        /* Its open_layout(): reading the copybook. */
    uint64_t first_record_ns; /* Its first call: one record, with nothing warm; 0: not taken. */
} ph_start_times;

typedef struct ph_arm {
    char name[2 * PH_SUBJECT_NAME_MAX]; /* Of the subject with its variant, or of the limit. */
    ph_arm_kind kind;
    uint32_t operation; /* PH_OPERATION_*; 0 for a limit. */
    uint32_t hints;     /* For its columns: PH_COLUMN_STREAMED, or 0. */
    uint32_t threads;   /* That it may decode on, with PH_OPERATION_DECODE_FILE_THREADS; else 0. */
    const ph_limit *limit;             /* NULL for a subject. */
    const ph_subject_library *library; /* The subject is of; NULL for a limit. Borrowed. */
    const ph_subject *subject;
    void *state;
    void *layout;                /* Record levels. */
    ph_subject_layout asked;     /* Level "copybook": what each call is given; its copybook is... */
    ph_marked_copybook copybook; /* ...that. Owned; else without a text. */
    uint64_t record_length;      /* Bytes of that layout's records; 0: they vary, or it has none. */
    uint64_t fixed_length;       /* The same, if its records were fixed, which they may not be. */
    uint64_t *checksums;         /* Of the right output, by chunk. Owned. */
    size_t *output_lengths;      /* Bytes of text, JSON or cells that are right, by chunk. Owned. */
    size_t output_length_max;    /* The largest of them. */
    uint64_t block_calls;        /* Chunks per block, on average. */
    ph_block *blocks;            /* Owned. */
    size_t block_count;
    uint64_t quiet_probe_ns; /* The fastest of their probes; 0: there is none yet. */
    ph_start_times start;
    bool is_out;            /* Void: not run any more. */
    bool is_laid_out_apart; /* Not as the copybook says, nor void for that: nothing is proven. */
    char
        misfit[PH_REASON_MAX]; /* Void from the start: its layout is not the copybook's; else "". */
} ph_arm;

/* Records back to back, or lines to be encoded. Borrowed. */
typedef struct ph_record_bytes {
    const uint8_t *bytes;
    size_t length; /* Bytes. */
    size_t count;  /* Records in them. */
} ph_record_bytes;

/* "kernel", "record", "file", "disk", "copybook", "limit". */
const char *ph_arm_level(const ph_arm *arm);

bool ph_arm_is_limit(const ph_arm *arm);

/* What a subject is told of columns whose cells are in no cache, or may be in one. */
uint32_t ph_arm_column_hints(const ph_subject *subject, bool is_cold);

/* Level "kernel": its items are cells. */
bool ph_arm_is_kernel(const ph_arm *arm);

/* Level "record" or "file": its items are records. */
bool ph_arm_has_records(const ph_arm *arm);

/* Kernel or records: what it writes are cells. */
bool ph_arm_encodes(const ph_arm *arm);

/*
 * Decode or encode the chunk in a slot from its first_item-th cell on (kernel arms; others take the
 * whole chunk).
 *
 * @return whether the subject reported success; outcome, filled by it, says more.
 */
bool ph_arm_run(ph_arm *arm, const ph_data_set *data, size_t slot, size_t first_item,
                ph_output_window *window, ph_subject_outcome *outcome);

/* Decode any records, or encode any lines, with an arm that has them, to an output of so many
 * bytes. As above. */
bool ph_arm_run_records(ph_arm *arm, ph_record_bytes records, uint8_t *output,
                        size_t output_capacity, ph_subject_outcome *outcome);

/* A subject may leave out the end of a text: give the outcome's each one. */
void ph_arm_end_texts(ph_subject_outcome *outcome);

/* Remember of a right answer for a chunk how many bytes of text, JSON or cells it has. */
void ph_arm_note_output(ph_arm *arm, size_t chunk, size_t bytes);

/* What a right answer for this chunk writes; and at most for any chunk. */
ph_output_extent ph_arm_extent(const ph_arm *arm, const ph_data_set *data, size_t chunk);
ph_output_extent ph_arm_extent_max(const ph_arm *arm, const ph_data_set *data);

/* Bytes a call on this chunk counts for: of cells or records, or of the copybook that it reads. */
size_t ph_arm_bytes(const ph_arm *arm, const ph_chunk *chunk);

/* Cells of a kernel arm's chunk. */
size_t ph_arm_cell_count(const ph_data_set *data, const ph_chunk *chunk);

#endif /* PH_HARNESS_WORKER_ARM_H */
