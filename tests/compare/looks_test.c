/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks follow from what launches cost, and together spend no more than alpha. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compare/looks.h"
#include "verdict/slowdown.h"

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) <= 1e-12)

static void test_looks_double(void **state)
{
    (void)state;
    assert_int_equal(ph_looks_next(0, 0), 10);
    assert_int_equal(ph_looks_next(10, 1000), 20);
    assert_int_equal(ph_looks_next(20, 1000), 40);
    assert_int_equal(ph_looks_next(40, 320), 80);
}

/* Half, as the other half may have to confirm it; then what is left is used as well. */
static void test_budget_is_used_up(void **state)
{
    (void)state;
    assert_int_equal(ph_looks_next(10, 36), 18);
    assert_int_equal(ph_looks_next(18, 36), 27);
    assert_int_equal(ph_looks_next(27, 36), 36);
    assert_int_equal(ph_looks_next(36, 36), 0);
    assert_int_equal(ph_looks_next(10, 78), 39);
    assert_int_equal(ph_looks_next(20, 78), 39);
    assert_int_equal(ph_looks_next(10, 12), 12);
    assert_int_equal(ph_looks_next(10, 10), 0);
    assert_int_equal(ph_looks_next(10, 3), 0);
}

static void test_what_is_left_confirms(void **state)
{
    (void)state;
    assert_int_equal(ph_looks_confirming(10, 3), 10); /* The first set costs what it costs. */
    assert_int_equal(ph_looks_confirming(18, 36), 18);
    assert_int_equal(ph_looks_confirming(27, 36), 9);
    assert_int_equal(ph_looks_confirming(33, 36), 0);
    assert_int_equal(ph_looks_confirming(36, 36), 0);
}

static void test_alpha_is_spent_once(void **state)
{
    double spent = 0.0;

    (void)state;
    /* The square roots of 1/4 and of 9/16, and what is left. */
    assert_close(ph_looks_spend(0.01, &spent, 9, 36, FALSE), 0.005);
    assert_close(ph_looks_spend(0.01, &spent, 27, 48, FALSE), 0.0025);
    assert_close(ph_looks_spend(0.01, &spent, 48, 48, TRUE), 0.0025);
    assert_close(spent, 0.01);
    /* Launches that cost more than was thought are fewer: every look has a part all the same. */
    spent = 0.0;
    for (guint taken = 10; taken <= 60; taken += 10)
        assert_true(ph_looks_spend(0.01, &spent, taken, 60 - taken / 2, FALSE) > 0.0);
    assert_true(spent < 0.01);
}

/* An early look leaves half, however far it is; a late one has a hundredth, however little is due.
 */
static void test_every_look_has_a_part(void **state)
{
    double spent = 0.0;

    (void)state;
    assert_close(ph_looks_spend(0.01, &spent, 10, 12, FALSE), 0.005);
    assert_close(ph_looks_spend(0.01, &spent, 11, 110, FALSE), 0.00005);
}

/* At half of a budget, after one at a quarter of it. */
static void test_what_a_further_look_has(void **state)
{
    (void)state;
    assert_close(ph_looks_further(0.01), 0.01 * (sqrt(0.5) - 0.5));
}

/* Looks at launches that lose exactly the noise floor: more is called as seldom as at one look. */
static gboolean is_called_slower(GRand *luck, const ph_slowdown_rule *rule, guint affordable)
{
    g_autoptr(GArray) logs = g_array_new(FALSE, FALSE, sizeof(double));
    double spent = 0.0;
    guint taken = 0, next = ph_looks_next(0, affordable);

    while (next > 0) {
        for (; taken < next; taken++) {
            double value = ph_slowdown_log(rule->floor);

            for (int i = 0; i < 12; i++) /* As good as normal. */
                value += 0.01 * (g_rand_double(luck) - 0.5);
            g_array_append_val(logs, value);
        }
        next = ph_looks_next(taken, affordable);
        const double alpha = ph_looks_spend(rule->alpha, &spent, taken, affordable, next == 0);
        if (ph_slowdown_judge(logs, rule, alpha).difference == PH_DIFFERENCE_SLOWER)
            return TRUE;
    }
    return FALSE;
}

static void test_all_looks_together_keep_alpha(void **state)
{
    enum { TRIES = 4000 };
    const ph_slowdown_rule rule = { .floor = 0.005, .warn = 0.05, .fail = 0.1, .alpha = 0.1 };
    g_autoptr(GRand) luck = g_rand_new_with_seed(1);
    guint called = 0;

    (void)state;
    for (guint i = 0; i < TRIES; i++)
        called += is_called_slower(luck, &rule, 92) ? 1 : 0;
    /* Half of alpha is for the other side. */
    assert_true(called > 0 && called < TRIES * rule.alpha / 2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks_double),
        cmocka_unit_test(test_budget_is_used_up),
        cmocka_unit_test(test_what_is_left_confirms),
        cmocka_unit_test(test_alpha_is_spent_once),
        cmocka_unit_test(test_every_look_has_a_part),
        cmocka_unit_test(test_what_a_further_look_has),
        cmocka_unit_test(test_all_looks_together_keep_alpha),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
