/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/sampling.h"

#include <stdlib.h>

#include "worker/beacon.h"
#include "worker/disturbance.h"
#include "worker/noise.h"

enum {
    GRAINS_PER_BLOCK = 1000, /* A block is so many times the clock's grain at least. */
    SLOW_BLOCK_NS = 2000000, /* No subject needs longer ones: they are seldom undisturbed. */
    PROBE_TRIES = 3,         /* Of a probe that is slow: what disturbs a block lasts. */
    CHECK_ONE_IN = 8,        /* Timed blocks whose output is checked. */
    ROUNDS_MIN = 12,
    ROUNDS_MAX = 400,
    QUIET_BLOCKS_MIN = 8, /* Per arm; on a busy machine sampling goes on for them, ... */
    EXTENSION_MS = 2000,  /* ... for so much longer at most. */
    CALIBRATION_CALLS = 3,
    /* Beside a busy sibling most probes are slow, and a reading takes 10 µs. What moves while a
     * thread has its CPU is counted in steps of 10 ms: more readings would tell no more. */
    SLOWED_READ_EVERY_NS = 5000000,
};

/* Where the next block reads: it moves through the whole data set, so that with cold data no block
 * finds what an earlier one left in a cache. */
typedef struct cursor {
    size_t slot;
} cursor;

static size_t next_slot(const ph_bench *bench, cursor *at)
{
    const size_t slot = at->slot;

    at->slot = slot + 1 == bench->data.timed_chunk_count ? 0 : slot + 1;
    return slot;
}

/* What sampling keeps in mind from block to block. */
typedef struct sampling {
    ph_bench *bench;
    cursor at;
    ph_disturbance disturbance;
    ph_thread_usage usage; /* When it was looked at last. */
    uint64_t read_at_ns;   /* When the counters were read last. */
    bool is_data_warm;     /* The last block read all data, and nothing else was touched since. */
    ph_sampling_facts *facts;
} sampling;

static uint64_t time_one_call(ph_bench *bench, ph_arm *arm, size_t slot, ph_proof *proof)
{
    ph_subject_outcome outcome;

    ph_beacon_enter((uint32_t)(arm - bench->arms));
    const uint64_t start = ph_clock_ns();
    const bool is_ok = ph_arm_run(arm, &bench->data, slot, 0, &bench->window, &outcome);
    const uint64_t end = ph_clock_ns();
    ph_beacon_leave();
    if (!is_ok)
        ph_proof_void(arm, proof, "fails when it is called again on data it has decoded");
    return end - start;
}

static uint64_t call_ns(ph_bench *bench, ph_arm *arm, ph_proof *proof)
{
    uint64_t fastest = UINT64_MAX;
    cursor at = { 0 };

    for (int i = 0; i < CALIBRATION_CALLS && !arm->is_out; i++) {
        /* Another slot each time, as the blocks will have it. */
        const uint64_t ns = time_one_call(bench, arm, next_slot(bench, &at), proof);

        fastest = ns < fastest ? ns : fastest;
    }
    return fastest ? fastest : 1;
}

static uint64_t calls_for(uint64_t block_ns, uint64_t one_call_ns)
{
    return (block_ns + one_call_ns - 1) / one_call_ns;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t calls_of_subject(uint64_t calls, uint64_t block_ns, uint64_t one_call_ns)
{
    const uint64_t calls_max = calls_for(larger(block_ns, SLOW_BLOCK_NS), one_call_ns);

    return calls < calls_max ? calls : calls_max;
}

void ph_calibrate(ph_bench *bench, ph_proof *proofs)
{
    const uint64_t floor_ns = GRAINS_PER_BLOCK * ph_clock_grain_ns();
    const uint64_t block_ns = bench->request->block_us * UINT64_C(1000);
    uint64_t call_ns_of[PH_ARMS_MAX] = { 0 };
    uint64_t fastest_ns = UINT64_MAX, slowest_ns = 1;

    for (size_t i = 0; i < bench->arm_count; i++) {
        ph_arm *arm = &bench->arms[i];

        if (arm->is_out)
            continue;
        const uint64_t ns = call_ns_of[i] = call_ns(bench, arm, &proofs[i]);
        if (ph_arm_is_limit(arm)) {
            arm->block_calls = calls_for(floor_ns, ns);
        } else {
            fastest_ns = ns < fastest_ns ? ns : fastest_ns;
            slowest_ns = larger(ns, slowest_ns);
        }
    }

    const uint64_t calls = larger(calls_for(floor_ns, fastest_ns), calls_for(block_ns, slowest_ns));
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!ph_arm_is_limit(&bench->arms[i]) && call_ns_of[i])
            bench->arms[i].block_calls = calls_of_subject(calls, block_ns, call_ns_of[i]);
}

