/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/referee.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "answer/turn_window.h"
#include "worker/limits.h"

typedef struct referee {
    ph_bench *bench;
    const ph_turn_memory *memory;
    ph_output_window windows[PH_TURN_CALLS_MAX];
    /* The slots that the harness fills, as a data set of one chunk a slot. */
    ph_data_set fresh;
    uint8_t *slots[PH_TURN_CALLS_MAX];
    ph_chunk chunks[PH_TURN_CALLS_MAX];
    size_t slot_chunk[PH_TURN_CALLS_MAX];
} referee;

static void *map_all(int descriptor, int protection)
{
    const off_t length = lseek(descriptor, 0, SEEK_END);
    void *memory =
        length > 0 ? mmap(NULL, (size_t)length, protection, MAP_SHARED, descriptor, 0) : MAP_FAILED;

    return memory == MAP_FAILED ? NULL : memory;
}

static bool map_memory(referee *r)
{
    uint8_t *slots = map_all(PH_TURN_SLOTS_DESCRIPTOR, PROT_READ);
    uint8_t *windows = map_all(PH_TURN_WINDOWS_DESCRIPTOR, PROT_READ | PROT_WRITE);

    if (!slots || !windows)
        return false;
    r->memory = (const ph_turn_memory *)(const void *)slots;
    for (size_t i = 0; i < PH_TURN_CALLS_MAX; i++) {
        const ph_turn_window window = ph_turn_window_at(r->memory, windows, i);

        r->slots[i] = slots + ph_turn_slot_offset(r->memory, i);
        r->slot_chunk[i] = i;
        r->windows[i] = (ph_output_window){ .values = window.values,
                                            .value_capacity = r->memory->window_cells,
                                            .bytes = window.bytes,
                                            .byte_capacity = r->memory->window_bytes,
                                            .text_ends = window.text_ends };
    }
    r->fresh = (ph_data_set){ .workload = r->bench->request->workload,
                              .chunk_count = PH_TURN_CALLS_MAX,
                              .chunks = r->chunks,
                              .slots = r->slots,
                              .slot_chunk = r->slot_chunk };
    return true;
}

/* A user's own data are read here: they cannot be made afresh, whoever reads them. */
static bool read_own_data(ph_bench *bench)
{
    return bench->request->workload || bench->arm_count == 0 || ph_bench_prepare_data(bench);
}

/* A message is one write and one read. */
static bool send_all(const void *bytes, size_t length)
{
    return write(PH_TURN_TALK_DESCRIPTOR, bytes, length) == (ssize_t)length;
}

static bool next_turn(ph_turn *ret)
{
    return read(PH_TURN_TALK_DESCRIPTOR, ret, sizeof(*ret)) == (ssize_t)sizeof(*ret);
}

static bool say_arms(const ph_bench *bench)
{
    ph_turn_arms arms = { .chunk_count = bench->data.timed_chunk_count };

    for (; arms.count < bench->arm_count && arms.count < PH_TURN_ARMS_MAX; arms.count++) {
        const ph_arm *arm = &bench->arms[arms.count];
        ph_turn_arm *said = &arms.arms[arms.count];

        (void)snprintf(said->name, sizeof(said->name), "%s", arm->name);
        (void)snprintf(said->level, sizeof(said->level), "%s", ph_arm_level(arm));
    }
    return send_all(&arms, sizeof(arms));
}

/* The other process has just written all of it, on this CPU: what a call costs beyond its work is
 * looked up here, before it, and as much in a turn without calls. */
static void touch(const referee *r, const ph_turn *turn)
{
    const size_t cells = r->memory->window_cells;

    for (size_t i = 0; i < turn->calls; i++) {
        ph_limit_read(r->slots[i], r->memory->slot_bytes);
        ph_limit_read((const uint8_t *)r->windows[i].values,
                      cells * (sizeof(int64_t) + sizeof(uint32_t)));
    }
}

static bool call(referee *r, const ph_turn *turn, size_t index, ph_turn_reply *reply)
{
    ph_bench *bench = r->bench;
    const bool is_own = !bench->request->workload;
    const ph_data_set *data = is_own ? &bench->data : &r->fresh;
    const size_t slot = is_own ? (turn->first_chunk + index) % data->timed_chunk_count : index;
    const ph_chunk *chunk = ph_data_set_chunk_in(data, slot);
    ph_subject_outcome outcome;
    const bool is_ok =
        ph_arm_run(&bench->arms[turn->arm], data, slot, 0, &r->windows[index], &outcome);

    reply->output_bytes[index] = outcome.output_length;
    reply->input_bytes[index] = chunk->length;
    reply->records[index] = chunk->record_count;
    if (is_ok)
        return true;
    reply->first_failed = outcome.first_failed;
    (void)snprintf(reply->error_code, sizeof(reply->error_code), "%.63s", outcome.error_code);
    (void)snprintf(reply->error_detail, sizeof(reply->error_detail), "%.255s",
                   outcome.error_detail);
    return false;
}

static void make_calls(referee *r, const ph_turn *turn, ph_turn_reply *reply)
{
    for (size_t i = 0; i < PH_TURN_CALLS_MAX; i++)
        r->chunks[i] =
            (ph_chunk){ .length =
                            turn->record_count *
                            (r->fresh.workload ? ph_workload_record_length(r->fresh.workload) : 0),
                        .record_count = turn->record_count };
    touch(r, turn);
    if (turn->arm >= r->bench->arm_count)
        return;
    while (reply->calls_done < turn->calls && call(r, turn, reply->calls_done, reply))
        reply->calls_done++;
}

bool ph_referee_serve(ph_bench *bench)
{
    referee r = { .bench = bench };
    ph_turn turn;

    if (!read_own_data(bench) || !map_memory(&r) || !say_arms(bench))
        return false;
    while (next_turn(&turn)) {
        ph_turn_reply reply = { 0 };

        if (turn.calls > PH_TURN_CALLS_MAX)
            return false;
        make_calls(&r, &turn, &reply);
        if (!send_all(&reply, sizeof(reply)))
            return false;
    }
    return true;
}
