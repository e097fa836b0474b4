/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A verdict by work alone: thresholds of its own, no word of time, and what chance takes off it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "verdict/conclusion.h"
#include "verdict/work_conclusion.h"

static const ph_slowdown_rule rule = { PH_WORK_SAME, .warn = 0.005, .fail = 0.02, .alpha = 0.01 };

static ph_contrast_report *report_new(void)
{
    ph_contrast_report *report = ph_contrast_report_new(&rule);

    report->mode = PH_CONTRAST_MODE_WORK;
    return report;
}

/* So much more work on average, each draw so far off it, either way. */
static ph_contrast *plant(ph_contrast_report *report, const char *name, double more, double spread,
                          guint draws)
{
    ph_contrast *contrast = ph_contrast_of(report, name, "kernel", "");

    contrast->state = PH_STATE_MEASURED;
    contrast->base_work = 100.0;
    contrast->head_work = 100.0 * (1.0 + more);
    contrast->work_range = 2.0 * spread;
    for (guint i = 0; i < draws; i++) {
        const double log = log1p(more) + (i % 2 ? spread : -spread);

        g_array_append_val(contrast->work_logs, log);
    }
    return contrast;
}

static void test_calls(void **state)
{
    static const struct {
        double more, spread;
        guint draws;
        ph_verdict verdict;
        ph_difference_kind difference;
        const char *why;
        gboolean is_settled;
    } cases[] = {
        { 0.0, 0.0, 2, PH_VERDICT_PASS, PH_DIFFERENCE_SAME_WORK, "to the instruction", TRUE },
        { 0.0009, 0.0, 2, PH_VERDICT_PASS, PH_DIFFERENCE_SAME_WORK, "not 0.5 % more work", TRUE },
        { 0.004, 0.0, 2, PH_VERDICT_PASS, PH_DIFFERENCE_MORE_WORK, "0.40 % more work, not beyond",
          TRUE },
        { 0.006, 0.0, 2, PH_VERDICT_WARN, PH_DIFFERENCE_MORE_WORK, "more work, beyond 0.5 %",
          TRUE },
        { 0.021, 0.0, 2, PH_VERDICT_FAIL, PH_DIFFERENCE_MORE_WORK, "more work, beyond 2 %", TRUE },
        { -0.01, 0.0, 2, PH_VERDICT_IMPROVED, PH_DIFFERENCE_LESS_WORK, "1.00 % less work", TRUE },
        /* Two draws that differ say little, twenty say enough. */
        { 0.0, 0.001, 2, PH_VERDICT_INCONCLUSIVE, PH_DIFFERENCE_UNDETERMINED, "on both sides",
          FALSE },
        { 0.0, 0.001, 20, PH_VERDICT_PASS, PH_DIFFERENCE_SAME_WORK, "over 20 draws of chance",
          TRUE },
        { 0.01, 0.001, 10, PH_VERDICT_WARN, PH_DIFFERENCE_MORE_WORK, "more work, beyond 0.5 %",
          TRUE },
        { 0.005, 0.001, 20, PH_VERDICT_INCONCLUSIVE, PH_DIFFERENCE_MORE_WORK, "on both sides",
          FALSE },
        /* More than enough for WARN; whether it is enough for FAIL, more draws may tell. */
        { 0.02, 0.001, 10, PH_VERDICT_WARN, PH_DIFFERENCE_MORE_WORK, "beyond 0.5 %", FALSE },
        { 0.03, 0.001, 10, PH_VERDICT_FAIL, PH_DIFFERENCE_MORE_WORK, "beyond 2 %", TRUE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = report_new();
        ph_contrast *contrast =
            plant(report, "comp3", cases[i].more, cases[i].spread, cases[i].draws);
        const gboolean is_settled = ph_work_is_settled(contrast, report);

        ph_work_conclude(report);
        if (contrast->call.verdict != cases[i].verdict || report->verdict != cases[i].verdict ||
            contrast->call.difference != cases[i].difference || is_settled != cases[i].is_settled ||
            !strstr(contrast->why, cases[i].why))
            fail_msg("%g more, %u draws: %s, %s, %s, settled %d", cases[i].more, cases[i].draws,
                     ph_verdict_word(contrast->call.verdict),
                     ph_difference_word(contrast->call.difference), contrast->why, is_settled);
        assert_null(strstr(contrast->why, "slower"));
        assert_true(contrast->deciding.low <= contrast->deciding.high);
    }
}

/* The more there are, the surer each has to be: what alone is a pass is not one of forty. */
static void test_chance_among_many(void **state)
{
    g_autoptr(ph_contrast_report) alone = report_new();
    g_autoptr(ph_contrast_report) many = report_new();
    ph_contrast *contrast = plant(alone, "comp3", 0.0, 0.0048, 20);

    (void)state;
    ph_work_conclude(alone);
    assert_int_equal(contrast->call.verdict, PH_VERDICT_PASS);
    contrast = plant(many, "comp3", 0.0, 0.0048, 20);
    for (int i = 0; i < 39; i++) {
        g_autofree char *name = g_strdup_printf("other-%d", i);

        (void)plant(many, name, 0.0, 0.0, 2);
    }
    ph_work_conclude(many);
    assert_int_equal(contrast->call.verdict, PH_VERDICT_INCONCLUSIVE);
}

/* No count is no pass, and whose fault it is, is said as where it is timed. */
static void test_no_count(void **state)
{
    g_autoptr(ph_contrast_report) report = report_new();
    ph_contrast *uncounted = plant(report, "comp3", 0.0, 0.0, 0);
    ph_contrast *cut_short = plant(report, "display-text", 0.0, 0.0, 1);
    ph_contrast *wrong = plant(report, "display-zoned", 0.0, 0.0, 0);
    ph_contrast *excused = plant(report, "display-as-published", 0.0, 0.0, 0);

    (void)state;
    uncounted->uncounted = g_strdup("valgrind knows no AVX-512");
    wrong->state = excused->state = PH_STATE_VOID;
    wrong->head_fault =
        (ph_contrast_fault){ PH_FAULT_WRONG_ANSWER, g_strdup("wrong answer: record 7") };
    excused->is_settled = TRUE;
    excused->head_fault = (ph_contrast_fault){ PH_FAULT_WRONG_ANSWER, g_strdup("all failed") };
    assert_true(ph_work_is_settled(uncounted, report) && ph_work_is_settled(wrong, report));
    assert_false(ph_work_is_settled(cut_short, report));
    ph_work_conclude(report);
    assert_int_equal(uncounted->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_string_equal(uncounted->why, "valgrind knows no AVX-512");
    assert_int_equal(cut_short->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(wrong->call.verdict, PH_VERDICT_FAIL);
    assert_int_equal(wrong->call.difference, PH_DIFFERENCE_BROKEN);
    assert_int_equal(excused->call.verdict, PH_VERDICT_NEUTRAL);
    assert_int_equal(report->verdict, PH_VERDICT_FAIL);
}

/* Twenty benchmarks in as many cells: what stands in each by itself may be chance among them all,
 * where chance has a part in it; counts that repeat, and allocations, have none. */
static void test_chance_among_cells(void **state)
{
    static const ph_allocation_rule allocation_rule = { 0.005, 0.02 };
    const ph_allocations before = { 1000, 1000, 5000, 0, 0, 0, NULL };
    const ph_allocations after = { 1000, 1000, 5200, 0, 0, 0, NULL };
    g_autoptr(GPtrArray) reports =
        g_ptr_array_new_with_free_func((GDestroyNotify)ph_contrast_report_free);
    ph_contrast *warn = NULL, *fail = NULL, *improved = NULL, *exact = NULL, *allocates = NULL;
    ph_contrast *clear = NULL;

    (void)state;
    for (int i = 0; i < 20; i++) {
        ph_contrast_report *report = report_new();

        report->allocation_rule = allocation_rule;
        switch (i) {
        case 0: warn = plant(report, "comp3", 0.00668, 0.001, 10); break;
        case 1: fail = plant(report, "comp3", 0.0217, 0.001, 10); break;
        case 2: improved = plant(report, "comp3", -0.00267, 0.001, 10); break;
        case 3: exact = plant(report, "comp3", 0.0051, 0.0, 2); break;
        case 4: allocates = plant(report, "comp3", 0.00668, 0.001, 10); break;
        case 5: clear = plant(report, "comp3", 0.03, 0.001, 10); break;
        default: (void)plant(report, "comp3", 0.0, 0.0, 2); break;
        }
        if (i == 4) {
            ph_allocation_change_take(&allocates->allocations, &before, &after);
            ph_allocation_change_judge(&allocates->allocations, &allocation_rule);
        }
        ph_work_conclude(report);
        g_ptr_array_add(reports, report);
    }
    assert_int_equal(warn->call.verdict, PH_VERDICT_WARN);
    assert_int_equal(fail->call.verdict, PH_VERDICT_FAIL);
    assert_int_equal(improved->call.verdict, PH_VERDICT_IMPROVED);
    ph_conclude_together(reports);
    assert_int_equal(warn->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(warn->why, "among the 20 benchmarks of all cells one with so much more "
                                      "work comes by chance"));
    assert_int_equal(((const ph_contrast_report *)reports->pdata[0])->verdict,
                     PH_VERDICT_INCONCLUSIVE);
    assert_true(warn->deciding.low <= 1.005);
    assert_int_equal(fail->call.verdict, PH_VERDICT_WARN);
    assert_int_equal(improved->call.verdict, PH_VERDICT_PASS);
    assert_int_equal(improved->call.difference, PH_DIFFERENCE_UNDETERMINED);
    assert_int_equal(exact->call.verdict, PH_VERDICT_WARN);
    assert_int_equal(allocates->call.verdict, PH_VERDICT_FAIL);
    assert_non_null(strstr(allocates->why, "4 % more allocations, beyond 2 %; among the 20 "));
    assert_int_equal(clear->call.verdict, PH_VERDICT_FAIL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_chance_among_many),
        cmocka_unit_test(test_no_count),
        cmocka_unit_test(test_chance_among_cells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
