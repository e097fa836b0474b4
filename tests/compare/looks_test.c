/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks follow from what launches cost, and together spend no more than alpha. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compare/looks.h"

static void test_budget_for_all(void **state)
{
    (void)state;
    assert_int_equal(ph_looks_next(0, 0), 10);
    assert_int_equal(ph_looks_next(10, 1000), 20);
    assert_int_equal(ph_looks_next(20, 1000), 40);
    assert_int_equal(ph_looks_next(40, 1000), 0);
}

/* No part of the budget is left for a look that cannot come. */
static void test_short_budget_is_used_up(void **state)
{
    (void)state;
    assert_int_equal(ph_looks_next(10, 18), 18);
    assert_int_equal(ph_looks_next(18, 18), 0);
    assert_int_equal(ph_looks_next(10, 39), 39);
    assert_int_equal(ph_looks_next(20, 39), 39);
    assert_int_equal(ph_looks_next(10, 10), 0);
    assert_int_equal(ph_looks_next(10, 3), 0);
}

static void test_alpha_is_enough(void **state)
{
    (void)state;
    for (guint affordable = 1; affordable < 100; affordable++) {
        double spent = 0.0;

        for (guint taken = 10; taken > 0; taken = ph_looks_next(taken, affordable))
            spent += ph_looks_next(taken, affordable) ? PH_LOOKS_EARLY_SHARE : 0.0;
        assert_true(spent <= 1.0 - PH_LOOKS_EARLY_SHARE); /* Something is left for the last. */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_budget_for_all),
        cmocka_unit_test(test_short_budget_is_used_up),
        cmocka_unit_test(test_alpha_is_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
