/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The user's own data: the records of a file, in chunks as subjects read them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/require.h"
#include "worker/data_tables.h"
#include "worker/framing_walk.h"
#include "worker/other_framing.h"

/* Where in the file chunks are cut. */
struct ph_data_rest {
    ph_record_file file;
    ph_framing_walk walk;
    uint64_t chunk_bytes;
    ph_framed_record ahead; /* Was stepped over, and is of the next chunk. */
    bool has_ahead;
    uint64_t records; /* Of the chunks so far. */
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Subjects read fixed records as they are, all others behind a word with their payload's length. */
static size_t word_bytes(const ph_data_rest *rest)
{
    return rest->walk.framing == PH_FRAMING_FIXED ? 0 : PH_RDW_BYTES;
}

static bool copy_record(ph_data_rest *rest, uint8_t *to, char *reason)
{
    const size_t length = rest->ahead.length;

    if (word_bytes(rest) > 0) {
        const uint8_t word[PH_RDW_BYTES] = { (uint8_t)(length >> 8), (uint8_t)length, 0, 0 };

        memcpy(to, word, sizeof(word));
        to += sizeof(word);
    }
    return ph_record_file_read(&rest->file, rest->ahead.offset, to, length, reason);
}

/*
 * Cut the next chunk: as many records as chunk_bytes hold, and one at least.
 *
 * @param slot      Room for capacity bytes, where it goes; NULL: nowhere.
 * @param capacity  A chunk that needs more is a misfit.
 * @param reason    As ph_framing_next() gives it.
 */
static ph_framing_step cut_chunk(ph_data_rest *rest, uint8_t *slot, size_t capacity, ph_chunk *ret,
                                 char *reason)
{
    ph_chunk chunk = { .first_record = rest->records };
    ph_framing_step step = PH_FRAMING_STEP_RECORD;

    for (;; rest->has_ahead = false) {
        if (!rest->has_ahead)
            step = ph_framing_next(&rest->walk, &rest->ahead, reason);
        if (step != PH_FRAMING_STEP_RECORD)
            break;
        rest->has_ahead = true;
        const size_t length = word_bytes(rest) + rest->ahead.length;
        if (chunk.record_count && chunk.length + length > rest->chunk_bytes)
            break;
        if (chunk.length + length > capacity) {
            (void)ph_reason_give(reason, "its records are longer than they were");
            return PH_FRAMING_STEP_MISFIT;
        }
        if (slot && !copy_record(rest, slot + chunk.length, reason))
            return PH_FRAMING_STEP_FAILED;
        chunk.length += length;
        chunk.record_count++;
    }
    if (step == PH_FRAMING_STEP_MISFIT || step == PH_FRAMING_STEP_FAILED)
        return step;
    chunk.slot_length = chunk.length;
    rest->records += chunk.record_count;
    *ret = chunk;
    return chunk.record_count ? PH_FRAMING_STEP_RECORD : PH_FRAMING_STEP_END;
}

static void rewind_chunks(ph_data_rest *rest)
{
    rest->walk = (ph_framing_walk){ .file = &rest->file,
                                    .framing = rest->walk.framing,
                                    .record_length = rest->walk.record_length };
    rest->has_ahead = false;
    rest->records = 0;
}

/* The file was found to be right before: a misfit now means that somebody writes to it. */
static bool refuse_change(const ph_data_rest *rest, ph_framing_step step, char *reason)
{
    char clause[PH_REASON_MAX];

    if (step != PH_FRAMING_STEP_MISFIT)
        return false; /* The reason is a sentence already. */
    memcpy(clause, reason, sizeof(clause));
    return ph_reason_give(reason, "data file %s changed while it was read: %.200s", rest->file.path,
                          clause);
}

/* Chunks that are found one by one. */
typedef struct chunk_list {
    ph_chunk *chunks;
    size_t count;
    size_t capacity;
    bool is_all; /* Of the file. */
} chunk_list;

static bool append(chunk_list *list, ph_chunk chunk)
{
    if (list->count == list->capacity) {
        const size_t capacity = larger(2 * list->capacity, 64);
        ph_chunk *chunks = realloc(list->chunks, capacity * sizeof(*chunks));

        if (!chunks)
            return false;
        list->chunks = chunks;
        list->capacity = capacity;
    }
    list->chunks[list->count++] = chunk;
    return true;
}

/* What is timed: the first chunks, up to the first one that bytes_max leave no room for. One at
 * least; the same in every launch. */
static bool find_timed(ph_data_rest *rest, uint64_t bytes_max, chunk_list *list, char *reason)
{
    uint64_t bytes = 0;

    for (;;) {
        ph_chunk chunk;
        const ph_framing_step step = cut_chunk(rest, NULL, SIZE_MAX, &chunk, reason);

        list->is_all = step == PH_FRAMING_STEP_END;
        if (step == PH_FRAMING_STEP_MISFIT || step == PH_FRAMING_STEP_FAILED)
            return refuse_change(rest, step, reason);
        if (list->is_all || (list->count && bytes + chunk.length > bytes_max))
            return true;
        bytes += chunk.length;
        if (!append(list, chunk))
            return ph_reason_give(reason, "no memory for the tables of %zu chunks", list->count);
    }
}

static bool fill_timed(ph_data_rest *rest, ph_data_set *data, char *reason)
{
    rewind_chunks(rest);
    for (size_t i = 0; i < data->timed_chunk_count; i++) {
        const ph_chunk *planned = &data->chunks[i];
        ph_chunk chunk = { 0 };
        ph_framing_step step = cut_chunk(rest, data->slots[i], data->slot_capacity, &chunk, reason);

        if (step == PH_FRAMING_STEP_RECORD && chunk.length == planned->length &&
            chunk.record_count == planned->record_count)
            continue;
        if (step == PH_FRAMING_STEP_RECORD || step == PH_FRAMING_STEP_END) {
            (void)ph_reason_give(reason, "its records are not as long as they were");
            step = PH_FRAMING_STEP_MISFIT;
        }
        return refuse_change(rest, step, reason);
    }
    return true;
}

/* No chunk of the file is longer. */
static size_t longest_chunk(const ph_data_rest *rest)
{
    const size_t record_max = rest->walk.framing == PH_FRAMING_FIXED
                                  ? (size_t)rest->walk.record_length
                                  : PH_RDW_BYTES + PH_RDW_PAYLOAD_MAX;

    return larger((size_t)rest->chunk_bytes, record_max);
}

/* @param has_rest  What is not timed is to be read, too. */
static bool build_slots(ph_data_rest *rest, const chunk_list *timed, bool has_rest, uint64_t random,
                        ph_data_set *data, char *reason)
{
    const size_t count = timed->count + (has_rest ? 1 : 0);
    size_t capacity = 0;

    for (size_t i = 0; i < timed->count; i++)
        capacity = larger(capacity, timed->chunks[i].length);
    if (!ph_data_tables_allocate(data, count) ||
        !ph_data_slots_allocate(data, capacity, has_rest ? longest_chunk(rest) : capacity, random))
        return ph_reason_give(reason, "no memory for %zu chunks of data", count);
    if (timed->count > 0)
        memcpy(data->chunks, timed->chunks, timed->count * sizeof(*timed->chunks));
    data->timed_chunk_count = timed->count;
    if (!ph_data_tables_finish(data))
        return ph_reason_give(reason, "no memory for one chunk of data");
    if (has_rest)
        data->max_length = larger(data->max_length, longest_chunk(rest));
    return fill_timed(rest, data, reason);
}

/* Is all of it made of such records? */
static bool check_framing(ph_data_rest *rest, uint64_t fixed_length, ph_data_set *data,
                          char *reason)
{
    const ph_framing given = rest->walk.framing;
    const ph_framing_step step =
        ph_framing_scan(&rest->file, given, rest->walk.record_length, &data->total_records, reason);

    if (step == PH_FRAMING_STEP_MISFIT)
        return ph_other_framing_refuse(&rest->file, given, fixed_length, reason);
    if (step != PH_FRAMING_STEP_END)
        return false;
    data->also_fits =
        given == PH_FRAMING_VB ? PH_FRAMING_COUNT : ph_other_framing_find(&rest->file, given, 0);
    return true;
}

static bool build(const ph_request *request, uint64_t fixed_length, uint64_t random,
                  ph_data_rest *rest, ph_data_set *data, char *reason)
{
    const bool is_first = request->launch == 0;
    chunk_list timed = { 0 };
    uint64_t records;

    if (!ph_record_file_open(request->data, &rest->file, reason))
        return false;
    if (rest->file.length == 0)
        return ph_reason_give(reason, "data file %s is empty: it holds no record", request->data);
    if (is_first && !check_framing(rest, fixed_length, data, reason))
        return false;
    records = data->total_records;
    data->file_bytes = rest->file.length;
    rewind_chunks(rest);
    const bool is_built =
        find_timed(rest, request->input_bytes, &timed, reason) &&
        build_slots(rest, &timed, is_first && !timed.is_all, random, data, reason);
    free(timed.chunks);
    if (is_first)
        data->total_records = records;
    return is_built;
}

bool ph_data_set_read(const ph_request *request, uint64_t fixed_length, uint64_t random,
                      ph_data_set *ret, char *reason)
{
    PH_REQUIRE(!request->workload && request->data);

    ph_data_set data = { .seed = request->seed, .also_fits = PH_FRAMING_COUNT };
    ph_data_rest *rest = calloc(1, sizeof(*rest));

    if (!rest)
        return ph_reason_give(reason, "no memory to read data file %s", request->data);
    rest->file.descriptor = -1;
    rest->chunk_bytes = request->chunk_bytes;
    rest->walk = (ph_framing_walk){ .framing = request->framing, .record_length = fixed_length };
    data.rest = rest;
    if (request->framing == PH_FRAMING_FIXED && fixed_length == 0 && request->launch > 0)
        (void)ph_reason_give(reason, "the copybook has no fixed record length");
    else if (build(request, fixed_length, random, rest, &data, reason)) {
        *ret = data;
        return true;
    }
    ph_data_set_free(&data);
    return false;
}

ph_framing_step ph_data_set_read_rest(ph_data_set *data, char *reason)
{
    PH_REQUIRE(ph_data_set_has_rest(data));

    ph_data_rest *rest = data->rest;
    const size_t last = data->chunk_count - 1;
    ph_framing_step step =
        cut_chunk(rest, data->slots[last], longest_chunk(rest), &data->chunks[last], reason);

    if (step == PH_FRAMING_STEP_END && !ph_record_file_is_unchanged(&rest->file, reason))
        step = PH_FRAMING_STEP_FAILED;
    if (step != PH_FRAMING_STEP_MISFIT)
        return step;
    (void)refuse_change(rest, step, reason);
    return PH_FRAMING_STEP_FAILED;
}

void ph_data_rest_free(ph_data_rest *rest)
{
    if (rest)
        ph_record_file_close(&rest->file);
    free(rest);
}
