/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The verdict of a gate: the worst of its benchmarks, with time, work and number weighed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "planted_contrast.h"
#include "verdict/change_text.h"
#include "verdict/conclusion.h"

static void test_work_and_time(void **state)
{
    static const struct {
        double lost, spread, work, work_range;
        ph_verdict verdict;
        const char *why;
    } cases[] = {
        { 0.2, 0.002, 1.2, 0.0, PH_VERDICT_FAIL, "more work and is slower" },
        { 0.2, 0.002, 1.0, 0.0, PH_VERDICT_WARN, "same work" },
        { 0.2, 0.002, 0.9, 0.0, PH_VERDICT_FAIL, "less work and is slower" },
        { 0.0, 0.0005, 1.2, 0.0, PH_VERDICT_PASS, "not slower here" },
        { 0.0, 0.2, 1.02, 0.0, PH_VERDICT_WARN, "time cannot tell" },
        { 0.0, 0.2, 1.0, 0.0, PH_VERDICT_INCONCLUSIVE, "both sides" },
        { 0.0, 0.2, 1.005, 0.0, PH_VERDICT_INCONCLUSIVE, "both sides" },
        /* Counts that do not repeat say less. */
        { 0.2, 0.002, 1.01, 0.005, PH_VERDICT_WARN, "same work" },
        { 0.2, 0.002, 1.02, 0.005, PH_VERDICT_FAIL, "more work and is slower" },
        { 0.0, 0.0005, 1.01, 0.005, PH_VERDICT_PASS, "no difference" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast =
            planted_contrast(report, "comp3/L2", cases[i].lost, cases[i].spread);

        contrast->base_work = 100.0;
        contrast->head_work = 100.0 * cases[i].work;
        contrast->work_range = cases[i].work_range;
        ph_conclude(report);
        if (report->verdict != cases[i].verdict || !strstr(contrast->why, cases[i].why))
            fail_msg("%g lost, work %g: %s, %s", cases[i].lost, cases[i].work,
                     ph_verdict_word(report->verdict), contrast->why);
    }
}

/* Code that only lies elsewhere is no failure, unless there is so much more to do. */
static void test_layout(void **state)
{
    static const struct {
        double lost, spread, work;
        ph_verdict verdict;
        const char *why;
    } cases[] = {
        { 0.2, 0.002, NAN, PH_VERDICT_WARN, "slower; layout differs" },
        { 0.2, 0.002, 1.0, PH_VERDICT_WARN, "the same work and is slower: layout or micro" },
        { 0.2, 0.002, 1.02, PH_VERDICT_WARN, "more work and is slower; layout differs" },
        { 0.2, 0.002, 1.2, PH_VERDICT_FAIL, "more work and is slower" },
        /* 10.5 % more work would lose 9.5 % of the throughput. */
        { 0.2, 0.002, 1.105, PH_VERDICT_WARN, "more work and is slower; layout differs" },
        { 0.2, 0.002, 1.12, PH_VERDICT_FAIL, "more work and is slower" },
        { 0.07, 0.001, NAN, PH_VERDICT_WARN, "slower; layout differs" },
        { 0.0, 0.0005, NAN, PH_VERDICT_PASS, "no difference" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast =
            planted_contrast(report, "comp3/L2", cases[i].lost, cases[i].spread);

        contrast->base_work = 100.0;
        contrast->head_work = 100.0 * cases[i].work;
        contrast->moved = g_strdup("layout differs: decode");
        ph_conclude(report);
        if (report->verdict != cases[i].verdict || !strstr(contrast->why, cases[i].why))
            fail_msg("%g lost, work %g: %s, %s", cases[i].lost, cases[i].work,
                     ph_verdict_word(report->verdict), contrast->why);
    }
}

static const ph_allocation_rule allocation_rule = { 0.005, 0.02 };

/* So many calls in base and head, of a thousand items each. */
static void plant_allocations(ph_contrast *contrast, uint64_t base, uint64_t head)
{
    const ph_allocations before = { 1000, 1000, base, 0, 0, 0, NULL };
    const ph_allocations after = { 1000, 1000, head, 0, 0, 0, NULL };

    ph_allocation_change_take(&contrast->allocations, &before, &after);
    ph_allocation_change_judge(&contrast->allocations, &allocation_rule);
}

/* More of them are no better than a slowdown; whatever time says, and if it says nothing. */
static void test_allocations(void **state)
{
    static const struct {
        double lost, spread;
        uint64_t base, head;
        ph_verdict verdict;
        gboolean stands_on_allocations;
        const char *why;
    } cases[] = {
        { 0.0, 0.0005, 5000, 5200, PH_VERDICT_FAIL, TRUE,
          "4 % more allocations, beyond 2 %; no difference of 0.5 % or more" },
        { 0.0, 0.0005, 5000, 5050, PH_VERDICT_WARN, TRUE,
          "1 % more allocations, beyond 0.5 %; no difference" },
        { 0.0, 0.0005, 5000, 5001, PH_VERDICT_PASS, FALSE, "no difference" },
        { 0.0, 0.0005, 5000, 5000, PH_VERDICT_PASS, FALSE, "no difference" },
        { 0.0, 0.0005, 5000, 4000, PH_VERDICT_PASS, FALSE, "no difference" },
        { -0.2, 0.001, 5000, 5050, PH_VERDICT_WARN, TRUE,
          "1 % more allocations, beyond 0.5 %; by " },
        { 0.0, 0.2, 5000, 5200, PH_VERDICT_FAIL, TRUE,
          "4 % more allocations, beyond 2 %; the deciding interval" },
        { 0.2, 0.002, 5000, 5200, PH_VERDICT_FAIL, FALSE,
          "4 % more allocations, beyond 2 %; all of the deciding interval" },
        { 0.2, 0.002, 5000, 5050, PH_VERDICT_FAIL, FALSE,
          "1 % more allocations, beyond 0.5 %; all" },
        { 0.07, 0.001, 5000, 5200, PH_VERDICT_FAIL, TRUE, "4 % more allocations, beyond 2 %; all" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast =
            planted_contrast(report, "comp3/L2", cases[i].lost, cases[i].spread);

        report->allocation_rule = allocation_rule;
        plant_allocations(contrast, cases[i].base, cases[i].head);
        ph_conclude(report);
        if (report->verdict != cases[i].verdict || !g_str_has_prefix(contrast->why, cases[i].why) ||
            ph_contrast_stands_on_allocations(contrast, report) != cases[i].stands_on_allocations)
            fail_msg("%g lost, %d of 5000 allocations: %s, %s", cases[i].lost, (int)cases[i].head,
                     ph_verdict_word(report->verdict), contrast->why);
    }
}

/* Who was not measured often enough allocates all the same; who does not work allocates nothing. */
static void test_allocations_without_a_figure(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *busy = ph_contrast_of(report, "a", "kernel", "");
    ph_contrast *wrong = ph_contrast_of(report, "b", "kernel", "");

    (void)state;
    report->allocation_rule = allocation_rule;
    busy->state = PH_STATE_MEASURED;
    wrong->state = PH_STATE_VOID;
    plant_allocations(busy, 5000, 5200);
    plant_allocations(wrong, 5000, 5200);
    ph_conclude(report);
    assert_int_equal(busy->call.verdict, PH_VERDICT_FAIL);
    assert_int_equal(busy->call.difference, PH_DIFFERENCE_UNDETERMINED);
    assert_int_equal(wrong->call.verdict, PH_VERDICT_INCONCLUSIVE);
}

/* Alone it stands at this level; among forty it does not. */
static void test_chance_among_many(void **state)
{
    g_autoptr(ph_contrast_report) alone = ph_contrast_report_new(&planted_rule);
    g_autoptr(ph_contrast_report) many = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast;

    (void)state;
    contrast = planted_contrast(alone, "comp3/L2", 0.02, 0.0125);
    ph_conclude(alone);
    assert_int_equal(contrast->call.difference, PH_DIFFERENCE_SLOWER);
    contrast = planted_contrast(many, "comp3/L2", 0.02, 0.0125);
    for (int i = 0; i < 39; i++) {
        g_autofree char *name = g_strdup_printf("other-%d", i);

        (void)planted_contrast(many, name, 0.0, 0.0005);
    }
    ph_conclude(many);
    assert_int_equal(contrast->call.difference, PH_DIFFERENCE_UNDETERMINED);
    assert_non_null(strstr(contrast->why, "among 40 benchmarks"));
}

/* What stands in a report of its own does not among those of forty, concluded together. */
static void test_chance_among_reports(void **state)
{
    g_autoptr(GPtrArray) reports =
        g_ptr_array_new_with_free_func((GDestroyNotify)ph_contrast_report_free);
    ph_contrast *contrast = NULL, *clear = NULL, *allocates = NULL;

    (void)state;
    for (int i = 0; i < 40; i++) {
        ph_contrast_report *report = ph_contrast_report_new(&planted_rule);

        if (i == 0)
            contrast = planted_contrast(report, "comp3/L2", 0.02, 0.0125);
        else if (i == 1)
            clear = planted_contrast(report, "comp3/L2", 0.2, 0.0125);
        else if (i == 2)
            allocates = planted_contrast(report, "comp3/L2", 0.07, 0.0125);
        else
            (void)planted_contrast(report, "comp3/L2", 0.0, 0.0005);
        report->allocation_rule = allocation_rule;
        if (i == 2)
            plant_allocations(allocates, 5000, 5200);
        ph_conclude(report);
        g_ptr_array_add(reports, report);
    }
    assert_int_equal(contrast->call.difference, PH_DIFFERENCE_SLOWER);
    ph_conclude_together(reports);
    assert_int_equal(contrast->call.difference, PH_DIFFERENCE_UNDETERMINED);
    assert_non_null(strstr(contrast->why, "among the 40 benchmarks of all cells"));
    assert_int_equal(allocates->call.verdict, PH_VERDICT_FAIL);
    assert_non_null(strstr(allocates->why, "4 % more allocations, beyond 2 %; among the 40 "));
    assert_int_equal(clear->call.verdict, PH_VERDICT_FAIL);
    assert_int_equal(((const ph_contrast_report *)reports->pdata[1])->verdict, PH_VERDICT_FAIL);
}

/* So does a FAIL; that it is slower beyond the WARN threshold is certain all the same. */
static void test_chance_of_fail_among_many(void **state)
{
    for (int count = 0; count < 40; count += 39) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast = planted_contrast(report, "comp3/L2", 0.12, 0.0185);

        (void)state;
        for (int i = 0; i < count; i++) {
            g_autofree char *name = g_strdup_printf("other-%d", i);

            (void)planted_contrast(report, name, 0.0, 0.0005);
        }
        ph_conclude(report);
        assert_int_equal(contrast->call.verdict, count ? PH_VERDICT_WARN : PH_VERDICT_FAIL);
        assert_int_equal(contrast->call.difference, PH_DIFFERENCE_SLOWER);
    }
}

/* Launches settle what lies across a limit; they do not settle that a second set disagrees. */
static void test_what_would_settle_it(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *open = planted_contrast(report, "open", 0.04, 0.05);
    ph_contrast *to_be_confirmed = planted_contrast(report, "to be confirmed", 0.06, 0.05);
    ph_contrast *contradicted = planted_contrast(report, "contradicted", 0.2, 0.002);
    ph_contrast *unconfirmed = planted_contrast(report, "unconfirmed", 0.2, 0.002);

    (void)state;
    g_array_set_size(contradicted->second.logs, 0);
    planted_launches(&contradicted->second, 0.0, 0.002);
    g_array_set_size(unconfirmed->second.logs, 0);
    ph_conclude(report);
    assert_true(open->launches_needed >= 1.0);
    assert_true(to_be_confirmed->launches_needed > open->launches_needed);
    assert_int_equal(contradicted->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_true(isnan(contradicted->launches_needed));
    assert_non_null(strstr(contradicted->why, "does not confirm"));
    assert_int_equal(unconfirmed->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(unconfirmed->why, "there is no second"));
}

/* What an early look called at its share of alpha is no more certain than that. */
static void test_looks_and_number(void **state)
{
    for (int is_early = 0; is_early < 2; is_early++) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast = planted_contrast(report, "comp3/L2", 0.02, 0.0101);

        (void)state;
        contrast->alpha_spent = is_early ? planted_rule.alpha / 4.0 : planted_rule.alpha;
        for (int i = 0; i < 3; i++) {
            g_autofree char *name = g_strdup_printf("other-%d", i);

            (void)planted_contrast(report, name, 0.0, 0.0005);
        }
        ph_conclude(report);
        assert_int_equal(contrast->call.difference,
                         is_early ? PH_DIFFERENCE_UNDETERMINED : PH_DIFFERENCE_SLOWER);
    }
}

static void test_worst_of_all(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);

    (void)state;
    (void)planted_contrast(report, "a", -0.2, 0.001);
    (void)planted_contrast(report, "b", 0.07, 0.001);
    (void)planted_contrast(report, "c", 0.0, 0.0005);
    ph_conclude(report);
    assert_int_equal(report->verdict, PH_VERDICT_WARN);
}

static void test_nothing_to_judge_is_neutral(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);

    (void)state;
    ph_conclude(report);
    assert_int_equal(report->verdict, PH_VERDICT_NEUTRAL);
}

