/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A block is disturbed by what lasted while it ran, with the causes that the next reading of the
 * counters finds, and by nothing that came before it; data is warm, but not warmed for nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "worker/beacon.h"
#include "worker/block.h"
#include "worker/noise.h"

enum {
    CHUNKS = 4,
    BLOCKS = 16,
    STAGED_MAX = 8,
    QUIET_NS = 1000,
    BUSY_NS = 1500,
    CALL_NS = 10000,
    READ_EVERY_NS = 5000000,
};

static const uint32_t steal = PH_NOISE_BIT(PH_NOISE_STEAL);
static const uint32_t stall = PH_NOISE_BIT(PH_NOISE_MEMORY_STALL);
static const uint32_t throttling = PH_NOISE_BIT(PH_NOISE_THROTTLING);
static const uint32_t migration = PH_NOISE_BIT(PH_NOISE_MIGRATION);
static const uint32_t a_switch = PH_NOISE_BIT(PH_NOISE_SWITCH);
static const uint32_t a_fault = PH_NOISE_BIT(PH_NOISE_MAJOR_FAULT);

/* The machine that the blocks run on. */
typedef struct machine {
    uint64_t now_ns;
    uint64_t probes[STAGED_MAX]; /* The next ones; then all are quiet. */
    size_t probes_staged, probes_taken;
    ph_thread_usage usage;
    ph_thread_usage cost_of_call; /* Added to usage by the next call; ... */
    int warm_ups_that_switch;     /* ... and a switch by each of so many warm-ups. */
    uint32_t moved;               /* What the next reading finds. */
    int readings;
    int chunks_warmed;
    int calls;
    int failing_call; /* Of those, from 1; 0: none fails. */
    bool is_wrong, is_closed;
    int checks;
    int calls_at_check; /* Made when the last check was. */
    size_t checked_slot;
    int spoiled; /* How often the window was. */
    size_t spoiled_chunk;
    uint64_t check_ns;  /* What a check takes. */
    size_t failed_slot; /* What was said of the call that failed. */
    uint64_t failed_item;
} machine;

static machine host;
static ph_request request;
static ph_chunk chunks[CHUNKS];
static uint8_t *slots[CHUNKS];
static size_t slot_chunk[CHUNKS];
static ph_block blocks[2][BLOCKS];
static ph_arm arms[2];
static ph_proof proof;
static ph_bench bench;
static ph_block_timer timer;

/* What block.c calls. */

uint64_t ph_clock_ns(void)
{
    return host.now_ns;
}

uint64_t ph_throughput_probe_ns(void)
{
    const size_t probe = host.probes_taken++;

    return probe < host.probes_staged ? host.probes[probe] : QUIET_NS;
}

ph_thread_usage ph_thread_usage_read(void)
{
    return host.usage;
}

void ph_disturbance_open(ph_disturbance *disturbance, const char *const *throttling_files,
                         size_t count)
{
    (void)disturbance, (void)throttling_files, (void)count;
}

uint32_t ph_disturbance_read(ph_disturbance *disturbance, bool has_lost_cpu)
{
    const uint32_t looked_at = has_lost_cpu ? UINT32_MAX : steal | stall;
    const uint32_t moved = host.moved & looked_at;

    (void)disturbance;
    assert_false(host.is_closed);
    host.moved &= ~looked_at;
    host.readings++;
    return moved;
}

void ph_disturbance_close(ph_disturbance *disturbance)
{
    (void)disturbance;
    host.is_closed = true;
}

void ph_beacon_enter(uint32_t arm_index)
{
    (void)arm_index;
}

void ph_beacon_leave(void)
{
}

bool ph_arm_is_limit(const ph_arm *arm)
{
    return arm->kind == PH_ARM_LIMIT;
}

bool ph_arm_run(ph_arm *arm, const ph_data_set *data, size_t slot, size_t first_item,
                ph_output_window *window, ph_subject_outcome *outcome)
{
    (void)arm, (void)data, (void)first_item, (void)window;
    host.now_ns += CALL_NS;
    *outcome = (ph_subject_outcome){ .first_failed = 10 + slot };
    host.usage.involuntary_switches += host.cost_of_call.involuntary_switches;
    host.usage.major_faults += host.cost_of_call.major_faults;
    host.cost_of_call = (ph_thread_usage){ 0 };
    return ++host.calls != host.failing_call;
}

