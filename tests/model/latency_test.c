/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the calls of made-up launches to their figures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/latency.h"
#include "model/measurement.h"

/* cmocka compares floats; these are doubles. */
#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static ph_launch_latency nothing(void)
{
    ph_launch_latency gave = { 0 };

    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        gave.values[id] = NAN;
    return gave;
}

/* Calls that lie on a line. */
static ph_launch_latency on_a_line(double fixed_ns, double record_ns)
{
    ph_launch_latency gave = nothing();

    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++)
        gave.values[ph_latency_of_calls(count)] = fixed_ns + record_ns * ph_call_records(count);
    gave.calls = 4096;
    gave.calls_set_aside = 128;
    return gave;
}

static const ph_latency_figure *figure(const ph_latency *latency, ph_latency_id id)
{
    return &latency->figures[id];
}

static void test_a_line_gives_its_two_numbers(void **state)
{
    g_autoptr(ph_latency) latency = ph_latency_new(3);
    const ph_launch_latency first = on_a_line(700.0, 30.0), second = on_a_line(900.0, 40.0);

    (void)state;
    ph_latency_take(latency, 0, &first);
    ph_latency_take(latency, 2, &second);
    ph_latency_estimate(latency);
    assert_close(figure(latency, PH_LATENCY_fixed_ns)->median, 800.0, 1e-6);
    assert_close(figure(latency, PH_LATENCY_record_ns)->median, 35.0, 1e-9);
    assert_close(figure(latency, PH_LATENCY_misfit)->median, 0.0, 1e-9);
    assert_close(figure(latency, PH_LATENCY_p50_ns)->median, 835.0, 1e-9);
    assert_true(isnan(g_array_index(figure(latency, PH_LATENCY_fixed_ns)->launches, double, 1)));
    assert_int_equal(latency->calls, 8192);
    assert_int_equal(latency->calls_set_aside, 256);
}

/* Mean 800, s = 141.42 of two: t(0.975) = 12.7062 on one degree of freedom. */
static void test_intervals_are_over_launches(void **state)
{
    g_autoptr(ph_latency) latency = ph_latency_new(2);
    const ph_launch_latency first = on_a_line(700.0, 30.0), second = on_a_line(900.0, 40.0);
    const double low = log(730.0), high = log(940.0);
    const double half = 12.7062 * (high - low) / 2.0;

    (void)state;
    ph_latency_take(latency, 0, &first);
    ph_latency_take(latency, 1, &second);
    ph_latency_estimate(latency);
    /* What adds up may lie below 0; what multiplies does not. */
    assert_close(figure(latency, PH_LATENCY_fixed_ns)->ci95.low, 800.0 - 12.7062 * 100.0, 0.1);
    assert_close(figure(latency, PH_LATENCY_fixed_ns)->ci95.high, 800.0 + 12.7062 * 100.0, 0.1);
    assert_close(log(figure(latency, PH_LATENCY_p50_ns)->ci95.low), (low + high) / 2.0 - half,
                 1e-3);
    assert_close(log(figure(latency, PH_LATENCY_p50_ns)->ci95.high), (low + high) / 2.0 + half,
                 1e-3);
}

/* Two are always met by a line, which then says nothing. */
static void test_two_numbers_of_records_make_no_line(void **state)
{
    g_autoptr(ph_latency) latency = ph_latency_new(1);
    ph_launch_latency gave = nothing();

    (void)state;
    gave.values[PH_LATENCY_p50_ns] = 730.0;
    gave.values[PH_LATENCY_of_10_ns] = 1000.0;
    ph_latency_take(latency, 0, &gave);
    ph_latency_estimate(latency);
    assert_true(isnan(figure(latency, PH_LATENCY_fixed_ns)->median));
    assert_true(isnan(figure(latency, PH_LATENCY_record_ns)->median));
    assert_close(figure(latency, PH_LATENCY_of_10_ns)->median, 1000.0, 1e-9);
}

/* Long calls that leave the caches: the line says by how much it misses. */
static void test_what_bends_is_said(void **state)
{
    g_autoptr(ph_latency) latency = ph_latency_new(1);
    ph_launch_latency gave = on_a_line(700.0, 30.0);

    (void)state;
    gave.values[PH_LATENCY_of_10000_ns] *= 1.5;
    ph_latency_take(latency, 0, &gave);
    ph_latency_estimate(latency);
    assert_true(figure(latency, PH_LATENCY_misfit)->median > 0.1);
}

/* Then all that is per launch has as many of them, which is what a reader looks for. */
static void test_launches_that_were_never_made_are_forgotten(void **state)
{
    g_autoptr(GArray) launch_ns = g_array_new(FALSE, TRUE, sizeof(double));
    g_autoptr(ph_latency) latency = ph_latency_new(5);
    ph_result result = { .launch_ns = launch_ns, .latency = latency };
    const ph_launch_latency gave = on_a_line(700.0, 30.0);

    (void)state;
    g_array_set_size(launch_ns, 5);
    for (guint launch = 0; launch < 3; launch++)
        ph_latency_take(latency, launch, &gave);
    ph_result_forget_launches(&result, 3);
    ph_latency_estimate(latency);
    assert_int_equal(launch_ns->len, 3);
    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        assert_int_equal(figure(latency, (ph_latency_id)id)->launches->len, 3);
    assert_close(figure(latency, PH_LATENCY_fixed_ns)->median, 700.0, 1e-6);
    result.latency = NULL; /* Most have none. */
    ph_result_forget_launches(&result, 2);
    assert_int_equal(launch_ns->len, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_gives_its_two_numbers),
        cmocka_unit_test(test_intervals_are_over_launches),
        cmocka_unit_test(test_two_numbers_of_records_make_no_line),
        cmocka_unit_test(test_what_bends_is_said),
        cmocka_unit_test(test_launches_that_were_never_made_are_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
