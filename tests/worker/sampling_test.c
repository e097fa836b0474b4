/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Blocks are of many lengths, the same for all arms of a round, and any call may be looked at. On a
 * busy machine they go on until enough are quiet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "worker/beacon.h"
#include "worker/block.h"
#include "worker/noise.h"
#include "worker/sampling.h"

enum { ARMS = 3, ROUNDS = 400, BLOCK_NS = 100000, CALLS = 40, QUIET_PROBE_NS = 1800 };

static ph_request request;
static ph_arm arms[ARMS];
static ph_proof proofs[ARMS];
static ph_bench bench;
static ph_launch_facts facts;
static uint64_t now_ns;
static ph_block_order orders[ARMS][ROUNDS];
static size_t quiet_one_in; /* Blocks; beside the others a neighbour is busy. */
static size_t kept_one_in;  /* Blocks; the others lose their CPU. */

/* What sampling.c calls. */

uint64_t ph_clock_ns(void)
{
    return now_ns;
}

uint64_t ph_clock_grain_ns(void)
{
    return 20;
}

double ph_core_clock_hz(void)
{
    return 3e9;
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
    (void)arm, (void)data, (void)slot, (void)first_item, (void)window, (void)outcome;
    now_ns += 1000;
    return true;
}

void ph_proof_fail(const ph_bench *of, ph_arm *arm, size_t slot, ph_subject_outcome *outcome,
                   ph_proof *proof, const char *when)
{
    (void)of, (void)arm, (void)slot, (void)outcome, (void)proof, (void)when;
}

bool ph_disturbance_total(const ph_disturbance *disturbance, ph_noise_cause cause, uint64_t *ret)
{
    (void)disturbance, (void)cause, (void)ret;
    return false;
}

void ph_block_timer_open(ph_block_timer *timer, ph_bench *of, size_t first_slot)
{
    *timer = (ph_block_timer){ .bench = of, .slot = first_slot };
}

void ph_block_timer_close(ph_block_timer *timer)
{
    (void)timer;
}

void ph_block_take(ph_block_timer *timer, ph_arm *arm, ph_block_order order, ph_proof *proof)
{
    (void)timer, (void)proof;
    const size_t i = arm->block_count++;

    orders[arm - arms][i] = order;
    arm->blocks[i].ns = BLOCK_NS;
    arm->blocks[i].probe_ns = QUIET_PROBE_NS * (i % quiet_one_in ? UINT64_C(3) : UINT64_C(2)) / 2;
    arm->blocks[i].involuntary_switches = i % kept_one_in ? 1 : 0;
    now_ns += BLOCK_NS;
}

static void sample_for(uint64_t sample_ms)
{
    memset(orders, 0, sizeof(orders));
    now_ns = 1000000000;
    request = (ph_request){ .sample_ms = sample_ms };
    for (size_t i = 0; i < ARMS; i++)
        arms[i] = (ph_arm){ .kind = PH_ARM_FILE, .block_calls = CALLS };
    arms[1].block_calls = 1;
    arms[2].kind = PH_ARM_LIMIT;
    bench = (ph_bench){ .request = &request,
                        .random = { 7 },
                        .data = { .timed_chunk_count = 5 },
                        .arms = arms,
                        .arm_count = ARMS };
    ph_sample(&bench, proofs, &facts);
}

static int sample(void **state)
{
    (void)state;
    quiet_one_in = kept_one_in = 1;
    sample_for(ARMS * ROUNDS * (BLOCK_NS / 1000) / 1000);
    for (size_t i = 0; i < ARMS; i++)
        assert_int_equal(arms[i].block_count, ROUNDS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARMS; i++)
        free(arms[i].blocks);
    return 0;
}

static void test_blocks_have_no_length_to_learn(void **state)
{
    int of_length[2 * CALLS] = { 0 };
    uint64_t sum = 0;

    (void)state;
    for (size_t round = 0; round < ROUNDS; round++) {
        const uint64_t calls = orders[0][round].calls;

        assert_in_range(calls, CALLS * 3 / 4, CALLS * 5 / 4);
        of_length[calls]++;
        sum += calls;
    }
    for (size_t calls = CALLS * 3 / 4; calls <= CALLS * 5 / 4; calls++)
        if (of_length[calls] == 0)
            fail_msg("no block has %zu calls", calls);
    assert_in_range(sum / ROUNDS, CALLS - 2, CALLS + 2);
}

static void test_a_round_has_one_length(void **state)
{
    (void)state;
    for (size_t round = 0; round < ROUNDS; round++)
        assert_int_equal(orders[0][round].calls, orders[2][round].calls);
}

static void test_one_call_stays_one(void **state)
{
    (void)state;
    for (size_t round = 0; round < ROUNDS; round++)
        assert_int_equal(orders[1][round].calls, 1);
}

static void test_any_call_is_looked_at(void **state)
{
    uint64_t checked = 0, in_first_half = 0, last = 0;

    (void)state;
    for (size_t round = 0; round < ROUNDS; round++) {
        const ph_block_order order = orders[0][round];

        assert_int_equal(orders[2][round].checked_call, 0); /* Never a limit's. */
        assert_in_range(order.checked_call, 0, order.calls);
        checked += order.checked_call > 0;
        in_first_half += order.checked_call > 0 && order.checked_call <= order.calls / 2;
        last += order.checked_call == order.calls;
    }
    /* One block in eight: 50, of which half are looked at in their first half. */
    assert_in_range(checked, 25, 90);
    assert_in_range(in_first_half, checked / 4, checked * 3 / 4);
    assert_in_range(last, 0, checked / 4);
}

static size_t rounds_until_quiet(size_t quiet, size_t kept)
{
    quiet_one_in = quiet;
    kept_one_in = kept;
    sample_for(1);
    return arms[0].block_count;
}

static void test_it_goes_on_until_eight_blocks_are_quiet(void **state)
{
    static const struct {
        size_t quiet_one_in, kept_one_in, rounds;
    } cases[] = { { 1, 1, 12 }, { 4, 1, 29 }, { 1, 4, 29 }, { 2, 3, 43 }, { 9, 10, ROUNDS } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(rounds_until_quiet(cases[i].quiet_one_in, cases[i].kept_one_in),
                         cases[i].rounds);
        (void)tear_down(state);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sample, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_blocks_have_no_length_to_learn),
        TEST(test_a_round_has_one_length),
        TEST(test_one_call_stays_one),
        TEST(test_any_call_is_looked_at),
        cmocka_unit_test(test_it_goes_on_until_eight_blocks_are_quiet),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