size_t ph_arm_bytes(const ph_arm *arm, const ph_chunk *chunk)
{
    (void)arm;
    return chunk->length;
}

ph_output_extent ph_arm_extent(const ph_arm *arm, const ph_data_set *data, size_t chunk)
{
    (void)arm, (void)data;
    return (ph_output_extent){ .values = chunk };
}

ph_output_extent ph_arm_extent_max(const ph_arm *arm, const ph_data_set *data)
{
    (void)arm, (void)data;
    return (ph_output_extent){ 0 };
}

void ph_limit_read(const uint8_t *bytes, size_t length)
{
    (void)bytes, (void)length;
    if (host.chunks_warmed++ % CHUNKS == 0 && host.warm_ups_that_switch > 0) {
        host.warm_ups_that_switch--;
        host.usage.involuntary_switches++;
    }
}

const ph_chunk *ph_data_set_chunk_in(const ph_data_set *data, size_t slot)
{
    return &data->chunks[data->slot_chunk[slot]];
}

void ph_data_set_swap(ph_data_set *data, size_t a, size_t b)
{
    const size_t chunk = data->slot_chunk[a];

    assert_true(a != b);
    data->slot_chunk[a] = data->slot_chunk[b];
    data->slot_chunk[b] = chunk;
}

void ph_output_window_spoil(ph_output_window *window, ph_output_extent extent,
                            ph_output_extent guarded, ph_random *random)
{
    (void)window, (void)guarded, (void)random;
    host.spoiled++;
    host.spoiled_chunk = extent.values;
}

bool ph_check_window(const ph_bench *of, const ph_arm *arm, size_t slot,
                     const ph_subject_outcome *outcome)
{
    (void)of, (void)arm;
    assert_int_equal(outcome->first_failed, 10 + slot);
    host.checks++;
    host.calls_at_check = host.calls;
    host.checked_slot = slot;
    host.now_ns += host.check_ns;
    return !host.is_wrong;
}

void ph_proof_void(ph_arm *arm, ph_proof *of, const char *format, ...)
{
    (void)format;
    arm->is_out = of->is_void = true;
}

void ph_proof_fail(const ph_bench *of, ph_arm *arm, size_t slot, ph_subject_outcome *outcome,
                   ph_proof *proof_of, const char *when)
{
    (void)of;
    assert_string_equal(when, "fails while it is timed");
    host.failed_slot = slot;
    host.failed_item = outcome->first_failed;
    arm->is_out = proof_of->is_void = true;
}

/* Two arms that read all data, a quiet block of each behind them: it is known what is slow. */
static int set_up(void **state)
{
    (void)state;
    host = (machine){ .now_ns = UINT64_C(1000000000) };
    memset(blocks, 0, sizeof(blocks));
    request = (ph_request){ 0 };
    proof = (ph_proof){ 0 };
    for (size_t i = 0; i < 2; i++)
        arms[i] = (ph_arm){ .kind = PH_ARM_FILE, .block_calls = CHUNKS, .blocks = blocks[i] };
    for (size_t i = 0; i < CHUNKS; i++)
        chunks[i] = (ph_chunk){ .length = 64, .slot_length = 64 };
    for (size_t i = 0; i < CHUNKS; i++)
        slot_chunk[i] = i;
    bench = (ph_bench){
        .request = &request,
        .data = { .chunk_count = CHUNKS,
                  .chunks = chunks,
                  .slots = slots,
                  .slot_chunk = slot_chunk,
                  .timed_chunk_count = CHUNKS },
        .arms = arms,
        .arm_count = 2,
    };
    ph_block_timer_open(&timer, &bench, 0);
    for (size_t i = 0; i < 2; i++)
        ph_block_take(&timer, &arms[i], (ph_block_order){ .calls = CHUNKS }, &proof);
    return 0;
}

