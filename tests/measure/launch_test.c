/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A worker's events become samples: disturbed blocks are set aside by cause, and what is left is
 * scaled to one pass over the input. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "measure/launch.h"

/* cmocka compares floats; these are doubles. */
#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static void free_event(gpointer event)
{
    cJSON_Delete(event);
}

/* The launch made of these lines; the outcome only lives for the call. */
static void read_lines(const char *const *lines, ph_launch *ret)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(free_event);
    ph_worker_outcome outcome = { .events = events };
    const ph_host_counters host = { .steal_s = 0.25, .throttled_periods = NAN };

    for (; *lines; lines++) {
        g_ptr_array_add(events, cJSON_Parse(*lines));
        assert_non_null(events->pdata[events->len - 1]);
    }
    ph_launch_read(&outcome, &host, ret);
}

static void test_disturbed_blocks_are_set_aside(void **state)
{
    const char *const lines[] = {
        "{\"event\":\"arms\",\"input_bytes\":1000,\"records\":10,\"arms\":[]}",
        /* Two blocks on a slowed CPU, one preempted, both excluded from the median. */
        "{\"event\":\"arm\",\"name\":\"x\",\"level\":\"kernel\",\"void\":false,"
        "\"checksum\":\"00\",\"ns\":[50,50,60,50,50,900,900,700],"
        "\"bytes\":[100,100,100,100,100,100,100,100],"
        "\"probe_ns\":[100,100,101,100,100,130,200,100],"
        "\"involuntary_switches\":[0,0,0,0,0,0,0,1]}",
        "{\"event\":\"done\",\"clock_grain_ns\":20}",
        NULL,
    };
    g_auto(ph_launch) launch = { 0 };

    (void)state;
    read_lines(lines, &launch);
    assert_int_equal(launch.samples->len, 1);

    const ph_arm_sample *sample = launch.samples->pdata[0];
    assert_int_equal(sample->blocks_kept, 5);
    assert_int_equal(sample->blocks_slowed, 2);
    assert_int_equal(sample->blocks_preempted, 1);
    assert_close(sample->input_ns, 500.0, 1e-9);
}

/* Wide vector code lowers the clock for a while: the probes beside it are slow, and so are those
 * beside some blocks of the others. */
static void test_an_arm_that_slows_its_own_probes(void **state)
{
    const char *const lines[] = {
        "{\"event\":\"arms\",\"input_bytes\":1000,\"records\":10,\"arms\":[]}",
        "{\"event\":\"arm\",\"name\":\"wide\",\"level\":\"kernel\",\"void\":false,"
        "\"checksum\":\"00\",\"ns\":[10,10,10,10,10,90],"
        "\"bytes\":[100,100,100,100,100,100],\"probe_ns\":[145,150,140,145,145,300],"
        "\"involuntary_switches\":[0,0,0,0,0,0]}",
        "{\"event\":\"arm\",\"name\":\"narrow\",\"level\":\"kernel\",\"void\":false,"
        "\"checksum\":\"00\",\"ns\":[50,50,50,50,50,60],"
        "\"bytes\":[100,100,100,100,100,100],\"probe_ns\":[100,100,100,100,100,145],"
        "\"involuntary_switches\":[0,0,0,0,0,0]}",
        "{\"event\":\"done\",\"clock_grain_ns\":20}",
        NULL,
    };
    g_auto(ph_launch) launch = { 0 };

    (void)state;
    read_lines(lines, &launch);
    for (guint i = 0; i < launch.samples->len; i++) {
        const ph_arm_sample *sample = launch.samples->pdata[i];

        assert_int_equal(sample->blocks_kept, 5);
        assert_int_equal(sample->blocks_slowed, 1);
    }
}

static void test_too_few_blocks_give_no_sample(void **state)
{
    const char *const lines[] = {
        "{\"event\":\"arms\",\"input_bytes\":1000,\"arms\":[]}",
        "{\"event\":\"arm\",\"name\":\"x\",\"level\":\"kernel\",\"void\":false,"
        "\"ns\":[50,50,50,50,50,50],\"bytes\":[100,100,100,100,100,100],"
        "\"probe_ns\":[100,100,100,100,100,100],\"involuntary_switches\":[0,0,0,0,1,1]}",
        NULL,
    };
    g_auto(ph_launch) launch = { 0 };

    (void)state;
    read_lines(lines, &launch);

    const ph_arm_sample *sample = launch.samples->pdata[0];
    assert_int_equal(sample->blocks_kept, 4);
    assert_true(isnan(sample->input_ns));
}

