/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Slower at the same work: a failure only where it persists in two other layouts of the code. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "compare/relayout.h"
#include "measure/plan.h"
#include "planted_contrast.h"
#include "verdict/conclusion.h"

/* One benchmark, much slower at this work. */
static ph_contrast_report *slower_at(double work)
{
    ph_contrast_report *report = ph_contrast_report_new(&planted_rule);
    ph_contrast *contrast = planted_contrast(report, "comp3/L2", 0.2, 0.002);

    contrast->base_work = 100.0;
    contrast->head_work = 100.0 * work;
    ph_conclude(report);
    return report;
}

/* NAN lost: it gave no number. */
static void take_padded(ph_contrast_report *report, guint index, double lost, double spread)
{
    g_autoptr(ph_contrast_report) padded = ph_contrast_report_new(&planted_rule);

    if (isnan(lost))
        ph_contrast_of(padded, "comp3/L2", "kernel", "")->state = PH_STATE_FAILED;
    else
        (void)planted_contrast(padded, "comp3/L2", lost, spread);
    ph_conclude(padded);
    padded->elapsed_s = 1.0;
    ph_relayout_take(report, ph_relayout_padding_bytes[index], padded);
}

static void test_two_other_layouts(void **state)
{
    static const struct {
        double lost[PH_RELAYOUT_PADDINGS], spread;
        ph_verdict verdict;
        const char *why;
    } cases[] = {
        { { 0.2, 0.19 },
          0.002,
          PH_VERDICT_FAIL,
          "persists in two other layouts: 20.00 % slower, 19" },
        { { 0.2, 0.0 }, 0.0005, PH_VERDICT_WARN, "gone in another layout: 20.00 % slower, 0.00 %" },
        { { 0.0, 0.2 }, 0.0005, PH_VERDICT_WARN, "gone in another layout: 0.00 %, 20.00 % slower" },
        { { -0.1, 0.2 }, 0.0005, PH_VERDICT_WARN, "gone in another layout: 10.00 % faster" },
        { { 0.2, 0.07 },
          0.002,
          PH_VERDICT_WARN,
          "smaller in another layout: 20.00 % slower, 7.00 % slower" },
        { { 0.2, 0.09 }, 0.05, PH_VERDICT_WARN, "smaller in another layout" },
        /* As much in its mean, and not certain. */
        { { 0.2, 0.12 }, 0.05, PH_VERDICT_WARN, "other layouts do not settle it" },
        { { 0.2, NAN }, 0.002, PH_VERDICT_WARN, "do not settle it: 20.00 % slower, no number" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = slower_at(1.0);
        const ph_contrast *contrast = report->contrasts->pdata[0];

        assert_int_equal(report->verdict, PH_VERDICT_WARN);
        for (guint k = 0; k < PH_RELAYOUT_PADDINGS; k++)
            take_padded(report, k, cases[i].lost[k], cases[i].spread);
        ph_relayout_conclude(report);
        if (report->verdict != cases[i].verdict || contrast->call.verdict != cases[i].verdict ||
            !strstr(contrast->why, cases[i].why) || !strstr(contrast->why, "the same work"))
            fail_msg("%g and %g lost: %s, %s", cases[i].lost[0], cases[i].lost[1],
                     ph_verdict_word(report->verdict), contrast->why);
        assert_true(report->elapsed_s >= 2.0);
    }
}

/* One other layout alone does not make a failure, and none leaves the words as they are. */
static void test_fewer_layouts(void **state)
{
    g_autoptr(ph_contrast_report) one = slower_at(1.0);
    g_autoptr(ph_contrast_report) none = slower_at(1.0);
    const ph_contrast *contrast = none->contrasts->pdata[0];

    (void)state;
    take_padded(one, 0, 0.2, 0.002);
    ph_relayout_conclude(one);
    assert_int_equal(one->verdict, PH_VERDICT_WARN);
    ph_relayout_conclude(none);
    assert_int_equal(none->verdict, PH_VERDICT_WARN);
    assert_null(strstr(contrast->why, "another layout"));
}

/* Only what was a failure by time, and is none any more. */
static void test_which_are_wanted(void **state)
{
    static const struct {
        double lost, work;
        const char *moved;
        gboolean is_wanted;
    } cases[] = {
        { 0.2, 1.0, NULL, TRUE },   { 0.2, NAN, "layout differs", TRUE },
        { 0.2, 1.2, NULL, FALSE }, /* A failure already. */
        { 0.2, 0.9, NULL, FALSE },  { 0.2, NAN, NULL, FALSE },
        { 0.07, 1.0, NULL, FALSE }, /* A warning by time. */
        { 0.0, 1.0, NULL, FALSE },
    };
    ph_benchmark benchmarks[] = { { .name = (char *)"other/L2" }, { .name = (char *)"comp3/L2" } };
    g_autoptr(GPtrArray) plan = g_ptr_array_new();

    (void)state;
    g_ptr_array_add(plan, &benchmarks[0]);
    g_ptr_array_add(plan, &benchmarks[1]);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
        ph_contrast *contrast = planted_contrast(report, "comp3/L2", cases[i].lost, 0.0005);
        g_autoptr(GPtrArray) wanted = NULL;

        (void)planted_contrast(report, "other/L2", 0.0, 0.0005);
        contrast->base_work = 100.0;
        contrast->head_work = 100.0 * cases[i].work;
        contrast->moved = g_strdup(cases[i].moved);
        ph_conclude(report);
        wanted = ph_relayout_benchmarks(report, plan);
        assert_int_equal(ph_relayout_is_wanted(contrast), cases[i].is_wanted);
        assert_int_equal(wanted->len, cases[i].is_wanted ? 1 : 0);
        if (cases[i].is_wanted)
            assert_ptr_equal(wanted->pdata[0], &benchmarks[1]);
    }
}

/* The other arms of a benchmark are measured with it, and keep what they had. */
static void test_others_are_left_alone(void **state)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&planted_rule);
    g_autoptr(ph_contrast_report) padded = ph_contrast_report_new(&planted_rule);
    const ph_contrast *failed = planted_contrast(report, "comp3/L2", 0.2, 0.002);

    (void)state;
    ph_conclude(report);
    (void)planted_contrast(padded, "comp3/L2", 0.0, 0.0005);
    g_ptr_array_add(padded->errors, g_strdup("CBKB001: the time is over"));
    ph_conclude(padded);
    ph_relayout_take(report, 192, padded);
    ph_relayout_conclude(report);
    assert_int_equal(failed->relaid->len, 0);
    assert_int_equal(report->verdict, PH_VERDICT_FAIL);
    assert_string_equal(report->errors->pdata[0],
                        "with all code moved by 192 bytes: CBKB001: the time is over");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_other_layouts),
        cmocka_unit_test(test_fewer_layouts),
        cmocka_unit_test(test_which_are_wanted),
        cmocka_unit_test(test_others_are_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