/* A block in which this call is looked at; 0: none. */
static const ph_block *take_with(ph_arm *arm, uint64_t checked_call)
{
    ph_block_take(&timer, arm, (ph_block_order){ arm->block_calls, checked_call }, &proof);
    return &arm->blocks[arm->block_count - 1];
}

static const ph_block *take(ph_arm *arm)
{
    return take_with(arm, 0);
}

static void stage_probes(size_t count, const uint64_t *probes)
{
    memcpy(host.probes, probes, count * sizeof(*probes));
    host.probes_staged = count;
    host.probes_taken = 0;
}

static const ph_block *take_slow(ph_arm *arm)
{
    const uint64_t probes[] = { QUIET_NS, BUSY_NS, BUSY_NS, BUSY_NS };
    const ph_block *block;

    stage_probes(4, probes);
    block = take(arm);
    assert_true(block->is_disturbed);
    return block;
}

/* A slow block with which the counters are read, so that they will not be for the next 5 ms. */
static void take_slow_and_read(void)
{
    const int readings = host.readings;

    host.now_ns += READ_EVERY_NS;
    (void)take_slow(&arms[0]);
    assert_int_equal(host.readings, readings + 1);
}

static void test_a_quiet_block_reads_nothing(void **state)
{
    const ph_block *block = take(&arms[0]);

    (void)state;
    assert_false(block->is_disturbed);
    assert_int_equal(block->probe_ns, QUIET_NS);
    assert_int_equal(block->ns, CHUNKS * CALL_NS);
    assert_int_equal(block->bytes, CHUNKS * 64);
    assert_int_equal(host.readings, 0);
}

static void test_a_single_slow_probe_is_taken_again(void **state)
{
    const uint64_t before[] = { 2500, 2500, 1010 }, behind[] = { QUIET_NS, 2500, 1010 };
    const ph_block *block;

    (void)state;
    stage_probes(3, before);
    block = take(&arms[0]);
    assert_false(block->is_disturbed);
    assert_int_equal(block->probe_ns, 1010);
    assert_int_equal(host.probes_taken, 4);

    stage_probes(3, behind);
    block = take(&arms[0]);
    assert_false(block->is_disturbed);
    assert_int_equal(block->probe_ns, 1010);
    assert_int_equal(host.probes_taken, 3);
    assert_int_equal(host.readings, 0);
}

static void test_what_stays_slow_is_slow(void **state)
{
    const uint64_t probes[] = { QUIET_NS, 2500, 2400, 2600 };
    const ph_block *block;

    (void)state;
    stage_probes(4, probes);
    block = take(&arms[0]);
    assert_true(block->is_disturbed);
    assert_int_equal(block->probe_ns, 2400);
    assert_int_equal(host.probes_taken, 4);
    assert_int_equal(block->causes, 0);
}

/* How many chunks are warmed before the next block. */
static int chunks_warmed_before(ph_arm *arm)
{
    const int before = host.chunks_warmed;

    (void)take(arm);
    return host.chunks_warmed - before;
}

static void test_what_was_just_read_is_not_warmed(void **state)
{
    (void)state;
    assert_int_equal(host.chunks_warmed, CHUNKS); /* For the very first block. */
    assert_int_equal(chunks_warmed_before(&arms[0]), 0);
    assert_int_equal(chunks_warmed_before(&arms[1]), 0);

    (void)take_with(&arms[0], CHUNKS);
    assert_int_equal(chunks_warmed_before(&arms[0]), CHUNKS);
    assert_int_equal(chunks_warmed_before(&arms[0]), 0);
}

/* A checked block, and the slot that its checked call looks at. */
static size_t take_checked(ph_arm *arm, uint64_t call)
{
    const size_t slot = (timer.slot + call - 1) % CHUNKS;

    (void)take_with(arm, call);
    assert_int_equal(host.checked_slot, slot);
    return slot;
}

static void test_a_checked_block_sees_another_chunk(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        const size_t slot = take_checked(&arms[i % 2], (uint64_t)(1 + i % CHUNKS));

        assert_int_not_equal(slot_chunk[slot], slot);
    }
}

