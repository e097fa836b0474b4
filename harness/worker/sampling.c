/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/sampling.h"

#include <math.h>
#include <stdlib.h>

#include "protocol/event.h"
#include "worker/beacon.h"
#include "worker/block.h"
#include "worker/noise.h"
#include "worker/quiet_blocks.h"

enum {
    GRAINS_PER_BLOCK = 1000, /* A block is so many times the clock's grain at least. */
    SLOW_BLOCK_NS = 2000000, /* No subject needs longer ones: they are seldom undisturbed. */
    CHECK_ONE_IN = 8,        /* Timed blocks whose output is checked. */
    ROUNDS_MIN = 12,
    ROUNDS_MAX = PH_BLOCKS_MAX,
    QUIET_BLOCKS_MIN = 8, /* Per arm; on a busy machine sampling goes on for them, ... */
    EXTENSION_MS = 2000,  /* ... for so much longer at most. */
    CALIBRATION_CALLS = 3,
    SPREAD_PER_MILLE = 250, /* By which blocks are longer and shorter than block_calls. */
};

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t time_one_call(ph_bench *bench, ph_arm *arm, size_t slot, ph_proof *proof)
{
    ph_subject_outcome outcome;

    ph_beacon_enter((uint32_t)(arm - bench->arms));
    const uint64_t start = ph_clock_ns();
    const bool is_ok = ph_arm_run(arm, &bench->data, slot, 0, &bench->window, &outcome);
    const uint64_t end = ph_clock_ns();
    ph_beacon_leave();
    if (!is_ok)
        ph_proof_fail(bench, arm, slot, &outcome, proof, "fails when it is called again");
    return end - start;
}

static uint64_t call_ns(ph_bench *bench, ph_arm *arm, ph_proof *proof)
{
    uint64_t fastest = UINT64_MAX;

    for (size_t i = 0; i < CALIBRATION_CALLS && !arm->is_out; i++) {
        /* Another slot each time, as the blocks will have it. */
        const size_t slot = i % bench->data.timed_chunk_count;
        const uint64_t ns = time_one_call(bench, arm, slot, proof);

        fastest = ns < fastest ? ns : fastest;
    }
    return larger(fastest, 1);
}

static uint64_t calls_for(uint64_t block_ns, uint64_t one_call_ns)
{
    return (block_ns + one_call_ns - 1) / one_call_ns;
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

static bool needs_more(const ph_bench *bench, int round, uint64_t spent_ns)
{
    const uint64_t asked_ns = bench->request->sample_ms * UINT64_C(1000000);
    const uint64_t extended_ns = asked_ns + EXTENSION_MS * UINT64_C(1000000);

    if (round < ROUNDS_MIN || spent_ns < asked_ns)
        return round < ROUNDS_MAX;
    if (round == ROUNDS_MAX || spent_ns > extended_ns)
        return false;
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!bench->arms[i].is_out && ph_quiet_blocks(&bench->arms[i]) < QUIET_BLOCKS_MIN)
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

/* What the kernel counted of this thread from the first reading to the last. */
static double total(const ph_disturbance *disturbance, ph_noise_cause cause)
{
    uint64_t count;

    return ph_disturbance_total(disturbance, cause, &count) ? (double)count : NAN;
}

/* One round of blocks, in which each arm has one. */
typedef struct round_plan {
    size_t order[PH_ARMS_MAX];
    uint64_t per_mille; /* Of an arm's block_calls. */
} round_plan;

/*
 * Blocks have no length that a subject could learn, to do the calls that it knows to be looked at
 * and no others. All arms of a round draw the same, so that who is compared is so on as many calls.
 */
static void draw_round(ph_bench *bench, int round, round_plan *plan)
{
    /* Every order is followed by its mirror image (ABBA), so that drift cancels out. */
    if (round % 2 == 0)
        shuffle(&bench->random, plan->order, bench->arm_count);
    else
        reverse(plan->order, bench->arm_count);
    plan->per_mille =
        1000 - SPREAD_PER_MILLE + ph_random_below(&bench->random, 2 * SPREAD_PER_MILLE + 1);
}

static uint64_t calls_in_round(const ph_arm *arm, const round_plan *plan)
{
    return larger((arm->block_calls * plan->per_mille + 500) / 1000, 1);
}

/*
 * By chance, so that no subject knows which; and one of the first, drawn for each arm, in any case:
 * a launch without a checked block would believe whoever remembers answers.
 */
static bool is_to_be_checked(ph_bench *bench, const ph_arm *arm, uint64_t certain_block)
{
    return !ph_arm_is_limit(arm) && (ph_random_below(&bench->random, CHECK_ONE_IN) == 0 ||
                                     arm->block_count == certain_block);
}

static void sample_arm(ph_block_timer *timer, ph_arm *arm, const round_plan *plan,
                       uint64_t certain_block, ph_proof *proof, ph_launch_facts *facts)
{
    ph_bench *bench = timer->bench;
    ph_block_order order = { .calls = calls_in_round(arm, plan) };

    if (is_to_be_checked(bench, arm, certain_block)) {
        order.checked_call = 1 + ph_random_below(&bench->random, order.calls);
        facts->blocks_checked++;
    }
    ph_block_take(timer, arm, order, proof);
    facts->timed_ns += (double)arm->blocks[arm->block_count - 1].ns;
}

static ph_launch_facts no_facts(void)
{
    ph_launch_facts facts;

#define X(fact) facts.fact = NAN;
    PH_LAUNCH_FACT_LIST(X)
#undef X
    return facts;
}

void ph_sample(ph_bench *bench, ph_proof *proofs, ph_launch_facts *ret_facts)
{
    const size_t first_slot = ph_random_below(&bench->random, bench->data.timed_chunk_count);
    round_plan plan = { 0 };
    uint64_t certain_blocks[PH_ARMS_MAX] = { 0 };
    ph_block_timer timer;

    *ret_facts = no_facts();
    if (!allocate_blocks(bench))
        return;
    for (size_t i = 0; i < bench->arm_count; i++) {
        plan.order[i] = i;
        certain_blocks[i] = ph_random_below(&bench->random, ROUNDS_MIN);
    }
    ret_facts->clock_grain_ns = (double)ph_clock_grain_ns();
    ret_facts->core_clock_hz = ph_core_clock_hz();

    ph_block_timer_open(&timer, bench, first_slot);
    const uint64_t start = ph_clock_ns();
    if (bench->request->spawned_at_ns)
        ret_facts->first_sample_ns = (double)(start - bench->request->spawned_at_ns);
    ret_facts->blocks_checked = ret_facts->timed_ns = 0.0;
    for (int round = 0; needs_more(bench, round, ph_clock_ns() - start); round++) {
        draw_round(bench, round, &plan);
        for (size_t i = 0; i < bench->arm_count; i++) {
            const size_t arm = plan.order[i];

            if (!bench->arms[arm].is_out)
                sample_arm(&timer, &bench->arms[arm], &plan, certain_blocks[arm], &proofs[arm],
                           ret_facts);
        }
    }
    ret_facts->elapsed_ns = (double)(ph_clock_ns() - start);
    ph_block_timer_close(&timer);
    ret_facts->major_faults = total(&timer.disturbance, PH_NOISE_MAJOR_FAULT);
    if (bench->request->threads)
        return; /* Several have so many CPUs among them: it is no noise which of them has which. */
    ret_facts->involuntary_switches = total(&timer.disturbance, PH_NOISE_SWITCH);
    ret_facts->migrations = total(&timer.disturbance, PH_NOISE_MIGRATION);
}
