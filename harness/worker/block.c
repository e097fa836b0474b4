/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/block.h"

#include "perfharness/require.h"
#include "worker/beacon.h"
#include "worker/noise.h"

enum {
    PROBE_TRIES = 3, /* Of a probe that is slow: what disturbs a block lasts. */
    READY_TRIES = 3, /* Of a warm-up that loses the CPU. What the last one lost is its block's. */
    /* Beside a busy sibling most probes are slow, and a reading takes 10 µs. What moves while a
     * thread has its CPU is counted in steps of 10 ms: more readings would tell no more. */
    SLOWED_READ_EVERY_NS = 5000000,
};

/* Blocks move through the whole data set, so that with cold data none finds what an earlier one
 * left in a cache. */
static size_t next_slot(const ph_bench *bench, size_t *at)
{
    const size_t slot = *at;

    *at = slot + 1 == bench->data.timed_chunk_count ? 0 : slot + 1;
    return slot;
}

/* Where the call of a block looks, by its number from 1. */
static size_t slot_of_call(const ph_bench *bench, size_t first, uint64_t call)
{
    return (first + (call - 1) % bench->data.timed_chunk_count) % bench->data.timed_chunk_count;
}

/* A limit may leave its input alone. */
static bool reads_all_data(const ph_bench *bench, const ph_arm *arm, uint64_t calls)
{
    return !ph_arm_is_limit(arm) && calls >= bench->data.timed_chunk_count;
}

/*
 * Put another chunk into the slot than the one that every arm was shown there first, before timing:
 * its answer is what who remembers addresses would give. To swap any two would bring it back at
 * times, always where there are but two and another arm's check has swapped them already.
 */
static void put_other_bytes(ph_bench *bench, size_t slot)
{
    ph_data_set *data = &bench->data;
    const size_t count = data->timed_chunk_count;

    if (count < 2)
        return;
    const size_t start = ph_random_below(&bench->random, count);
    for (size_t i = 0; i < count; i++) {
        const size_t other = (start + i) % count;

        if (other != slot && data->slot_chunk[other] != slot) {
            ph_data_set_swap(data, slot, other);
            return;
        }
    }
}

/*
 * The checked call finds other bytes where it looks. In its place in the window stands no answer;
 * so it is with every block, checked or not: who found the window overwritten before some of them
 * would know which are looked at, and be honest in those.
 */
static void prepare_window(ph_block_timer *timer, const ph_arm *arm, ph_block_order order)
{
    ph_bench *bench = timer->bench;
    const ph_data_set *data = &bench->data;
    const size_t slot =
        slot_of_call(bench, timer->slot, order.checked_call ? order.checked_call : order.calls);

    if (ph_arm_is_limit(arm))
        return;
    if (order.checked_call) {
        put_other_bytes(bench, slot);
        timer->is_data_warm = false;
    }
    ph_output_window_spoil(&bench->window, ph_arm_extent(arm, data, data->slot_chunk[slot]),
                           ph_arm_extent_max(arm, data), &bench->random);
}

/* The last call that was made of a block. */
typedef struct last_call {
    size_t slot;
    bool is_ok;
    bool is_right; /* Where it was compared; else true. */
    ph_subject_outcome outcome;
} last_call;

/* A timed part: no allocation, no system call, no output. A call that fails ends it. */
static void run_calls(ph_bench *bench, ph_arm *arm, uint64_t calls, size_t *at, last_call *last,
                      ph_block *block)
{
    uint64_t bytes = 0;
    const uint64_t start = ph_clock_ns();

    last->is_ok = last->is_right = true;
    for (uint64_t i = 0; i < calls && last->is_ok; i++) {
        last->slot = next_slot(bench, at);
        last->is_ok = ph_arm_run(arm, &bench->data, last->slot, 0, &bench->window, &last->outcome);
        bytes += ph_arm_bytes(arm, ph_data_set_chunk_in(&bench->data, last->slot));
    }
    block->ns += ph_clock_ns() - start;
    block->bytes += bytes;
}

/*
 * Which counters moved since the last reading, as PH_NOISE_BIT. Slow blocks since then kept their
 * CPU: of what moved, only what goes on beside a running thread may be their cause.
 */
static uint32_t read_disturbance(ph_block_timer *timer, bool has_lost_cpu)
{
    const uint32_t beside = PH_NOISE_BIT(PH_NOISE_STEAL) | PH_NOISE_BIT(PH_NOISE_MEMORY_STALL);
    const uint32_t moved = ph_disturbance_read(&timer->disturbance, has_lost_cpu);

    for (; timer->unread; timer->unread = timer->unread->next_unread)
        timer->unread->causes = moved & beside;
    timer->read_at_ns = ph_clock_ns();
    timer->is_data_warm = false;
    return moved;
}

/* Bring warm data into the caches, where the block before this one may have left them cold. */
static void warm_up(ph_block_timer *timer, uint64_t calls)
{
    const ph_bench *bench = timer->bench;
    size_t at = timer->slot;

    if (bench->request->is_cold || timer->is_data_warm)
        return;
    for (uint64_t i = 0; i < calls && i < bench->data.timed_chunk_count; i++) {
        const size_t slot = next_slot(bench, &at);

        ph_limit_read(bench->data.slots[slot],
                      ph_data_set_chunk_in(&bench->data, slot)->slot_length);
    }
}