/* A user's own records: hardly two chunks have one length. */
static void test_chunks_of_different_lengths_are_exchanged(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHUNKS; i++)
        chunks[i].length = chunks[i].slot_length = 32 + i;
    assert_int_equal(take_checked(&arms[0], CHUNKS), CHUNKS - 1);
    assert_int_not_equal(slot_chunk[CHUNKS - 1], CHUNKS - 1);
}

/* The comparison is outside the clock, and what is left of the block inside it. */
static void test_any_call_can_be_the_checked_one(void **state)
{
    (void)state;
    host.check_ns = 7 * CALL_NS;
    for (uint64_t call = 1; call <= CHUNKS; call++) {
        const int calls = host.calls, checks = host.checks;
        const ph_block *block = take_with(&arms[0], call);

        assert_int_equal(host.checks, checks + 1);
        assert_int_equal(host.calls_at_check, calls + (int)call);
        assert_int_equal(host.calls, calls + CHUNKS);
        assert_int_equal(block->ns, CHUNKS * CALL_NS);
        assert_int_equal(block->bytes, CHUNKS * 64);
    }
}

static void test_the_rest_of_a_checked_block_is_warmed(void **state)
{
    int before;

    (void)state;
    (void)take_with(&arms[0], CHUNKS);
    before = host.chunks_warmed;
    (void)take_with(&arms[0], 1);
    assert_int_equal(host.chunks_warmed - before, CHUNKS + CHUNKS - 1);
}

/* Or the window would tell which blocks are looked at. */
static void test_each_block_finds_the_window_alike(void **state)
{
    int before = host.spoiled;

    (void)state;
    for (uint64_t call = 0; call <= CHUNKS; call++) {
        (void)take_with(&arms[0], call);
        assert_int_equal(host.spoiled, ++before);
        if (call > 0)
            assert_int_equal(host.spoiled_chunk, slot_chunk[host.checked_slot]);
    }
    arms[1].kind = PH_ARM_LIMIT;
    (void)take(&arms[1]);
    assert_int_equal(host.spoiled, before);
}

/* Nothing is made behind a wrong answer. */
static void test_a_wrong_answer_ends_its_block(void **state)
{
    const int calls = host.calls;

    (void)state;
    host.is_wrong = true;
    (void)take_with(&arms[0], 2);
    assert_true(proof.is_void && arms[0].is_out);
    assert_int_equal(host.calls, calls + 2);
}

static void test_a_call_that_fails_is_not_compared(void **state)
{
    (void)state;
    host.failing_call = host.calls + 2;
    (void)take_with(&arms[0], 2);
    assert_true(proof.is_void && arms[0].is_out);
    assert_int_equal(host.checks, 0);
    assert_int_equal(host.calls, host.failing_call);
}

/* Blocks of one arm are of any length. */
static void test_a_block_makes_the_calls_that_were_ordered(void **state)
{
    (void)state;
    for (uint64_t calls = 1; calls <= 2 * CHUNKS; calls++) {
        ph_block_take(&timer, &arms[0], (ph_block_order){ .calls = calls }, &proof);
        assert_int_equal(arms[0].blocks[arms[0].block_count - 1].ns, calls * CALL_NS);
    }
}

static void test_a_checked_block_is_warmed(void **state)
{
    const int before = host.chunks_warmed;

    (void)state;
    (void)take_with(&arms[0], CHUNKS);
    assert_int_equal(host.chunks_warmed - before, CHUNKS);
}

static void test_data_is_warmed_behind_who_did_not_read_it(void **state)
{
    (void)state;
    arms[1].kind = PH_ARM_LIMIT;
    (void)take(&arms[1]);
    assert_int_equal(chunks_warmed_before(&arms[0]), CHUNKS);

    arms[1].kind = PH_ARM_FILE;
    arms[1].block_calls = CHUNKS - 1;
    (void)take(&arms[1]);
    assert_int_equal(chunks_warmed_before(&arms[0]), CHUNKS);

    take_slow_and_read();
    assert_int_equal(chunks_warmed_before(&arms[0]), CHUNKS);
}