static void test_a_void_arm_has_a_reason_and_no_time(void **state)
{
    const char *const lines[] = {
        "{\"event\":\"arms\",\"input_bytes\":1000,\"arms\":[]}",
        "{\"event\":\"arm\",\"name\":\"x\",\"level\":\"record\",\"void\":true,"
        "\"reason\":\"wrong\",\"records\":1e300,\"records_failed\":3}",
        NULL,
    };
    g_auto(ph_launch) launch = { 0 };

    (void)state;
    read_lines(lines, &launch);

    const ph_arm_sample *sample = launch.samples->pdata[0];
    assert_true(sample->is_void);
    assert_string_equal(sample->reason, "wrong");
    assert_int_equal(sample->records_failed, 3);
    assert_true(sample->records == UINT64_C(1) << 53); /* A double counts no further. */
    assert_true(isnan(sample->input_ns));
}

static void test_what_a_launch_saw(void **state)
{
    const char *const lines[] = {
        "{\"event\":\"arms\",\"input_bytes\":1000,\"records\":10,\"arms\":[]}",
        "{\"event\":\"done\",\"timed_ns\":3e9,\"elapsed_ns\":4e9,\"involuntary_switches\":2,"
        "\"major_faults\":-1}", /* As a counter that runs backwards. */
        NULL,
    };
    g_auto(ph_launch) launch = { 0 };
    ph_noise noise;

    (void)state;
    read_lines(lines, &launch);
    assert_close(launch.facts.elapsed_ns, 4e9, 0.0);
    ph_noise_init(&noise);
    ph_noise_merge(&noise, &launch.noise);
    ph_noise_merge(&noise, &launch.noise);
    assert_close(noise.seen[PH_NOISE_STEAL].total, 0.5, 1e-9);
    assert_int_equal(noise.seen[PH_NOISE_STEAL].launches, 2);
    assert_int_equal(noise.seen[PH_NOISE_STEAL].blocks_set_aside, 0);
    assert_true(isnan(noise.seen[PH_NOISE_THROTTLING].total));
    assert_close(noise.seen[PH_NOISE_MEMORY_STALL].total, 0.0, 0.0);
    assert_int_equal(noise.seen[PH_NOISE_MEMORY_STALL].launches, 0);
    assert_true(isnan(noise.seen[PH_NOISE_MAJOR_FAULT].total));
    assert_true(isnan(noise.seen[PH_NOISE_MIGRATION].total));
    assert_close(noise.seen[PH_NOISE_SWITCH].total, 4.0, 1e-9);
    assert_close(noise.seen[PH_NOISE_UNKNOWN].total, 0.0, 0.0);
}

/* Twelve blocks: one throttled, one that waited for a page, two that lost the CPU, one on a slow
 * CPU for a reason nobody knows, one that was found slow but is not over all probes. */
static const char *const disturbed_lines[] = {
    "{\"event\":\"arms\",\"input_bytes\":1000,\"records\":10,\"arms\":[]}",
    "{\"event\":\"arm\",\"name\":\"x\",\"level\":\"kernel\",\"void\":false,\"checksum\":\"00\","
    "\"ns\":[5e7,50,50,50,50,50,50,3000050,2000050,60,1000050,50],"
    "\"bytes\":[100,100,100,100,100,100,100,100,100,100,100,100],"
    "\"probe_ns\":[100,100,100,100,100,100,100,100,100,200,100,114],"
    "\"involuntary_switches\":[1,0,0,0,0,0,0,1,2,0,0,0],"
    "\"disturbed\":["
    "{\"block\":0,\"causes\":[\"involuntary_switches\",\"throttled_periods\"]},"
    "{\"block\":7,\"causes\":[\"involuntary_switches\"]},"
    "{\"block\":8,\"causes\":[\"involuntary_switches\",\"of a later version\"]},"
    "{\"block\":9,\"causes\":[]},"
    "{\"block\":10,\"causes\":[\"major_faults\"]},"
    "{\"block\":11,\"causes\":[\"memory_stall_s\"]},"
    "{\"block\":99,\"causes\":[\"memory_stall_s\"]}]}",
    "{\"event\":\"done\",\"involuntary_switches\":4}",
    NULL,
};