static void test_an_error_is_a_failure(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);

    (void)state;
    (void)planted_contrast(report, "a", 0.0, 0.0005);
    ph_contrast_error(report, "CBKB008: b: no subject can be measured");
    ph_contrast_error(report, "CBKB008: b: no subject can be measured");
    ph_conclude(report);
    assert_int_equal(report->errors->len, 1);
    assert_int_equal(report->verdict, PH_VERDICT_FAIL);
}

static void test_no_number_is_no_pass(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *crashed = ph_contrast_of(report, "a", "kernel", "");
    ph_contrast *busy = ph_contrast_of(report, "b", "kernel", "");

    (void)state;
    crashed->state = PH_STATE_FAILED;
    crashed->head_fault = (ph_contrast_fault){ PH_FAULT_CRASH, g_strdup("it was killed") };
    busy->state = PH_STATE_MEASURED;
    ph_conclude(report);
    assert_int_equal(crashed->call.verdict, PH_VERDICT_FAIL);
    assert_int_equal(crashed->call.difference, PH_DIFFERENCE_BROKEN);
    assert_string_equal(crashed->why, "head crashes or hangs where base does not: it was killed");
    assert_int_equal(busy->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(report->verdict, PH_VERDICT_FAIL);
}

/* Only what head does wrong and base does not is head's failure. */
static void test_whose_fault_it_is(void **state)
{
    static const struct {
        ph_fault_kind base, head;
        ph_verdict verdict;
        ph_difference_kind difference;
        const char *why;
    } cases[] = {
        { PH_FAULT_NONE, PH_FAULT_CRASH, PH_VERDICT_FAIL, PH_DIFFERENCE_BROKEN,
          "head crashes or hangs where base does not: " },
        { PH_FAULT_NONE, PH_FAULT_WRONG_ANSWER, PH_VERDICT_FAIL, PH_DIFFERENCE_BROKEN,
          "head answers wrongly where base does not: " },
        { PH_FAULT_NONE, PH_FAULT_ABSENT, PH_VERDICT_FAIL, PH_DIFFERENCE_BROKEN,
          "head does not do it any more, base does" },
        { PH_FAULT_CRASH, PH_FAULT_NONE, PH_VERDICT_NEUTRAL, PH_DIFFERENCE_UNDETERMINED,
          "nothing to compare with: base crashes or hangs: " },
        { PH_FAULT_NONE, PH_FAULT_NOT_MEASURED, PH_VERDICT_NEUTRAL, PH_DIFFERENCE_UNDETERMINED,
          "nothing to compare: head could not be measured: head's" },
        { PH_FAULT_NOT_MEASURED, PH_FAULT_NOT_MEASURED, PH_VERDICT_NEUTRAL,
          PH_DIFFERENCE_UNDETERMINED,
          "nothing to compare: base could not be measured, and head could not be measured: " },
        { PH_FAULT_WRONG_ANSWER, PH_FAULT_CRASH, PH_VERDICT_NEUTRAL, PH_DIFFERENCE_UNDETERMINED,
          "nothing to compare: base answers wrongly, and head crashes or hangs: " },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast = ph_contrast_of(report, "comp3/L2", "kernel", "");

        contrast->state = PH_STATE_FAILED;
        contrast->base_fault = (ph_contrast_fault){ cases[i].base, g_strdup("base's") };
        contrast->head_fault = (ph_contrast_fault){ cases[i].head, g_strdup("head's") };
        ph_conclude(report);
        assert_int_equal(contrast->call.verdict, cases[i].verdict);
        assert_int_equal(contrast->call.difference, cases[i].difference);
        assert_true(g_str_has_prefix(contrast->why, cases[i].why));
    }
}

/* The 95 % interval of these lies below 5 % slower; at what the look may spend it does not. */
static void test_the_interval_that_decides_is_the_one_that_is_said(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast = planted_contrast(report, "comp3/L2", 0.04, 0.011);
    const double warn = exp(ph_slowdown_log(planted_rule.warn));

    (void)state;
    contrast->alpha_spent = 0.0025;
    contrast->call = ph_slowdown_judge(contrast->first.logs, &planted_rule, 0.0025);
    ph_conclude(report);
    assert_int_equal(contrast->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_true(contrast->ci95.high < warn);
    assert_true(fabs(contrast->confidence - 0.9975) < 1e-12);
    assert_true(contrast->deciding.low < warn && contrast->deciding.high > warn);
    assert_non_null(strstr(contrast->why, "the deciding interval, 99.75 %: +2."));
    assert_non_null(strstr(contrast->why, "lies on both sides of 5 % slower"));
}

/* So many more that do not differ. */
static void plant_others(ph_contrast_report *report, int count)
{
    for (int i = 0; i < count; i++) {
        g_autofree char *name = g_strdup_printf("other-%d", i);

        (void)planted_contrast(report, name, 0.0, 0.0005);
    }
}

/* What the number of benchmarks leaves open of a verdict is shown at the level that leaves it so.
 */
static void test_holm_widens_the_deciding_interval(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast = planted_contrast(report, "comp3/L2", 0.06, 0.008);
    const double warn = exp(ph_slowdown_log(planted_rule.warn));

    (void)state;
    plant_others(report, 39);
    assert_int_equal(contrast->call.verdict, PH_VERDICT_WARN);
    ph_conclude(report);
    assert_int_equal(contrast->call.verdict, PH_VERDICT_INCONCLUSIVE);
    assert_true(fabs(contrast->confidence - (1.0 - 0.01 / 40)) < 1e-12);
    assert_true(contrast->ci95.low > warn && contrast->deciding.low < warn);
}

/* A difference that is left open says at which level; the pass beside it has its own interval. */
static void test_a_withdrawn_difference_says_its_interval(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast = planted_contrast(report, "comp3/L2", 0.02, 0.0125);
    const double floor = exp(ph_slowdown_log(planted_rule.floor));
    g_autofree char *interval = NULL;
    ph_interval wide;

    (void)state;
    plant_others(report, 39);
    ph_conclude(report);
    wide = ph_mean_interval_at(contrast->first.logs, 1.0 - 0.01 / 40);
    wide = (ph_interval){ exp(wide.low), exp(wide.high) };
    assert_true(contrast->ci95.low > floor && wide.low < floor);
    interval = ph_change_deciding_text(1.0 - 0.01 / 40, wide);
    assert_non_null(strstr(contrast->why, interval));
    assert_true(fabs(contrast->confidence - 0.99) < 1e-12);
}

/* What is slower and passes does so by the interval that lies below the limit, not by a wider one.
 */
static void test_a_pass_is_shown_by_what_it_stands_on(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast = planted_contrast(report, "comp3/L2", 0.03, 0.017);
    const double warn = exp(ph_slowdown_log(planted_rule.warn));
    ph_interval wide;

    (void)state;
    plant_others(report, 2);
    ph_conclude(report);
    wide = ph_mean_interval_at(contrast->first.logs, 1.0 - 0.01 / 3);
    assert_true(exp(wide.high) > warn);
    assert_int_equal(contrast->call.verdict, PH_VERDICT_PASS);
    assert_int_equal(contrast->call.difference, PH_DIFFERENCE_SLOWER);
    assert_string_equal(contrast->why, "a second set of launches agrees; not 5 % slower");
    assert_true(fabs(contrast->confidence - 0.99) < 1e-12);
    assert_true(contrast->deciding.high < warn);
}

/* That it is faster is what such a pass claims. */
static void test_an_improvement_is_shown_by_what_it_stands_on(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast = planted_contrast(report, "comp3/L2", -0.03, 0.001);

    (void)state;
    plant_others(report, 2);
    ph_conclude(report);
    assert_int_equal(contrast->call.verdict, PH_VERDICT_IMPROVED);
    assert_true(fabs(contrast->confidence - (1.0 - 0.01 / 3)) < 1e-12);
}

/* What would settle it is of a look that comes, not of the one that was. */
static void test_what_a_further_look_needs(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    ph_contrast *all = planted_contrast(report, "all of alpha", 0.04, 0.05);
    ph_contrast *part = planted_contrast(report, "a part of it", 0.04, 0.05);

    (void)state;
    part->alpha_further = planted_rule.alpha / 10.0;
    ph_conclude(report);
    assert_true(part->launches_needed > all->launches_needed);
}

/* One launch after the other: far apart, where others had the CPU. */
static void plant_referee(ph_contrast *contrast, double seen, double spread)
{
    ph_contrast_referee *referee = &contrast->referee;

    contrast->ratio = exp(ph_mean(contrast->first.logs));
    referee->base = g_new0(ph_referee, 1);
    referee->base->ratio = 1.0;
    referee->head = ph_referee_copy(referee->base);
    referee->ratio = seen;
    referee->ci95 = (ph_interval){ seen / spread, seen * spread };
    referee->asleep = 1.0;
    referee->launches = 10;
}

/* What it does not bear out is neither an improvement nor a pass; a slowdown needs no proof. */
static void test_a_referee_that_could_not_see(void **state)
{
    static const struct {
        double lost, seen, spread;
        ph_verdict verdict;
        const char *why;
    } cases[] = {
        { -0.5, 0.67, 1.02, PH_VERDICT_IMPROVED, "a second set of launches agrees" },
        { -0.5, 1.0, 1.5, PH_VERDICT_INCONCLUSIVE, "the machine was too busy for the referee" },
        { -0.5, 1.0, 1.1, PH_VERDICT_INCONCLUSIVE, "doubtful: the referee saw 0.00 %" },
        { 0.0, 1.0, 1.02, PH_VERDICT_PASS, "no difference" },
        { 0.0, 1.0, 1.5, PH_VERDICT_INCONCLUSIVE, "the machine was too busy for the referee" },
        { 0.2, 1.0, 1.5, PH_VERDICT_FAIL, "lies beyond 10 % slower" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast = planted_contrast(report, "comp3/L2", cases[i].lost, 0.0005);

        plant_referee(contrast, cases[i].seen, cases[i].spread);
        ph_conclude(report);
        if (report->verdict != cases[i].verdict || !strstr(contrast->why, cases[i].why))
            fail_msg("case %zu: %s, %s", i, ph_verdict_word(report->verdict), contrast->why);
        assert_int_equal(contrast->by_time.verdict, contrast->call.verdict);
        if (cases[i].verdict == PH_VERDICT_INCONCLUSIVE)
            assert_true(isnan(contrast->launches_needed));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_and_time),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_allocations),
        cmocka_unit_test(test_allocations_without_a_figure),
        cmocka_unit_test(test_a_referee_that_could_not_see),
        cmocka_unit_test(test_chance_among_many),
        cmocka_unit_test(test_chance_among_reports),
        cmocka_unit_test(test_chance_of_fail_among_many),
        cmocka_unit_test(test_what_would_settle_it),
        cmocka_unit_test(test_looks_and_number),
        cmocka_unit_test(test_worst_of_all),
        cmocka_unit_test(test_nothing_to_judge_is_neutral),
        cmocka_unit_test(test_an_error_is_a_failure),
        cmocka_unit_test(test_no_number_is_no_pass),
        cmocka_unit_test(test_whose_fault_it_is),
        cmocka_unit_test(test_the_interval_that_decides_is_the_one_that_is_said),
        cmocka_unit_test(test_holm_widens_the_deciding_interval),
        cmocka_unit_test(test_a_withdrawn_difference_says_its_interval),
        cmocka_unit_test(test_a_pass_is_shown_by_what_it_stands_on),
        cmocka_unit_test(test_an_improvement_is_shown_by_what_it_stands_on),
        cmocka_unit_test(test_what_a_further_look_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