/* Whether the thread lost its CPU since that was looked at last. */
static bool has_lost_cpu_since(ph_block_timer *timer)
{
    const ph_thread_usage last = timer->usage;

    timer->usage = ph_thread_usage_read();
    return timer->usage.involuntary_switches != last.involuntary_switches ||
           timer->usage.major_faults != last.major_faults;
}

/* What happened since the last block, the warm-up included, must not be taken for the next one's,
 * nor leave its data cold. */
static void make_ready(ph_block_timer *timer, uint64_t calls)
{
    warm_up(timer, calls);
    for (int i = 0; i < READY_TRIES && has_lost_cpu_since(timer); i++) {
        (void)read_disturbance(timer, true);
        timer->usage = ph_thread_usage_read();
        warm_up(timer, calls);
    }
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

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/*
 * The block's calls, of which the checked one, if any, is compared as soon as it is made, outside
 * the clock; then the rest is timed, and the block is as long as any other.
 *
 * Up to its end a checked call looks like every other: it has its place in a block of which nobody
 * knows the length, its slot's address and the window's. (Were it always the last, who learns how
 * long blocks are could do that one alone; did it end its block, short blocks would be noisier and
 * the clock's reading weigh more in them.) What the comparison drove out of the caches is brought
 * back before the clock goes on.
 */
static void run_block(ph_block_timer *timer, ph_arm *arm, ph_block_order order, last_call *last,
                      ph_block *block)
{
    ph_bench *bench = timer->bench;
    const uint64_t before = order.checked_call ? order.checked_call : order.calls;
    const uint64_t behind = order.calls - before;

    block->ns = block->bytes = 0;
    run_calls(bench, arm, before, &timer->slot, last, block);
    if (!order.checked_call || !last->is_ok)
        return;
    last->is_right = ph_check_window(bench, arm, last->slot, &last->outcome);
    if (!last->is_right || behind == 0)
        return;
    timer->is_data_warm = false;
    warm_up(timer, behind);
    run_calls(bench, arm, behind, &timer->slot, last, block);
}

/* The block between two probes, all three between two looks at what the thread had to bear. */
static void time_block(ph_block_timer *timer, ph_arm *arm, ph_block_order order, last_call *last,
                       ph_block *block)
{
    const ph_thread_usage before = timer->usage;

    ph_beacon_enter((uint32_t)(arm - timer->bench->arms));
    const uint64_t probe_before_ns = lasting_probe_ns(arm);
    run_block(timer, arm, order, last, block);
    const uint64_t probe_after_ns = lasting_probe_ns(arm);
    ph_beacon_leave();

    timer->usage = ph_thread_usage_read();
    block->probe_ns = larger(probe_before_ns, probe_after_ns);
    /* Who of several threads has which of their CPUs is part of what they are timed for; so it is
     * of the one that they are compared with. */
    block->involuntary_switches =
        arm->threads ? 0 : timer->usage.involuntary_switches - before.involuntary_switches;
    block->major_faults = timer->usage.major_faults - before.major_faults;
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

/* Find out what disturbed the block, if anything did: at once where it lost its CPU, else with the
 * next reading. */
static void attach_causes(ph_block_timer *timer, ph_arm *arm, ph_block *block)
{
    const bool is_slowed = is_slow(arm, block->probe_ns);
    const bool has_lost_cpu = block->involuntary_switches > 0 || block->major_faults > 0;

    block->is_disturbed = has_lost_cpu || is_slowed;
    if (has_lost_cpu) {
        block->causes = causes_of(block, read_disturbance(timer, true));
    } else if (is_slowed) {
        block->next_unread = timer->unread;
        timer->unread = block;
        if (ph_clock_ns() - timer->read_at_ns > SLOWED_READ_EVERY_NS)
            (void)read_disturbance(timer, false);
    }
    if (arm->quiet_probe_ns == 0 || block->probe_ns < arm->quiet_probe_ns)
        arm->quiet_probe_ns = block->probe_ns;
}

void ph_block_take(ph_block_timer *timer, ph_arm *arm, ph_block_order order, ph_proof *proof)
{
    PH_REQUIRE(!arm->is_out);
    PH_REQUIRE(order.calls > 0 && order.checked_call <= order.calls);

    ph_bench *bench = timer->bench;
    ph_block *block = &arm->blocks[arm->block_count];
    last_call last;

    prepare_window(timer, arm, order);
    make_ready(timer, order.calls);
    time_block(timer, arm, order, &last, block);
    timer->is_data_warm =
        reads_all_data(bench, arm, order.calls) && !order.checked_call && last.is_ok;
    attach_causes(timer, arm, block);

    arm->block_count++;
    if (!last.is_ok)
        ph_proof_fail(bench, arm, last.slot, &last.outcome, proof, "fails while it is timed");
    else if (!last.is_right)
        ph_proof_void(arm, proof,
                      "the output of a timed block is not the right answer: it was right when "
                      "it was checked before timing");
}

void ph_block_timer_open(ph_block_timer *timer, ph_bench *bench, size_t first_slot)
{
    *timer = (ph_block_timer){ .bench = bench, .slot = first_slot };
    ph_disturbance_open(&timer->disturbance, bench->request->throttling_files,
                        bench->request->throttling_file_count);
    timer->usage = ph_thread_usage_read();
}

void ph_block_timer_close(ph_block_timer *timer)
{
    (void)read_disturbance(timer, true);
    ph_disturbance_close(&timer->disturbance);
}