static void test_cold_data_is_never_warmed(void **state)
{
    (void)state;
    request.is_cold = true;
    (void)take_with(&arms[0], 1);
    host.usage.involuntary_switches++;
    assert_int_equal(chunks_warmed_before(&arms[0]), 0);
    assert_int_equal(host.chunks_warmed, CHUNKS);
    assert_int_equal(host.readings, 1);
}

static void test_a_lost_cpu_is_read_at_once(void **state)
{
    const ph_block *block;

    (void)state;
    take_slow_and_read();
    host.cost_of_call = (ph_thread_usage){ .involuntary_switches = 2 };
    host.moved = throttling | migration | a_switch;
    block = take(&arms[0]);
    assert_true(block->is_disturbed);
    assert_int_equal(block->involuntary_switches, 2);
    assert_int_equal(block->causes, throttling | migration | a_switch);

    host.cost_of_call = (ph_thread_usage){ .major_faults = 3 };
    host.moved = a_fault | a_switch; /* It had none: that was another's. */
    block = take(&arms[0]);
    assert_int_equal(block->major_faults, 3);
    assert_int_equal(block->causes, a_fault);
}

static void test_what_is_counted_between_blocks_is_nobodys(void **state)
{
    const ph_block *block;

    (void)state;
    host.usage.involuntary_switches++;
    host.moved = throttling | steal | a_switch;
    block = take(&arms[0]);
    assert_false(block->is_disturbed);
    assert_int_equal(block->involuntary_switches, 0);

    host.usage.major_faults++;
    host.moved = migration | a_fault;
    block = take(&arms[0]);
    assert_false(block->is_disturbed);
    assert_int_equal(block->major_faults, 0);

    host.cost_of_call = (ph_thread_usage){ .involuntary_switches = 1 };
    assert_int_equal(take(&arms[0])->causes, a_switch);
}

static void test_a_switch_while_data_is_warmed_is_not_the_blocks(void **state)
{
    const ph_block *block;
    int before;

    (void)state;
    (void)take_with(&arms[0], CHUNKS);
    before = host.chunks_warmed;
    host.warm_ups_that_switch = 2;
    block = take(&arms[0]);
    assert_false(block->is_disturbed);
    assert_int_equal(block->involuntary_switches, 0);
    assert_int_equal(host.chunks_warmed - before, 3 * CHUNKS);
    assert_int_equal(host.readings, 2);
}

/* Where no warm-up keeps the CPU, the block after it is set aside sooner than waited for. */
static void test_warming_up_ends(void **state)
{
    (void)state;
    (void)take_with(&arms[0], CHUNKS);
    host.warm_ups_that_switch = 1000;
    assert_int_equal(take(&arms[0])->involuntary_switches, 1);
}

/* Two slow blocks of two arms that no reading has spoken of yet. */
static void take_two_slow(const ph_block *slow[2])
{
    const int readings = host.readings;

    slow[0] = take_slow(&arms[0]);
    slow[1] = take_slow(&arms[1]);
    assert_int_equal(host.readings, readings);
    assert_int_equal(slow[0]->causes | slow[1]->causes, 0);
}

static void assert_causes(const ph_block *const slow[2], uint32_t causes)
{
    assert_int_equal(slow[0]->causes, causes);
    assert_int_equal(slow[1]->causes, causes);
}

static void test_slow_blocks_get_the_next_slow_ones_causes(void **state)
{
    const ph_block *slow[2], *earlier, *later;

    (void)state;
    take_slow_and_read();
    earlier = &arms[0].blocks[arms[0].block_count - 1];
    take_two_slow(slow);
    host.now_ns += READ_EVERY_NS;
    host.moved = steal | stall;
    later = take_slow(&arms[0]);
    assert_causes(slow, steal | stall);
    assert_int_equal(later->causes, steal | stall);
    assert_int_equal(earlier->causes, 0);

    /* They are spoken of once. */
    host.now_ns += READ_EVERY_NS;
    host.moved = stall;
    assert_int_equal(take_slow(&arms[0])->causes, stall);
    assert_causes(slow, steal | stall);
}

