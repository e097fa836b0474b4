/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became of a speed under load is one sentence, and so is what the CPU did; noise is no news.
 */
#include "sustained_rows.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_drift(double change, double low, double high, double from_s,
                         const char *expected)
{
    const ph_drift drift = {
        .change = change, .slope = (low + high) / 2.0, .ci95 = { low, high }, .from_s = from_s
    };
    g_autofree char *text = ph_drift_text(&drift);

    assert_string_equal(text, expected);
}

static void test_drift_in_words(void **state)
{
    (void)state;

    assert_drift(-0.031, -0.04, -0.02, 1200.0, "fell by 3.1 % after 20 min");
    assert_drift(0.25, 0.1, 0.3, 90.0, "rose by 25 % after 90 s");
    assert_drift(-0.031, -0.04, 0.001, 1200.0, "held its speed"); /* It may be none. */
    assert_drift(-0.009, -0.012, -0.008, 60.0, "held its speed"); /* Too little. */
    assert_drift(-0.031, 0.01, 0.02, 60.0, "held its speed");     /* Not of one mind. */
}

static void assert_host(double core, double package, const char *missing, double low_hz,
                        const char *expected)
{
    g_autoptr(ph_sustained) sustained = ph_sustained_new();
    ph_sustained_benchmark *benchmark = ph_sustained_add(sustained, "record-comp3");
    const double clocks_hz[] = { 3.69e9, NAN, low_hz };
    g_autofree char *text = NULL;

    sustained->core_throttles = core;
    sustained->package_throttles = package;
    sustained->throttles_missing = g_strdup(missing);
    g_array_append_vals(benchmark->core_clock_hz, clocks_hz, G_N_ELEMENTS(clocks_hz));
    text = ph_sustained_host_text(sustained);
    assert_string_equal(text, expected);
}

static void test_host_in_words(void **state)
{
    (void)state;

    assert_host(12.0, 1.0, NULL, 2.9e9,
                "the CPU throttled 12 times, its package once; core clock 2.90 to 3.69 GHz");
    assert_host(0.0, NAN, "gone", 3.69e9,
                "the CPU throttled 0 times, its package an unknown number of times; core clock "
                "3.69 to 3.69 GHz");
    assert_host(NAN, NAN, "FILE: No such file", 3.69e9,
                "whether the CPU throttled is not to be had (FILE: No such file); core clock 3.69 "
                "to 3.69 GHz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drift_in_words),
        cmocka_unit_test(test_host_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
