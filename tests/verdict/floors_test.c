/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures beside their floors, which are MB/s. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up_run.h"
#include "verdict/floors.h"

#define MIB_PER_MB (1e6 / 1048576.0)

/* The verdict on COMP-3, whose floor is 40 MB/s. */
static ph_verdict verdict_on(double mb_s, guint launches, double spread)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = ph_made_up_run(NULL, NULL);
    g_autoptr(GArray) checks = NULL;

    ph_made_up_launches(ph_made_up_figure(run, PH_HEADLINE_COMP3, mb_s * MIB_PER_MB), launches,
                        spread);
    checks = ph_floors_check(run, thresholds);
    return g_array_index(checks, ph_floor_check, 1).verdict;
}

static void test_plain_figures(void **state)
{
    (void)state;
    assert_int_equal(verdict_on(39.999, 0, 0.0), PH_VERDICT_FAIL);
    assert_int_equal(verdict_on(40.0, 0, 0.0), PH_VERDICT_WARN);
    assert_int_equal(verdict_on(41.999, 0, 0.0), PH_VERDICT_WARN);
    assert_int_equal(verdict_on(42.0, 0, 0.0), PH_VERDICT_PASS);
}

static void test_intervals(void **state)
{
    (void)state;
    assert_int_equal(verdict_on(38.0, 10, 0.001), PH_VERDICT_FAIL);
    assert_int_equal(verdict_on(39.9, 10, 0.05), PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict_on(40.1, 10, 0.05), PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict_on(41.0, 10, 0.001), PH_VERDICT_WARN);
    assert_int_equal(verdict_on(45.0, 10, 0.05), PH_VERDICT_PASS);
    assert_int_equal(verdict_on(60.0, 1, 0.0), PH_VERDICT_PASS);
}

static void test_records_are_judged_where_they_have_a_floor(void **state)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = ph_made_up_run(NULL, NULL);
    ph_result *result = ph_made_up_figure(run, PH_HEADLINE_RECORD_COMP3, 9.0 * MIB_PER_MB);
    g_autoptr(GArray) shown = NULL;
    g_autoptr(GArray) judged = NULL;

    (void)state;
    g_free(result->level);
    result->level = g_strdup("record");
    shown = ph_floors_check(run, thresholds);
    thresholds->record_comp3_floor_mb_s = 10.0;
    judged = ph_floors_check(run, thresholds);
    assert_false(g_array_index(shown, ph_floor_check, 4).is_judged);
    assert_true(g_array_index(judged, ph_floor_check, 4).is_judged);
    assert_true(g_array_index(judged, ph_floor_check, 4).floor_mb_s == 10.0);
    assert_int_equal(g_array_index(judged, ph_floor_check, 4).verdict, PH_VERDICT_FAIL);
    assert_false(g_array_index(judged, ph_floor_check, 2).is_judged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_figures),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_records_are_judged_where_they_have_a_floor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