/* Bring warm data into the caches, where the block before this one may have left them cold. */
static void warm_up(ph_bench *bench, cursor from, uint64_t calls)
{
    for (uint64_t i = 0; i < calls && i < bench->data.timed_chunk_count; i++) {
        const size_t slot = next_slot(bench, &from);

        ph_limit_read(bench->data.slots[slot],
                      ph_data_set_chunk_in(&bench->data, slot)->slot_length);
    }
}

/* A limit may leave its input alone. */
static bool reads_all_data(const ph_bench *bench, const ph_arm *arm)
{
    return !ph_arm_is_limit(arm) && arm->block_calls >= bench->data.timed_chunk_count;
}

static size_t last_slot(const ph_bench *bench, cursor from, uint64_t calls)
{
    return (from.slot + (calls - 1) % bench->data.timed_chunk_count) %
           bench->data.timed_chunk_count;
}

/* Put other bytes where the block's last call will look, and spoil what it should write. */
static void prepare_check(ph_bench *bench, const ph_arm *arm, size_t slot)
{
    ph_data_set *data = &bench->data;

    ph_data_set_swap(data, slot, ph_random_below(&bench->random, data->timed_chunk_count));
    ph_output_window_poison(&bench->window, ph_arm_extent_max(arm, data));
}

/* The timed part: no allocation, no system call, no output. False when a call failed. */
static bool run_calls(ph_bench *bench, ph_arm *arm, cursor *at, ph_subject_outcome *outcome,
                      ph_block *block)
{
    uint64_t bytes = 0;
    bool is_ok = true;
    const uint64_t start = ph_clock_ns();

    for (uint64_t i = 0; i < arm->block_calls; i++) {
        const size_t slot = next_slot(bench, at);

        is_ok &= ph_arm_run(arm, &bench->data, slot, 0, &bench->window, outcome);
        bytes += ph_arm_bytes(arm, ph_data_set_chunk_in(&bench->data, slot));
    }
    block->ns = ph_clock_ns() - start;
    block->bytes = bytes;
    return is_ok;
}

/* Which counters moved since the last reading, as PH_NOISE_BIT. */
static uint32_t read_disturbance(sampling *sampler, bool has_lost_cpu)
{
    sampler->read_at_ns = ph_clock_ns();
    sampler->is_data_warm = false;
    return ph_disturbance_read(&sampler->disturbance, has_lost_cpu);
}

static bool is_same_usage(ph_thread_usage a, ph_thread_usage b)
{
    return a.involuntary_switches == b.involuntary_switches && a.major_faults == b.major_faults;
}

/* What happened between two blocks must not be taken for the later one's. */
static void forget_the_time_between(sampling *sampler)
{
    const ph_thread_usage now = ph_thread_usage_read();

    if (is_same_usage(now, sampler->usage))
        return;
    (void)read_disturbance(sampler, true);
    sampler->usage = ph_thread_usage_read();
}

/* Beside the fastest of the arm's probes so far. Whether a block is set aside is decided over all
 * of a launch's probes, with a wider view. */
static bool is_slow(const ph_arm *arm, uint64_t probe_ns)
{
    return arm->quiet_probe_ns &&
           (double)probe_ns > (double)arm->quiet_probe_ns * PH_PROBE_SLOWED_ABOVE;
}

