/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks follow from what launches cost, and together spend no more than alpha. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compare/looks.h"

static void test_looks_double(void **state)
{
    (void)state;
    assert_int_equal(ph_looks_next(0, 0), 10);
    assert_int_equal(ph_looks_next(10, 1000), 20);
    assert_int_equal(ph_looks_next(20, 1000), 40);
    assert_int_equal(ph_looks_next(40, 160), 80);
}

/* No part of the budget is left for a look that cannot come. */
static void test_budget_is_used_up(void **state)
{
    (void)state;
    assert_int_equal(ph_looks_next(10, 18), 18);
    assert_int_equal(ph_looks_next(18, 18), 0);
    assert_int_equal(ph_looks_next(10, 39), 39);
    assert_int_equal(ph_looks_next(20, 39), 39);
    assert_int_equal(ph_looks_next(10, 10), 0);
    assert_int_equal(ph_looks_next(10, 3), 0);
}

static void test_alpha_is_spent_once(void **state)
{
    double left = 0.01, spent = 0.0;

    (void)state;
    for (int look = 0; look < 6; look++) {
        const double now = ph_looks_spend(&left, look == 5);

        assert_true(now > 0.0);
        spent += now;
    }
    assert_float_equal(spent, 0.01, 1e-12);
    assert_float_equal(left, 0.0, 1e-12);
    left = 0.01;
    assert_float_equal(ph_looks_spend(&left, FALSE), 0.0025, 1e-12);
    assert_float_equal(ph_looks_spend(&left, FALSE), 0.001875, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks_double),
        cmocka_unit_test(test_budget_is_used_up),
        cmocka_unit_test(test_alpha_is_spent_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
