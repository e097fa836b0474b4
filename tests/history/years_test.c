/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 300 years of nights each: nobody is told of what did not happen, and all that did is found, soon
 * and once. tests/history/years.c prints more of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nights.h"

enum { YEARS = 300 };

static ph_years_seen simulate(guint64 seed, ph_series_kind kind, ph_code_year code)
{
    const ph_years_seen seen = ph_years_simulate(seed, YEARS, kind, &code);

    print_message("%u candidates, %u comparisons, %u alerts; of %u: %u within 3 runs, %u within "
                  "8 weeks, %u once\n",
                  seen.candidates, seen.comparisons, seen.alerts, seen.asked, seen.within_3_runs,
                  seen.within_8_weeks, seen.alerted_once);
    return seen;
}

static void test_nothing_changed_and_nobody_is_told(void **state)
{
    const ph_years_seen anchored = simulate(1, PH_SERIES_ANCHORED, (ph_code_year){ 0 });
    const ph_years_seen times = simulate(2, PH_SERIES_TIME, (ph_code_year){ 0 });

    (void)state;
    assert_int_equal(anchored.alerts, 0);
    assert_int_equal(times.alerts, 0);
    /* There was something to convict: noise is nominated, and it is the comparisons that see it. */
    assert_true(anchored.candidates > YEARS);
    /* What that costs: two to four candidates a series-year. */
    assert_in_range(anchored.candidates / YEARS, 2, 4);
}

static void test_two_percent_is_told_within_three_runs_and_once(void **state)
{
    const ph_years_seen slower = simulate(3, PH_SERIES_ANCHORED, (ph_code_year){ .shift = 0.02 });
    const ph_years_seen faster = simulate(4, PH_SERIES_ANCHORED, (ph_code_year){ .shift = -0.02 });

    (void)state;
    assert_true(slower.within_3_runs >= 0.97 * slower.asked);
    assert_true(faster.within_3_runs >= 0.97 * faster.asked);
    assert_int_equal(slower.alerted_once, slower.asked);
    assert_int_equal(faster.alerted_once, faster.asked);
    assert_int_equal(slower.alerts_before + faster.alerts_before, 0);
}

static void test_creep_is_told_within_eight_weeks(void **state)
{
    const ph_years_seen seen =
        simulate(5, PH_SERIES_ANCHORED, (ph_code_year){ .creep_per_week = 0.001 });

    (void)state;
    assert_true(seen.within_8_weeks >= 0.85 * seen.asked);
    assert_int_equal(seen.alerts_before, 0);
}

/* Back before a level of its own could be learnt. */
static void test_what_was_mended_is_told_as_well(void **state)
{
    const ph_years_seen seen =
        simulate(6, PH_SERIES_ANCHORED, (ph_code_year){ .shift = 0.02, .mended_in = 10 });

    (void)state;
    assert_true(seen.alerted_twice >= 0.97 * seen.asked);
    assert_int_equal(seen.alerted_more, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_changed_and_nobody_is_told),
        cmocka_unit_test(test_two_percent_is_told_within_three_runs_and_once),
        cmocka_unit_test(test_creep_is_told_within_eight_weeks),
        cmocka_unit_test(test_what_was_mended_is_told_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
