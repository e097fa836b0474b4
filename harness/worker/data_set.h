/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What subjects are given: chunks of whole records, each in a slot of memory. A slot holds the
 * records themselves, or, where a workload is the way back, the values or texts to encode.
 *
 * Which chunk is in which slot changes during a run: two slots can swap their contents, so that a
 * subject which remembers an address instead of working on what is there gives the wrong answer.
 */
#ifndef PH_HARNESS_WORKER_DATA_SET_H
#define PH_HARNESS_WORKER_DATA_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer/reason.h"
#include "answer/slot.h"
#include "worker/framing_walk.h"
#include "worker/request.h"

typedef struct ph_chunk {
    size_t length;         /* Bytes of its records: what speeds are in, whichever way they go. */
    size_t slot_length;    /* Bytes its slot holds: the records, or what is encoded into them:
                              values, texts, lines of JSON. */
    size_t record_count;   /* Records in them. */
    uint64_t first_record; /* Index of the first one in the whole data set. */
} ph_chunk;

/* How far a file of the user's was read. */
typedef struct ph_data_rest ph_data_rest;

typedef struct ph_data_set {
    const ph_workload *workload; /* NULL for the user's own data. */
    uint64_t seed;
    size_t chunk_count;       /* In memory: those that are timed, and room for one of the rest. */
    ph_chunk *chunks;         /* By chunk. Owned. */
    uint8_t **slots;          /* Address of each slot. Owned; the bytes are part of memory. */
    size_t slot_capacity;     /* Room in each slot of what is timed. */
    size_t *slot_chunk;       /* Which chunk is in each slot. Owned. */
    size_t timed_chunk_count; /* The first so many are timed: the same in every launch. */
    size_t max_length;        /* Of the longest chunk, the rest's included. */
    size_t max_slot_length;   /* In the slot that holds most. */
    size_t max_records;       /* In the chunk with most. */
    uint64_t timed_bytes;     /* Of the chunks that are timed. */
    uint64_t timed_records;
    uint64_t total_records; /* That are checked: the rest's included. */
    uint8_t *memory;        /* Owned mapping of memory_length bytes. */
    size_t memory_length;
    uint8_t *spare;      /* Owned: max_slot_length bytes for swapping. */
    ph_data_rest *rest;  /* Of a user's file. Owned; NULL: there is none. */
    uint64_t file_bytes; /* Of a user's file. */
    /*
     * Another of vb, rdw and rdw-payload that a user's file fits, too; PH_FRAMING_COUNT: none, or
     * it was read as vb, whose blocks are RDW records as well. A size that records of one length
     * have tells nothing, so fixed is never among them.
     */
    ph_framing also_fits;
} ph_data_set;

/*
 * Generate the request's workload. Slots start at a random distance from a page boundary. False
 * when there is no memory for it; reason (PH_REASON_MAX) says so.
 */
bool ph_data_set_generate(const ph_request *request, uint64_t random, ph_data_set *ret,
                          char *reason);

/*
 * Read the user's data file. Timed are its first chunks, up to the first one that
 * request->input_bytes leave no room for: they stay in memory. The first launch looks at the
 * framing of the whole file, and goes on to what is not timed chunk by chunk, so that every record
 * is checked once: ph_data_set_read_rest().
 *
 * @param fixed_length  Of the copybook's records; 0 when it varies. Fixed records need it.
 * @return false when the file cannot be read or is not made of such records; reason says where and
 *         why, and as what it could be read; never what the data holds.
 */
bool ph_data_set_read(const ph_request *request, uint64_t fixed_length, uint64_t random,
                      ph_data_set *ret, char *reason);

/* Is there anything that is not timed, for ph_data_set_read_rest() to read? */
bool ph_data_set_has_rest(const ph_data_set *data);

/*
 * Read the next chunk of what is not timed into the last slot.
 *
 * @return PH_FRAMING_STEP_RECORD; _END: there is no more, and the file is what it was; _FAILED
 *         after filling in reason: it cannot be read, or has changed.
 */
ph_framing_step ph_data_set_read_rest(ph_data_set *data, char *reason);

/* Exchange the contents of two slots of what is timed. */
void ph_data_set_swap(ph_data_set *data, size_t a, size_t b);

const ph_chunk *ph_data_set_chunk_in(const ph_data_set *data, size_t slot);

/* In which slot a chunk is. */
size_t ph_data_set_slot_of(const ph_data_set *data, size_t chunk);

/* Of a workload that encodes columns. Borrowed. */
ph_encode_input ph_data_set_encode_input(const ph_data_set *data, size_t slot);

void ph_data_set_free(ph_data_set *data);

#endif /* PH_HARNESS_WORKER_DATA_SET_H */
