/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/referee.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "answer/turn_window.h"
#include "worker/limits.h"
#include "worker/noise.h"
#include "worker/talk.h"
#include "worker/wide_lanes.h"

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

/* The other process has just written it, on this CPU: what it costs to find it there is no part of
 * the work, and as much in a turn that calls nothing. */
static void touch(const referee *r, const ph_turn *turn, size_t slot)
{
    const ph_output_window *window = &r->windows[slot];

    ph_limit_read(r->slots[slot], turn->slot_bytes);
    ph_limit_read((const uint8_t *)window->values, turn->values_bytes);
    ph_limit_read((const uint8_t *)window->text_ends, turn->text_ends_bytes);
    ph_limit_read(window->bytes, turn->bytes);
}

/* A user's lines, and those of records, are not touched in the turn that is timed, as their length
 * is the subject's. What it costs to find a page of theirs is no part of the work, either. */
static void find_pages(const referee *r, const ph_turn *turn)
{
    enum { PAGE_BYTES = 4096 };
    const size_t behind = turn->first_slot + turn->calls;

    for (size_t i = 0; i < turn->next_windows; i++)
        for (size_t at = 0; at < turn->next_bytes; at += PAGE_BYTES)
            (void)*(const volatile uint8_t *)(r->windows[behind + i].bytes + at);
}

/* In a process that was measured it is the copybook's. */
static bool has_other_layout(const ph_arm *arm, ph_turn_reply *reply)
{
    if (!*arm->misfit)
        return false;
    (void)snprintf(reply->error_code, sizeof(reply->error_code),
                   "its layout differs from process to process");
    return true;
}

static bool call(referee *r, const ph_turn *turn, size_t index, ph_turn_reply *reply)
{
    ph_bench *bench = r->bench;
    const bool is_own = !bench->request->workload;
    const ph_data_set *data = is_own ? &bench->data : &r->fresh;
    const size_t slot =
        is_own ? turn->chunks[index] % data->timed_chunk_count : turn->first_slot + index;
    const ph_chunk *chunk = ph_data_set_chunk_in(data, slot);
    ph_subject_outcome outcome;
    const bool is_ok = ph_arm_run(&bench->arms[turn->arm], data, slot, 0,
                                  &r->windows[turn->first_slot + index], &outcome);

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

static void describe_chunks(referee *r, const ph_turn *turn)
{
    const ph_workload *workload = r->fresh.workload;
    const ph_chunk chunk = {
        .length = workload ? turn->record_count * ph_workload_record_length(workload) : 0,
        .record_count = turn->record_count,
    };

    for (size_t i = 0; i < PH_TURN_CALLS_MAX; i++)
        r->chunks[i] = chunk;
    for (size_t i = 0; workload && i < turn->calls; i++)
        r->chunks[turn->first_slot + i].slot_length =
            ph_slot_has_lines(workload) ? turn->line_bytes[i] : chunk.length;
}

static void copy_to(uint8_t *part, size_t part_bytes, const uint8_t *slot, size_t slot_bytes)
{
    for (size_t at = 0; slot_bytes > 0 && at < part_bytes; at += slot_bytes)
        memcpy(part + at, slot, part_bytes - at < slot_bytes ? part_bytes - at : slot_bytes);
}

/* As much as a call reads and writes. */
static void copy(const referee *r, const ph_turn *turn, size_t slot, size_t to)
{
    const ph_output_window *window = &r->windows[to];

    copy_to((uint8_t *)window->values, turn->values_bytes, r->slots[slot], turn->slot_bytes);
    copy_to((uint8_t *)window->text_ends, turn->text_ends_bytes, r->slots[slot], turn->slot_bytes);
    copy_to(window->bytes, turn->bytes, r->slots[slot], turn->slot_bytes);
}

/* As subjects are timed: what is in the slots, in turn, to one window. */
static double copy_on(const referee *r, const ph_turn *turn)
{
    enum { PASSES = 101 };
    uint64_t fastest_ns = UINT64_MAX;

    for (int pass = 0; pass < PASSES; pass++) {
        const uint64_t start_ns = ph_clock_ns();

        for (size_t i = 0; i < turn->calls; i++)
            copy(r, turn, turn->first_slot + i, turn->first_slot);
        const uint64_t ns = ph_clock_ns() - start_ns;
        fastest_ns = ns < fastest_ns ? ns : fastest_ns;
    }
    return (double)fastest_ns / (double)turn->calls;
}

static void make_calls(referee *r, const ph_turn *turn, ph_turn_reply *reply)
{
    describe_chunks(r, turn);
    if (turn->arm == PH_TURN_COPY_ON && turn->calls > 0)
        reply->copy_ns = copy_on(r, turn);
    for (size_t i = 0; i < turn->calls && turn->arm != PH_TURN_COPY_ON; i++) {
        if (turn->looks)
            touch(r, turn, turn->first_slot + i);
        if (turn->arm < r->bench->arm_count &&
            (has_other_layout(&r->bench->arms[turn->arm], reply) || !call(r, turn, i, reply)))
            return;
        if (turn->arm == PH_TURN_COPY)
            copy(r, turn, turn->first_slot + i, turn->first_slot + i);
        reply->calls_done++;
    }
    find_pages(r, turn);
}

/* Lines are within the slot that they are said to be in. */
static bool has_possible_lines(const referee *r, const ph_turn *turn)
{
    for (size_t i = 0; i < turn->calls; i++)
        if (turn->line_bytes[i] > r->memory->slot_bytes)
            return false;
    return true;
}

/* It says what to read: not beyond what there is. */
static bool is_possible(const referee *r, const ph_turn *turn)
{
    const ph_turn_memory *memory = r->memory;

    return (turn->arm < r->bench->arm_count || turn->arm >= PH_TURN_LOOK) &&
           turn->calls <= PH_TURN_CALLS_MAX && has_possible_lines(r, turn) &&
           turn->first_slot <= PH_TURN_CALLS_MAX - turn->calls &&
           turn->next_windows <= PH_TURN_CALLS_MAX - turn->calls - turn->first_slot &&
           turn->next_bytes <= memory->window_bytes && turn->slot_bytes <= memory->slot_bytes &&
           turn->bytes <= memory->window_bytes &&
           turn->values_bytes <= memory->window_cells * sizeof(int64_t) &&
           turn->text_ends_bytes <= memory->window_cells * sizeof(uint32_t);
}

bool ph_referee_serve(ph_bench *bench)
{
    referee r = { .bench = bench };
    ph_turn turn;

    if (!read_own_data(bench) || !map_memory(&r) || !ph_talk_say_arms(bench))
        return false;
    while (ph_talk_hear(&turn, sizeof(turn))) {
        ph_turn_reply reply = { 0 };

        if (!is_possible(&r, &turn))
            return false;
        /* In turns without calls as well, which are subtracted. */
        ph_wide_lanes_wake();
        make_calls(&r, &turn, &reply);
        if (!ph_talk_say(&reply, sizeof(reply)))
            return false;
    }
    return true;
}
