/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From record to record through a file, as its framing (protocol/framing.h) says. */
#ifndef PH_HARNESS_WORKER_FRAMING_WALK_H
#define PH_HARNESS_WORKER_FRAMING_WALK_H

#include "protocol/framing.h"
#include "worker/record_file.h"

enum { PH_RDW_BYTES = 4, PH_RDW_PAYLOAD_MAX = 65535 };

typedef struct ph_framing_walk {
    ph_record_file *file; /* Borrowed. */
    ph_framing framing;
    uint64_t record_length; /* Of fixed records, above 0. */
    uint64_t offset;        /* Where what comes next begins. */
    uint64_t records;       /* That were stepped over. */
    uint64_t block_end;     /* Of the block around it, where there are blocks. */
    uint64_t blocks;        /* That were begun. */
} ph_framing_walk;

typedef enum ph_framing_step {
    PH_FRAMING_STEP_RECORD,
    PH_FRAMING_STEP_END,    /* The file ends where a record does. */
    PH_FRAMING_STEP_MISFIT, /* What stands there is no such record; the walk is over. */
    PH_FRAMING_STEP_FAILED, /* The file cannot be read. */
} ph_framing_step;

/* Where a record's own bytes are, without what frames them. */
typedef struct ph_framed_record {
    uint64_t offset;
    size_t length;
} ph_framed_record;

/*
 * Step over the next record; ret_record is written for one. A misfit's reason is a clause ("record
 * 3, at byte 108, does not fit into the file's 150 bytes"), a failure's a sentence. Neither says
 * what the file holds.
 */
ph_framing_step ph_framing_next(ph_framing_walk *walk, ph_framed_record *ret_record, char *reason);

/*
 * Does the whole file fit this framing? Reads all headers.
 *
 * @param record_length  Of fixed records; 0, not known, fits nothing.
 * @param ret_records    How many there are; written when it fits.
 * @return PH_FRAMING_STEP_END when it does, else _MISFIT or _FAILED, and reason as above.
 */
ph_framing_step ph_framing_scan(ph_record_file *file, ph_framing framing, uint64_t record_length,
                                uint64_t *ret_records, char *reason);

/* "rdw"; and what a file of it holds. */
const char *ph_framing_name(ph_framing framing);
const char *ph_framing_holds(ph_framing framing);

#endif /* PH_HARNESS_WORKER_FRAMING_WALK_H */