/*
 * A CPU that changes its clock stands still for a moment, as it does some microseconds after code
 * that works its widest vector units. A neighbour or a busy sibling thread stays longer.
 */
static uint64_t lasting_probe_ns(const ph_arm *arm)
{
    uint64_t fastest = ph_throughput_probe_ns();

    for (int i = 1; i < PROBE_TRIES && is_slow(arm, fastest); i++) {
        const uint64_t again = ph_throughput_probe_ns();

        fastest = again < fastest ? again : fastest;
    }
    return fastest;
}

/* The block between two probes, all three between two looks at what the thread had to bear. */
static bool time_block(sampling *sampler, ph_arm *arm, ph_subject_outcome *outcome, ph_block *block)
{
    ph_bench *bench = sampler->bench;
    const ph_thread_usage before = sampler->usage;

    ph_beacon_enter((uint32_t)(arm - bench->arms));
    const uint64_t probe_before_ns = lasting_probe_ns(arm);
    const bool is_ok = run_calls(bench, arm, &sampler->at, outcome, block);
    const uint64_t probe_after_ns = lasting_probe_ns(arm);
    ph_beacon_leave();

    sampler->usage = ph_thread_usage_read();
    block->probe_ns = larger(probe_before_ns, probe_after_ns);
    block->involuntary_switches = sampler->usage.involuntary_switches - before.involuntary_switches;
    block->major_faults = sampler->usage.major_faults - before.major_faults;
    return is_ok;
}

/* Its own counts are exact; of all others, whatever moved since the last reading may be it. */
static uint32_t causes_of(const ph_block *block, uint32_t moved)
{
    const uint32_t own = PH_NOISE_BIT(PH_NOISE_SWITCH) | PH_NOISE_BIT(PH_NOISE_MAJOR_FAULT);
    uint32_t causes = moved & ~own;

    if (block->involuntary_switches > 0)
        causes |= PH_NOISE_BIT(PH_NOISE_SWITCH);
    if (block->major_faults > 0)
        causes |= PH_NOISE_BIT(PH_NOISE_MAJOR_FAULT);
    return causes;
}

/* Find out what disturbed the block, if anything did. */
static void attach_causes(sampling *sampler, ph_arm *arm, ph_block *block)
{
    const bool is_slowed = is_slow(arm, block->probe_ns);
    const bool has_lost_cpu = block->involuntary_switches > 0 || block->major_faults > 0;
    const bool is_due = is_slowed && ph_clock_ns() - sampler->read_at_ns > SLOWED_READ_EVERY_NS;

    block->is_disturbed = has_lost_cpu || is_slowed;
    if (has_lost_cpu || is_due)
        block->causes = causes_of(block, read_disturbance(sampler, has_lost_cpu));
    if (arm->quiet_probe_ns == 0 || block->probe_ns < arm->quiet_probe_ns)
        arm->quiet_probe_ns = block->probe_ns;
}

static void sample_block(sampling *sampler, ph_arm *arm, ph_proof *proof)
{
    ph_bench *bench = sampler->bench;
    ph_sampling_facts *facts = sampler->facts;
    const bool is_checked =
        !ph_arm_is_limit(arm) && ph_random_below(&bench->random, CHECK_ONE_IN) == 0;
    const size_t slot = last_slot(bench, sampler->at, arm->block_calls);
    ph_subject_outcome outcome;
    ph_block *block = &arm->blocks[arm->block_count];

    if (is_checked)
        prepare_check(bench, arm, slot);
    forget_the_time_between(sampler);
    if (!bench->request->is_cold && (is_checked || !sampler->is_data_warm))
        warm_up(bench, sampler->at, arm->block_calls);
    const bool is_ok = time_block(sampler, arm, &outcome, block);
    sampler->is_data_warm = reads_all_data(bench, arm) && !is_checked;
    attach_causes(sampler, arm, block);

    arm->block_count++;
    arm->quiet_block_count += block->involuntary_switches == 0;
    facts->timed_ns += block->ns;
    if (!is_ok)
        ph_proof_void(arm, proof, "fails while it is timed on data it has decoded before");
    if (is_checked && !ph_check_window(bench, arm, slot, &outcome))
        ph_proof_void(arm, proof,
                      "the output of a timed block is not the right answer: it was right when "
                      "it was checked before timing");
    facts->blocks_checked += is_checked;
}

