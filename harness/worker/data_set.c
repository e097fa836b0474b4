/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/data_set.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "perfharness/require.h"
#include "worker/data_tables.h"

enum { LINE_BYTES = 64, PAGE_BYTES = 4096 };

bool ph_data_tables_allocate(ph_data_set *data, size_t chunk_count)
{
    data->chunk_count = chunk_count;
    data->chunks = calloc(chunk_count, sizeof(*data->chunks));
    data->slots = calloc(chunk_count, sizeof(*data->slots));
    data->slot_chunk = calloc(chunk_count, sizeof(*data->slot_chunk));
    return data->chunks && data->slots && data->slot_chunk;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

bool ph_data_tables_finish(ph_data_set *data)
{
    for (size_t i = 0; i < data->chunk_count; i++)
        data->slot_chunk[i] = i;
    for (size_t i = 0; i < data->timed_chunk_count; i++) {
        ph_chunk *chunk = &data->chunks[i];

        chunk->first_record = data->timed_records;
        data->timed_bytes += chunk->length;
        data->timed_records += chunk->record_count;
        data->max_length = larger(chunk->length, data->max_length);
        data->max_slot_length = larger(chunk->slot_length, data->max_slot_length);
        data->max_records = larger(chunk->record_count, data->max_records);
    }
    data->total_records = data->timed_records;
    data->spare = data->max_slot_length ? malloc(data->max_slot_length) : NULL;
    return data->spare != NULL;
}

static size_t round_up(size_t bytes)
{
    return (bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
}

bool ph_data_slots_allocate(ph_data_set *data, size_t capacity, size_t last_capacity,
                            uint64_t random)
{
    /* One line more than the data: slots then begin at every distance from a page boundary, and no
     * slot is always at the same distance as the output window (4 KiB aliasing). */
    const size_t slot_bytes = round_up(capacity) + LINE_BYTES;
    const size_t slots_bytes = (data->chunk_count - 1) * slot_bytes + round_up(last_capacity);
    /* Whole pages, as the kernel maps and counts them. */
    const size_t length = (slots_bytes + (size_t)2 * PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return false;
    data->memory = memory;
    data->memory_length = length;
    data->slot_capacity = capacity;
    for (size_t i = 0; i < data->chunk_count; i++)
        data->slots[i] =
            data->memory + random % (PAGE_BYTES / LINE_BYTES) * LINE_BYTES + i * slot_bytes;
    return true;
}

/* Where the right records, and the truth that lines are made of, stand while slots are filled. */
typedef struct beside_slot {
    uint8_t *records;
    ph_truth truth;
} beside_slot;

static bool allocate_beside(const ph_data_set *data, beside_slot *ret)
{
    const ph_chunk *const chunk = &data->chunks[0];
    const size_t cells = chunk->record_count * ph_workload_cell_count(data->workload);

    *ret = (beside_slot){ .records = malloc(chunk->length) };
    if (!ph_slot_has_lines(data->workload))
        return ret->records;
    ret->truth = (ph_truth){ .values = calloc(cells, sizeof(*ret->truth.values)),
                             .text = calloc(chunk->length, PH_TRUTH_UTF8_PER_BYTE),
                             .text_ends = calloc(cells, sizeof(*ret->truth.text_ends)) };
    return ret->records && ret->truth.values && ret->truth.text && ret->truth.text_ends;
}

static void free_beside(beside_slot *beside)
{
    free(beside->records);
    free(beside->truth.values);
    free(beside->truth.text);
    free(beside->truth.text_ends);
}

static bool fill_slots(ph_data_set *data)
{
    beside_slot beside;
    const bool has_memory = allocate_beside(data, &beside);

    for (size_t i = 0; i < data->chunk_count && has_memory; i++) {
        const ph_slot_maker maker = { data->workload, data->seed, data->chunks[i].record_count };

        data->chunks[i].slot_length =
            ph_slot_fill(&maker, i, data->slots[i], beside.records, &beside.truth);
    }
    free_beside(&beside);
    return has_memory;
}

bool ph_data_set_generate(const ph_request *request, uint64_t random, ph_data_set *ret,
                          char *reason)
{
    PH_REQUIRE(request->workload != NULL);

    const ph_workload *workload = request->workload;
    const size_t record_length = ph_workload_record_length(workload);
    const size_t chunk_records =
        request->chunk_bytes > record_length ? request->chunk_bytes / record_length : 1;
    const size_t length = chunk_records * record_length;
    const size_t chunk_count =
        request->input_bytes > length ? (size_t)(request->input_bytes / length) : 1;
    const size_t capacity = ph_slot_capacity(workload, chunk_records);
    ph_data_set data = { .workload = workload,
                         .seed = request->seed,
                         .timed_chunk_count = chunk_count,
                         .also_fits = PH_FRAMING_COUNT };

    if (!ph_data_tables_allocate(&data, chunk_count) ||
        !ph_data_slots_allocate(&data, capacity, capacity, random)) {
        ph_data_set_free(&data);
        return ph_reason_give(reason, "no memory for %zu bytes of data", chunk_count * capacity);
    }
    for (size_t i = 0; i < chunk_count; i++)
        data.chunks[i] = (ph_chunk){ .length = length, .record_count = chunk_records };
    if (!fill_slots(&data) || !ph_data_tables_finish(&data)) {
        ph_data_set_free(&data);
        return ph_reason_give(reason, "no memory for %zu bytes of records", length);
    }
    *ret = data;
    return true;
}

void ph_data_set_swap(ph_data_set *data, size_t a, size_t b)
{
    PH_REQUIRE(a < data->timed_chunk_count && b < data->timed_chunk_count && a != b);

    const size_t length = larger(ph_data_set_chunk_in(data, a)->slot_length,
                                 ph_data_set_chunk_in(data, b)->slot_length);
    const size_t chunk = data->slot_chunk[a];

    memcpy(data->spare, data->slots[a], length);
    memcpy(data->slots[a], data->slots[b], length);
    memcpy(data->slots[b], data->spare, length);
    data->slot_chunk[a] = data->slot_chunk[b];
    data->slot_chunk[b] = chunk;
}

bool ph_data_set_has_rest(const ph_data_set *data)
{
    return data->chunk_count > data->timed_chunk_count;
}

const ph_chunk *ph_data_set_chunk_in(const ph_data_set *data, size_t slot)
{
    PH_REQUIRE(slot < data->chunk_count);

    return &data->chunks[data->slot_chunk[slot]];
}

size_t ph_data_set_slot_of(const ph_data_set *data, size_t chunk)
{
    PH_REQUIRE(chunk < data->chunk_count);

    size_t slot = 0;

    while (data->slot_chunk[slot] != chunk)
        slot++; /* Every chunk is in one. */
    return slot;
}

ph_encode_input ph_data_set_encode_input(const ph_data_set *data, size_t slot)
{
    return ph_slot_view(data->workload, data->slots[slot],
                        ph_data_set_chunk_in(data, slot)->record_count);
}

void ph_data_set_free(ph_data_set *data)
{
    if (data->memory)
        (void)munmap(data->memory, data->memory_length);
    free(data->chunks);
    free((void *)data->slots);
    free(data->slot_chunk);
    free(data->spare);
    ph_data_rest_free(data->rest);
    *data = (ph_data_set){ 0 };
}
