/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls from made-up launches: where the interval lies decides, and a second set has its say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verdict/slowdown.h"

static const ph_slowdown_rule rule = { .floor = 0.005, .warn = 0.05, .fail = 0.10, .alpha = 0.01 };

/* Ten launches around a share of lost throughput: their mean is it, to the last digit or two. */
static GArray *launches_around(double lost, double spread)
{
    GArray *logs = g_array_new(FALSE, FALSE, sizeof(double));

    for (int i = 0; i < 10; i++) {
        const double log = ph_slowdown_log(lost) + (i % 2 ? spread : -spread);

        g_array_append_val(logs, log);
    }
    return logs;
}

static ph_slowdown_call call_of(double lost, double spread)
{
    g_autoptr(GArray) logs = launches_around(lost, spread);

    return ph_slowdown_judge(logs, &rule, rule.alpha);
}

static void test_calls_follow_the_interval(void **state)
{
    static const struct {
        double lost, spread;
        ph_difference_kind difference;
        ph_verdict verdict;
    } cases[] = {
        { 0.0, 0.0005, PH_DIFFERENCE_NONE, PH_VERDICT_PASS },
        { 0.0, 0.02, PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_PASS },
        { 0.0, 0.2, PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_INCONCLUSIVE },
        { 0.004, 0.003, PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_PASS },
        { 0.02, 0.002, PH_DIFFERENCE_SLOWER, PH_VERDICT_PASS },
        { -0.02, 0.002, PH_DIFFERENCE_FASTER, PH_VERDICT_IMPROVED },
        { 0.05, 0.002, PH_DIFFERENCE_SLOWER, PH_VERDICT_INCONCLUSIVE },
        { 0.07, 0.002, PH_DIFFERENCE_SLOWER, PH_VERDICT_WARN },
        { 0.10, 0.002, PH_DIFFERENCE_SLOWER, PH_VERDICT_WARN }, /* May lie across fail. */
        { 0.13, 0.002, PH_DIFFERENCE_SLOWER, PH_VERDICT_FAIL },
        /* Exactly as much is not beyond. */
        { 0.05, 0.0, PH_DIFFERENCE_SLOWER, PH_VERDICT_PASS },
        { 0.10, 0.0, PH_DIFFERENCE_SLOWER, PH_VERDICT_WARN },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ph_slowdown_call call = call_of(cases[i].lost, cases[i].spread);

        if (call.difference != cases[i].difference || call.verdict != cases[i].verdict)
            fail_msg("%g lost, spread %g: %s, %s", cases[i].lost, cases[i].spread,
                     ph_difference_word(call.difference), ph_verdict_word(call.verdict));
    }
}

static void test_one_launch_says_nothing(void **state)
{
    const double log = 1.0;
    g_autoptr(GArray) logs = g_array_new(FALSE, FALSE, sizeof(double));
    ph_slowdown_call call;

    (void)state;
    g_array_append_val(logs, log);
    call = ph_slowdown_judge(logs, &rule, rule.alpha);
    assert_int_equal(call.difference, PH_DIFFERENCE_UNDETERMINED);
    assert_int_equal(call.verdict, PH_VERDICT_INCONCLUSIVE);
}

static ph_slowdown_call confirmed(ph_slowdown_call call, double lost, double spread)
{
    g_autoptr(GArray) second = launches_around(lost, spread);
    const char *why = NULL;

    return ph_slowdown_confirm(call, second, &rule, &why);
}

static void test_a_second_set_confirms_or_does_not(void **state)
{
    const ph_slowdown_call fail = { PH_DIFFERENCE_SLOWER, PH_VERDICT_FAIL };
    const ph_slowdown_call slower = { PH_DIFFERENCE_SLOWER, PH_VERDICT_PASS };
    const ph_slowdown_call none = { PH_DIFFERENCE_NONE, PH_VERDICT_PASS };
    /* Beyond a threshold, and within a floor that is as wide. */
    const ph_slowdown_call warn = { PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_WARN };

    (void)state;
    assert_int_equal(confirmed(fail, 0.13, 0.01).verdict, PH_VERDICT_FAIL);
    assert_int_equal(confirmed(fail, 0.07, 0.01).verdict, PH_VERDICT_WARN);
    assert_int_equal(confirmed(fail, 0.03, 0.01).verdict, PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(confirmed(fail, 0.0, 0.01).verdict, PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(confirmed(fail, 0.0, 0.01).difference, PH_DIFFERENCE_UNDETERMINED);
    assert_int_equal(confirmed(slower, 0.02, 0.005).difference, PH_DIFFERENCE_SLOWER);
    assert_int_equal(confirmed(slower, -0.02, 0.005).difference, PH_DIFFERENCE_UNDETERMINED);
    assert_int_equal(confirmed(slower, 0.02, 0.2).difference, PH_DIFFERENCE_UNDETERMINED);
    assert_int_equal(confirmed(warn, 0.07, 0.005).verdict, PH_VERDICT_WARN);
    assert_int_equal(confirmed(none, 0.3, 0.001).difference, PH_DIFFERENCE_NONE);
}

static void test_an_improvement_that_is_not_confirmed_is_a_pass(void **state)
{
    const ph_slowdown_call improved = { PH_DIFFERENCE_FASTER, PH_VERDICT_IMPROVED };

    (void)state;
    assert_int_equal(confirmed(improved, -0.02, 0.002).verdict, PH_VERDICT_IMPROVED);
    assert_int_equal(confirmed(improved, 0.0, 0.002).verdict, PH_VERDICT_PASS);
}

/* Worked by hand: 0.01/4 and 0.01/3 are not exceeded; 0.006 is above 0.01/2, and ends it. */
static void test_holm(void **state)
{
    const double p_values[] = { 0.006, 0.5, 0.001, 0.003 };
    ph_holm_call calls[4] = { 0 };

    (void)state;
    ph_holm(p_values, calls, 4, 0.01);
    assert_true(calls[2].stands && calls[3].stands);
    assert_false(calls[0].stands || calls[1].stands);
    /* What comes behind the one that ended it is held against the same share. */
    assert_int_equal(calls[2].share, 4);
    assert_int_equal(calls[3].share, 3);
    assert_int_equal(calls[0].share, 2);
    assert_int_equal(calls[1].share, 2);
    ph_holm(NULL, NULL, 0, 0.01);
}

/* z(0.995) = 2.5758; spread 0.01 and distance 0.005: (2.5758 × 2)² = 26.5. */
static void test_launches_needed(void **state)
{
    g_autoptr(GArray) logs = g_array_new(FALSE, FALSE, sizeof(double));
    const double values[] = { -0.01, 0.0, 0.01 };

    (void)state;
    g_array_append_vals(logs, values, G_N_ELEMENTS(values));
    assert_true(ph_slowdown_launches_needed(logs, 0.005, 0.01) == 29.0);
    assert_true(isinf(ph_slowdown_launches_needed(logs, 0.0, 0.01)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls_follow_the_interval),
        cmocka_unit_test(test_one_launch_says_nothing),
        cmocka_unit_test(test_a_second_set_confirms_or_does_not),
        cmocka_unit_test(test_an_improvement_that_is_not_confirmed_is_a_pass),
        cmocka_unit_test(test_holm),
        cmocka_unit_test(test_launches_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