static bool needs_more(const ph_bench *bench, int round, uint64_t spent_ns)
{
    const uint64_t asked_ns = bench->request->sample_ms * UINT64_C(1000000);
    const uint64_t extended_ns = asked_ns + EXTENSION_MS * UINT64_C(1000000);

    if (round < ROUNDS_MIN || spent_ns < asked_ns)
        return round < ROUNDS_MAX;
    if (round == ROUNDS_MAX || spent_ns > extended_ns)
        return false;
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!bench->arms[i].is_out && bench->arms[i].quiet_block_count < QUIET_BLOCKS_MIN)
            return true;
    return false;
}

static void shuffle(ph_random *random, size_t *order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        const size_t other = ph_random_below(random, i), keep = order[i - 1];

        order[i - 1] = order[other];
        order[other] = keep;
    }
}

static void reverse(size_t *order, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const size_t keep = order[i];

        order[i] = order[count - 1 - i];
        order[count - 1 - i] = keep;
    }
}

static bool allocate_blocks(ph_bench *bench)
{
    for (size_t i = 0; i < bench->arm_count; i++) {
        bench->arms[i].blocks = calloc(ROUNDS_MAX, sizeof(ph_block));
        if (!bench->arms[i].blocks)
            return false;
        /* Touch the memory now: a page fault must not fall into the sampling. */
        for (size_t k = 0; k < ROUNDS_MAX; k++)
            bench->arms[i].blocks[k] = (ph_block){ .ns = 1 };
    }
    return true;
}

/* What the kernel counted of this thread from the first reading to now. */
static void take_counters(ph_disturbance *disturbance, ph_sampling_facts *facts)
{
    (void)ph_disturbance_read(disturbance, true);
    (void)ph_disturbance_total(disturbance, PH_NOISE_SWITCH, &facts->involuntary_switches);
    (void)ph_disturbance_total(disturbance, PH_NOISE_MAJOR_FAULT, &facts->major_faults);
    facts->is_migrations_known =
        ph_disturbance_total(disturbance, PH_NOISE_MIGRATION, &facts->migrations);
}

void ph_sample(ph_bench *bench, ph_proof *proofs, ph_sampling_facts *facts)
{
    size_t order[PH_ARMS_MAX] = { 0 };
    sampling sampler = {
        .bench = bench,
        .at = { ph_random_below(&bench->random, bench->data.timed_chunk_count) },
        .facts = facts,
    };

    if (!allocate_blocks(bench))
        return;
    for (size_t i = 0; i < bench->arm_count; i++)
        order[i] = i;
    facts->clock_grain_ns = ph_clock_grain_ns();
    facts->core_clock_hz = ph_core_clock_hz();

    ph_disturbance_open(&sampler.disturbance, bench->request->throttling_files,
                        bench->request->throttling_file_count);
    sampler.usage = ph_thread_usage_read();
    const uint64_t start = ph_clock_ns();
    facts->first_sample_at_ns = start;
    for (int round = 0; needs_more(bench, round, ph_clock_ns() - start); round++) {
        /* Every order is followed by its mirror image (ABBA), so that drift cancels out. */
        if (round % 2 == 0)
            shuffle(&bench->random, order, bench->arm_count);
        else
            reverse(order, bench->arm_count);
        for (size_t i = 0; i < bench->arm_count; i++)
            if (!bench->arms[order[i]].is_out)
                sample_block(&sampler, &bench->arms[order[i]], &proofs[order[i]]);
    }
    facts->elapsed_ns = ph_clock_ns() - start;
    take_counters(&sampler.disturbance, facts);
    ph_disturbance_close(&sampler.disturbance);
}