static void test_blocks_are_set_aside_by_cause(void **state)
{
    g_auto(ph_launch) launch = { 0 };
    ph_noise_cause causes[PH_NOISE_COUNT];

    (void)state;
    read_lines(disturbed_lines, &launch);

    const ph_arm_sample *sample = launch.samples->pdata[0];
    const ph_noise_seen *seen = launch.noise.seen;
    assert_int_equal(sample->blocks_kept, 7);
    assert_int_equal(sample->blocks_preempted, 4);
    assert_int_equal(sample->blocks_slowed, 1);
    assert_int_equal(launch.noise.blocks, 12);
    assert_int_equal(ph_noise_blocks_set_aside(&launch.noise), 5);
    /* The deepest of two causes has the block. */
    assert_int_equal(seen[PH_NOISE_THROTTLING].blocks_set_aside, 1);
    assert_int_equal(seen[PH_NOISE_SWITCH].blocks_set_aside, 2);
    assert_int_equal(seen[PH_NOISE_MAJOR_FAULT].blocks_set_aside, 1);
    assert_int_equal(seen[PH_NOISE_UNKNOWN].blocks_set_aside, 1);
    assert_close(seen[PH_NOISE_UNKNOWN].total, 1.0, 0.0);
    /* A block that was kept has no cause, whatever moved meanwhile. */
    assert_int_equal(seen[PH_NOISE_MEMORY_STALL].blocks_set_aside, 0);

    assert_close(seen[PH_NOISE_THROTTLING].lost_s, 0.05, 1e-6);
    assert_close(seen[PH_NOISE_SWITCH].lost_s, 0.005, 1e-9);
    assert_close(seen[PH_NOISE_UNKNOWN].lost_s, 110e-9, 1e-12);
    /* Steal was seen, but took nothing from a block. The unknown is no answer: it stands last. */
    assert_int_equal(ph_noise_order(&launch.noise, causes), 5);
    assert_int_equal(causes[0], PH_NOISE_THROTTLING);
    assert_int_equal(causes[1], PH_NOISE_SWITCH);
    assert_int_equal(causes[2], PH_NOISE_MAJOR_FAULT);
    assert_int_equal(causes[3], PH_NOISE_STEAL);
    assert_int_equal(causes[4], PH_NOISE_UNKNOWN);
}

static void test_nothing_kept_is_counted_all_the_same(void **state)
{
    const char *const lines[] = {
        "{\"event\":\"arms\",\"input_bytes\":1000,\"arms\":[]}",
        "{\"event\":\"arm\",\"name\":\"x\",\"level\":\"kernel\",\"void\":false,"
        "\"ns\":[50,50],\"bytes\":[100,100],\"probe_ns\":[100,100],"
        "\"involuntary_switches\":[1,1],"
        "\"disturbed\":[{\"block\":0,\"causes\":[\"involuntary_switches\"]}]}",
        NULL,
    };
    g_auto(ph_launch) launch = { 0 };

    (void)state;
    read_lines(lines, &launch);
    assert_int_equal(launch.noise.seen[PH_NOISE_SWITCH].blocks_set_aside, 2);
    assert_int_equal(launch.noise.seen[PH_NOISE_UNKNOWN].blocks_set_aside, 0);
    assert_close(launch.noise.seen[PH_NOISE_SWITCH].lost_s, 0.0, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disturbed_blocks_are_set_aside),
        cmocka_unit_test(test_an_arm_that_slows_its_own_probes),
        cmocka_unit_test(test_too_few_blocks_give_no_sample),
        cmocka_unit_test(test_a_void_arm_has_a_reason_and_no_time),
        cmocka_unit_test(test_what_a_launch_saw),
        cmocka_unit_test(test_blocks_are_set_aside_by_cause),
        cmocka_unit_test(test_nothing_kept_is_counted_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