static void test_slow_blocks_get_the_causes_of_one_that_lost_its_cpu(void **state)
{
    const ph_block *slow[2], *lost;

    (void)state;
    take_slow_and_read();
    take_two_slow(slow);
    host.cost_of_call = (ph_thread_usage){ .involuntary_switches = 1 };
    host.moved = steal | throttling | migration | a_switch;
    lost = take(&arms[0]);
    assert_int_equal(lost->causes, steal | throttling | migration | a_switch);
    assert_causes(slow, steal); /* They kept it. */
}

static void test_slow_blocks_get_the_causes_seen_between_blocks(void **state)
{
    const ph_block *slow[2];

    (void)state;
    take_slow_and_read();
    take_two_slow(slow);
    host.usage.involuntary_switches++;
    host.moved = steal | throttling | a_switch;
    assert_false(take(&arms[0])->is_disturbed);
    assert_causes(slow, steal);
}

static void test_slow_blocks_get_the_causes_seen_in_a_warm_up(void **state)
{
    const ph_block *slow[2];

    (void)state;
    take_slow_and_read();
    take_two_slow(slow);
    timer.is_data_warm = false;
    host.warm_ups_that_switch = 1;
    host.moved = stall | a_switch;
    assert_false(take(&arms[0])->is_disturbed);
    assert_causes(slow, stall);
}

static void test_slow_blocks_get_the_last_causes(void **state)
{
    const ph_block *slow[2];

    (void)state;
    take_slow_and_read();
    take_two_slow(slow);
    host.moved = steal | migration;
    ph_block_timer_close(&timer);
    assert_causes(slow, steal);
}

static void test_who_is_wrong_is_out(void **state)
{
    (void)state;
    host.is_wrong = true;
    (void)take(&arms[0]);
    assert_false(arms[0].is_out); /* Nobody looked. */
    (void)take_with(&arms[0], CHUNKS);
    assert_true(arms[0].is_out && proof.is_void);
}

/* Whatever would come behind the call that failed would hide what it said. */
static void test_who_fails_is_out_for_that_call(void **state)
{
    const int calls = host.calls;
    const ph_block *block;

    (void)state;
    host.failing_call = calls + 2;
    block = take(&arms[0]);
    assert_true(arms[0].is_out && proof.is_void);
    assert_int_equal(host.calls, calls + 2);
    assert_int_equal(block->ns, 2 * CALL_NS);
    assert_int_equal(host.failed_slot, 1);
    assert_int_equal(host.failed_item, 11);
    assert_int_equal(chunks_warmed_before(&arms[1]), CHUNKS); /* It did not read all of them. */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(test_a_quiet_block_reads_nothing),
        TEST(test_a_single_slow_probe_is_taken_again),
        TEST(test_what_stays_slow_is_slow),
        TEST(test_what_was_just_read_is_not_warmed),
        TEST(test_a_checked_block_sees_another_chunk),
        TEST(test_chunks_of_different_lengths_are_exchanged),
        TEST(test_any_call_can_be_the_checked_one),
        TEST(test_the_rest_of_a_checked_block_is_warmed),
        TEST(test_each_block_finds_the_window_alike),
        TEST(test_a_wrong_answer_ends_its_block),
        TEST(test_a_call_that_fails_is_not_compared),
        TEST(test_a_block_makes_the_calls_that_were_ordered),
        TEST(test_a_checked_block_is_warmed),
        TEST(test_data_is_warmed_behind_who_did_not_read_it),
        TEST(test_cold_data_is_never_warmed),
        TEST(test_a_lost_cpu_is_read_at_once),
        TEST(test_what_is_counted_between_blocks_is_nobodys),
        TEST(test_a_switch_while_data_is_warmed_is_not_the_blocks),
        TEST(test_warming_up_ends),
        TEST(test_slow_blocks_get_the_next_slow_ones_causes),
        TEST(test_slow_blocks_get_the_causes_of_one_that_lost_its_cpu),
        TEST(test_slow_blocks_get_the_causes_seen_between_blocks),
        TEST(test_slow_blocks_get_the_causes_seen_in_a_warm_up),
        TEST(test_slow_blocks_get_the_last_causes),
        TEST(test_who_is_wrong_is_out),
        TEST(test_who_fails_is_out_for_that_call),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
