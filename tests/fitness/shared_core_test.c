/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Slowdowns beside a busy CPU are read as one core, two cores, or no answer; measuring ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "fitness/shared_core.h"
#include "system/cpu_list.h"

static ph_core_pair judge(const double *slowdowns, guint count)
{
    g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(double));

    g_array_append_vals(array, slowdowns, count);
    return ph_core_pair_judge(array);
}

static void test_half_a_core_each_is_shared(void **state)
{
    const double slowdowns[] = { 1.9, 1.8, 1.95, 1.0, 1.7, 1.9, 2.0, 1.85, 1.9, 1.8 };
    const ph_core_pair pair = judge(slowdowns, G_N_ELEMENTS(slowdowns));

    (void)state;
    assert_int_equal(pair.sharing, PH_CORE_SHARED);
    assert_true(pair.slowdown > 1.8 && pair.slowdown < 1.95);
}

static void test_no_slowdown_is_apart(void **state)
{
    const double slowdowns[] = { 1.0, 1.01, 0.99, 1.5, 1.0, 1.02, 0.98, 1.0, 1.0, 1.03 };

    (void)state;
    assert_int_equal(judge(slowdowns, G_N_ELEMENTS(slowdowns)).sharing, PH_CORE_APART);
}

static void test_rounds_that_disagree_are_no_answer(void **state)
{
    const double slowdowns[] = { 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0 };

    (void)state;
    assert_int_equal(judge(slowdowns, G_N_ELEMENTS(slowdowns)).sharing, PH_CORE_UNCLEAR);
}

static void test_a_little_slower_is_no_answer(void **state)
{
    const double slowdowns[] = { 1.07, 1.06, 1.07, 1.06, 1.07, 1.06, 1.07, 1.06, 1.07, 1.06 };

    (void)state;
    assert_int_equal(judge(slowdowns, G_N_ELEMENTS(slowdowns)).sharing, PH_CORE_UNCLEAR);
}

static void test_too_few_rounds_are_no_answer(void **state)
{
    const double slowdowns[] = { 1.9, 1.9, 1.9, 1.9 };
    const ph_core_pair pair = judge(slowdowns, G_N_ELEMENTS(slowdowns));

    (void)state;
    assert_int_equal(pair.sharing, PH_CORE_UNCLEAR);
    assert_true(isnan(pair.slowdown));
}

/* On a busy host any answer is a right one; beside a CPU that is not there, only one is. */
static void test_measuring_ends(void **state)
{
    g_autoptr(GArray) allowed = ph_cpu_list_allowed("", NULL);
    ph_core_pair pair = { .sharing = PH_CORE_APART };

    (void)state;
    ph_core_pair_measure(g_array_index(allowed, guint, 0),
                         g_array_index(allowed, guint, allowed->len - 1), &pair);
    assert_true(pair.sharing == PH_CORE_UNCLEAR || isfinite(pair.slowdown));
    ph_core_pair_measure(g_array_index(allowed, guint, 0), PH_CPU_MAX, &pair);
    assert_int_equal(pair.sharing, PH_CORE_UNCLEAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_a_core_each_is_shared),
        cmocka_unit_test(test_no_slowdown_is_apart),
        cmocka_unit_test(test_rounds_that_disagree_are_no_answer),
        cmocka_unit_test(test_a_little_slower_is_no_answer),
        cmocka_unit_test(test_too_few_rounds_are_no_answer),
        cmocka_unit_test(test_measuring_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
