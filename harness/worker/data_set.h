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

#include "worker/reason.h"
#include "worker/request.h"

typedef struct ph_chunk {
    size_t length;         /* Bytes of its records: what speeds are in, whichever way they go. */
    size_t slot_length;    /* Bytes its slot holds: the records, or what is encoded into them. */
    size_t record_count;   /* Records in them. */
    uint64_t first_record; /* Index of the first one in the whole data set. */
} ph_chunk;

typedef struct ph_data_set {
    const ph_workload *workload; /* NULL for the user's own data. */
    uint64_t seed;
    size_t chunk_count;
    ph_chunk *chunks;         /* By chunk. Owned. */
    uint8_t **slots;          /* Address of each slot. Owned; the bytes are part of memory. */
    size_t slot_capacity;     /* Room in each slot; 0: they lie back to back in the user's file. */
    size_t *slot_chunk;       /* Which chunk is in each slot. Owned. */
    size_t timed_chunk_count; /* The first so many are timed; all are checked. */
    size_t max_length;        /* Of the longest chunk. */
    size_t max_slot_length;   /* In the slot that holds most. */
    size_t max_records;       /* In the chunk with most. */
    uint64_t timed_bytes;     /* Of the chunks that are timed. */
    uint64_t timed_records;
    uint64_t total_records; /* Of all chunks. */
    uint8_t *memory;        /* Owned mapping of memory_length bytes. */
    size_t memory_length;
    uint8_t *spare;        /* Owned: max_slot_length bytes for swapping. */
    bool is_rdw_rewritten; /* The file's lengths counted their own 4 bytes; ours do not. */
} ph_data_set;

/* What is in a slot that holds values or texts, for as many cells as its chunk has. */
typedef struct ph_encode_input {
    int64_t *values;     /* Decimals: one per cell; else NULL. */
    uint8_t *text;       /* Text: UTF-8 back to back; else NULL. */
    uint32_t *text_ends; /* Text: offset in text just past each cell's; else NULL. */
} ph_encode_input;

/*
 * Generate the request's workload. Slots start at a random distance from a page boundary. False
 * when there is no memory for it; reason (PH_REASON_MAX) says so.
 */
bool ph_data_set_generate(const ph_request *request, uint64_t random, ph_data_set *ret,
                          char *reason);

/*
 * Read the user's data file. It is mapped, not copied. The first launch takes all of it, so that
 * every record is checked once; what is timed, and all that later launches take, are the first
 * request->input_bytes of it.
 *
 * @param record_length  Of the copybook; 0 when it varies. Fixed records need it.
 * @return false when the file cannot be read or is not made of such records; reason says where and
 *         why, never what the data holds.
 */
bool ph_data_set_read(const ph_request *request, uint64_t record_length, ph_data_set *ret,
                      char *reason);

/* Exchange the contents of two slots. False, and nothing happens, where one has no room for the
 * other's: a user's own records lie back to back. */
bool ph_data_set_swap(ph_data_set *data, size_t a, size_t b);

const ph_chunk *ph_data_set_chunk_in(const ph_data_set *data, size_t slot);

/* Of a workload that encodes. Borrowed. */
ph_encode_input ph_data_set_encode_input(const ph_data_set *data, size_t slot);

void ph_data_set_free(ph_data_set *data);

#endif /* PH_HARNESS_WORKER_DATA_SET_H */
