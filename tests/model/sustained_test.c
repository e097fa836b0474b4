/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What becomes of a speed over time is told by its tenths and its slope, and noise is no drift. */
#include "model/sustained.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { LAUNCHES = 200 };

/* A minute between launches, each of which takes so many ns; a wobble of 0.1 % that repeats. */
static void make(double (*ns_at)(guint launch), ph_sustained *sustained, GArray *ret_ns)
{
    ph_sustained_benchmark *benchmark = ph_sustained_add(sustained, "record-comp3");

    for (guint i = 0; i < LAUNCHES; i++) {
        const double started_s = 5.0 + 60.0 * i, clock_hz = 3e9;
        const double ns = ns_at(i) * (1.0 + 0.001 * ((int)(i * 7 % 5) - 2));

        g_array_append_val(benchmark->started_s, started_s);
        g_array_append_val(benchmark->core_clock_hz, clock_hz);
        g_array_append_val(ret_ns, ns);
    }
}

static double steady(guint launch)
{
    (void)launch;
    return 1e6;
}

/* A tenth slower from launch 120 on. */
static double stepping(guint launch)
{
    return launch < 120 ? 1e6 : 1e6 / 0.9;
}

/* A fifth faster, evenly. */
static double rising(guint launch)
{
    return 1e6 / exp(log(1.2) * launch / (LAUNCHES - 1));
}

static gboolean drift_of(double (*ns_at)(guint launch), ph_drift *ret)
{
    g_autoptr(ph_sustained) sustained = ph_sustained_new();
    g_autoptr(GArray) ns = g_array_new(FALSE, FALSE, sizeof(double));

    make(ns_at, sustained, ns);
    return ph_drift_of(ph_sustained_find(sustained, "record-comp3"), ns, ret);
}

static void assert_near(double value, double expected, double within)
{
    if (!(fabs(value - expected) <= within))
        fail_msg("%g, and %g was expected", value, expected);
}

static void test_steady_is_no_drift(void **state)
{
    (void)state;
    ph_drift drift;

    assert_true(drift_of(steady, &drift));
    assert_near(drift.change, 0.0, 0.001);
    assert_true(drift.ci95.low < 0.0 && drift.ci95.high > 0.0);
    assert_near(drift.span_s, 60.0 * (LAUNCHES - 1), 1e-6);
}

static void test_step_is_found_where_it_is(void **state)
{
    (void)state;
    ph_drift drift;

    assert_true(drift_of(stepping, &drift));
    assert_near(drift.change, -0.1, 0.001);
    assert_true(drift.ci95.high < 0.0);
    assert_near(drift.from_s, 60.0 * 120, 60.0); /* Of tenths of 20 launches. */
}

static void test_slope_is_over_the_whole_time(void **state)
{
    (void)state;
    ph_drift drift;

    assert_true(drift_of(rising, &drift));
    assert_near(drift.slope, 0.2, 0.001);
    assert_true(drift.ci95.low < 0.2 && drift.ci95.high > 0.2 && drift.ci95.low > 0.19);
    assert_near(drift.change, pow(1.2, 0.9) - 1.0, 0.003); /* From middle to middle. */
}

static void test_missing_samples(void **state)
{
    (void)state;
    g_autoptr(ph_sustained) sustained = ph_sustained_new();
    g_autoptr(GArray) ns = g_array_new(FALSE, FALSE, sizeof(double));
    ph_drift drift;

    make(stepping, sustained, ns);
    for (guint i = 0; i < LAUNCHES; i += 3)
        g_array_index(ns, double, i) = NAN;
    assert_true(ph_drift_of(ph_sustained_find(sustained, "record-comp3"), ns, &drift));
    assert_near(drift.change, -0.1, 0.002);
    for (guint i = 0; i < LAUNCHES / PH_DRIFT_PARTS; i++)
        g_array_index(ns, double, i) = NAN;
    assert_false(ph_drift_of(ph_sustained_find(sustained, "record-comp3"), ns, &drift));
    g_array_set_size(ns, 9);
    assert_false(ph_drift_of(ph_sustained_find(sustained, "record-comp3"), ns, &drift));
    g_array_set_size(ns, 0);
    assert_false(ph_drift_of(ph_sustained_find(sustained, "record-comp3"), ns, &drift));
    assert_null(ph_sustained_find(sustained, "comp3/L2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_is_no_drift),
        cmocka_unit_test(test_step_is_found_where_it_is),
        cmocka_unit_test(test_slope_is_over_the_whole_time),
        cmocka_unit_test(test_missing_samples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
