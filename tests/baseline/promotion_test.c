/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may become the baseline: each rule objects to what breaks it and to nothing else. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "baseline/promotion.h"
#include "error/error.h"
#include "made_up_entry.h"
#include "made_up_run.h"

#define TIMESTAMP "2025-06-01T12:00:00Z"

static ph_measurement *good_run(void)
{
    return made_up_suite_run(TIMESTAMP, MADE_UP_HOST, MADE_UP_SUITE, 2000.0,
                             PH_PROMOTION_LAUNCHES_MIN);
}

static ph_result *first_of(const ph_measurement *run)
{
    return run->results->pdata[0];
}

static void assert_impossible(const ph_measurement *run, const char *phrase)
{
    g_autoptr(GError) error = NULL;

    assert_false(ph_promotion_is_possible(run, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
    if (!strstr(error->message, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, phrase);
}

static void test_what_nobody_can_override(void **state)
{
    g_autoptr(ph_measurement) good = good_run(), plain = good_run(), nothing = good_run();
    g_autoptr(ph_measurement) no_host =
        made_up_suite_run(TIMESTAMP, NULL, MADE_UP_SUITE, 2000.0, 5);
    g_autoptr(ph_measurement) no_suite =
        made_up_suite_run(TIMESTAMP, MADE_UP_HOST, NULL, 2000.0, 5);
    g_autoptr(ph_measurement) no_file =
        made_up_suite_run(TIMESTAMP, MADE_UP_HOST, "../suite", 2000.0, 5);

    (void)state;
    assert_true(ph_promotion_is_possible(good, NULL));
    plain->is_plain = TRUE;
    assert_impossible(plain, "plain shape");
    assert_impossible(no_host, "on which host");
    assert_impossible(no_suite, "not of a suite");
    assert_impossible(no_file, "cannot be a file's");
    good->referee.mode = PH_REFEREE_MODE_ON;
    assert_true(ph_promotion_is_possible(good, NULL));
    good->referee.mode = PH_REFEREE_MODE_OFF;
    assert_impossible(good, "without the referee");
    good->referee.mode = PH_REFEREE_MODE_ON;
    first_of(good)->layout = g_new0(ph_record_layout, 1);
    first_of(good)->layout->record = g_strdup("R");
    assert_true(ph_promotion_is_possible(good, NULL));
    first_of(good)->layout->difference = g_strdup("copybook-rs lays out B at 12");
    assert_impossible(good, "was measured although copybook-rs lays out B at 12");
    first_of(good)->state = PH_STATE_VOID;
    assert_true(ph_promotion_is_possible(good, NULL));
    for (guint i = 0; i < nothing->results->len; i++)
        ((ph_result *)nothing->results->pdata[i])->state = PH_STATE_VOID;
    assert_impossible(nothing, "measured nothing");
    first_of(nothing)->state = PH_STATE_MEASURED;
    assert_true(ph_promotion_is_possible(nothing, NULL));
}

/* The objections to a run; each expected phrase stands in one of them, and there are no others. */
static void assert_objections(const ph_measurement *run, const ph_measurement *baseline,
                              const char *const *phrases)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(GPtrArray) objections = ph_promotion_objections(run, baseline, thresholds);
    guint count = 0;

    for (; phrases[count]; count++) {
        gboolean is_said = FALSE;

        for (guint i = 0; i < objections->len; i++)
            is_said |= strstr(objections->pdata[i], phrases[count]) != NULL;
        if (!is_said)
            fail_msg("nobody objects: %s; but: %s", phrases[count],
                     objections->len ? (const char *)objections->pdata[0] : "(nothing)");
    }
    if (objections->len > count)
        fail_msg("%u objections instead of %u, the last: %s", objections->len, count,
                 (const char *)objections->pdata[objections->len - 1]);
}

#define assert_no_objection(run, baseline)                                                         \
    assert_objections(run, baseline, (const char *const[]){ NULL })
#define assert_one_objection(run, baseline, phrase)                                                \
    assert_objections(run, baseline, (const char *const[]){ (phrase), NULL })

static void test_a_good_run_has_no_objection(void **state)
{
    g_autoptr(ph_measurement) run = good_run(), same = good_run();

    (void)state;
    assert_no_objection(run, NULL);
    assert_no_objection(run, same);
}

static void test_too_few_launches(void **state)
{
    g_autoptr(ph_measurement) run = good_run();
    GArray *launches = first_of(run)->launch_ns;

    (void)state;
    /* One that gave no sample is none. */
    g_array_index(launches, double, 2) = NAN;
    assert_one_objection(run, NULL, "4 launches, at least 5 are needed");
}

static void set_launches(ph_result *result, double share_of_deviation)
{
    g_array_set_size(result->launch_ns, 0);
    ph_made_up_launches(result, 6, share_of_deviation);
}

static void test_launches_that_do_not_agree(void **state)
{
    g_autoptr(ph_measurement) run = good_run();
    ph_result *peer;

    (void)state;
    /* Six launches evenly from -x to x have a standard deviation of 0.748 x. */
    set_launches(first_of(run), 0.04);
    assert_no_objection(run, NULL);
    set_launches(first_of(run), 0.08);
    assert_one_objection(run, NULL, "differ by a CV of 6.0 %, at most 5 % is allowed");
    set_launches(first_of(run), 0.002);
    /* A peer has noise of its own, and as many launches as it has. */
    peer = ph_made_up_figure(run, "comp3/L2", 900.0);
    g_free(peer->subject);
    peer->subject = g_strdup("native");
    set_launches(peer, 0.3);
    assert_no_objection(run, NULL);
}

static void test_what_was_not_measured(void **state)
{
    g_autoptr(ph_measurement) run = good_run();
    ph_result *broken = ph_made_up_figure(run, "comp3/L2", 900.0);

    (void)state;
    broken->state = PH_STATE_VOID;
    broken->reason = g_strdup("3 records failed");
    assert_one_objection(run, NULL, "comp3/L2, copybook-rs, kernel level: void: 3 records failed");
    broken->state = PH_STATE_FAILED;
    assert_one_objection(run, NULL, "failed: 3 records failed");
    /* It was said to be void before it was measured. */
    broken->state = PH_STATE_VOID;
    broken->expectation = PH_EXPECT_VOID;
    assert_no_objection(run, NULL);
}

static void test_errors_of_the_run(void **state)
{
    g_autoptr(ph_measurement) run = good_run();

    (void)state;
    ph_measurement_fail(run, "CBKB001: the run's time was over");
    assert_objections(run, NULL,
                      (const char *const[]){ "the run has an error: CBKB001: the run's", NULL });
    ph_measurement_warn(run, "a warning is none");
    assert_objections(run, NULL,
                      (const char *const[]){ "the run has an error: CBKB001: the run's", NULL });
}

static void test_floors(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run(TIMESTAMP, MADE_UP_HOST, MADE_UP_SUITE, 70.0, 5);

    (void)state;
    assert_one_objection(run, NULL, "the floor of DISPLAY, 80 MB/s, is not met");
}

static void test_another_series(void **state)
{
    g_autoptr(ph_measurement) run = good_run();
    g_autoptr(ph_measurement) elsewhere =
        made_up_suite_run(TIMESTAMP, MADE_UP_OTHER_HOST, MADE_UP_SUITE, 2000.0, 5);
    g_autoptr(ph_measurement) another =
        made_up_suite_run(TIMESTAMP, MADE_UP_HOST, "another", 2000.0, 5);
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(GPtrArray) of_host = ph_promotion_objections(run, elsewhere, thresholds);
    g_autoptr(GPtrArray) of_suite = ph_promotion_objections(run, another, thresholds);

    (void)state;
    assert_non_null(strstr(of_host->pdata[0], "the baseline is of another host, " MADE_UP_OTHER_HOST
                                              "; the run is of " MADE_UP_HOST));
    assert_non_null(strstr(of_suite->pdata[0],
                           "the baseline is of another suite, another; the run is of standard"));
}

static void test_another_release(void **state)
{
    g_autoptr(ph_measurement) run = good_run(), baseline = good_run();

    (void)state;
    (void)ph_made_up_subject(run, "0.8.1");
    assert_no_objection(run, baseline);
    (void)ph_made_up_subject(baseline, "0.6.1");
    assert_one_objection(run, baseline,
                         "copybook-rs 0.8.1 in the run, 0.6.1 in the baseline: another method");
    /* The first baseline is of any. */
    assert_no_objection(run, NULL);
}

static void set_core_kind(ph_measurement *run, const char *kind)
{
    cJSON_AddStringToObject(cJSON_AddObjectToObject(run->system, "cpu"), "core_kind", kind);
}

static void test_another_kind_of_core(void **state)
{
    g_autoptr(ph_measurement) run = good_run(), baseline = good_run();

    (void)state;
    set_core_kind(run, "2 of 2");
    assert_no_objection(run, baseline);
    set_core_kind(baseline, "1 of 2");
    assert_one_objection(run, baseline,
                         "another kind of core: 2 of 2 in the run, 1 of 2 in the baseline");
}

static void test_a_regression(void **state)
{
    g_autoptr(ph_measurement) run = good_run();
    g_autoptr(ph_measurement) faster =
        made_up_suite_run(TIMESTAMP, MADE_UP_HOST, MADE_UP_SUITE, 3000.0, 5);
    g_autoptr(ph_measurement) slower =
        made_up_suite_run(TIMESTAMP, MADE_UP_HOST, MADE_UP_SUITE, 1500.0, 5);

    (void)state;
    assert_one_objection(run, faster, PH_HEADLINE_DISPLAY ", copybook-rs, kernel level: ");
    assert_no_objection(run, slower);
}

/* So many runs, a day apart, of that throughput and a little less and more in turn. */
static GPtrArray *made_up_series(guint count, double display_mib_s, double spread)
{
    GPtrArray *runs = g_ptr_array_new_with_free_func((GDestroyNotify)ph_measurement_free);

    for (guint i = 0; i < count; i++) {
        g_autofree char *timestamp = g_strdup_printf("2025-06-%02uT12:00:00Z", i + 1);
        const double share = i % 2 ? 1.0 + spread : 1.0 - spread;

        g_ptr_array_add(runs, made_up_suite_run(timestamp, MADE_UP_HOST, MADE_UP_SUITE,
                                                display_mib_s * share, 5));
    }
    return runs;
}

/* The first objection; NULL: there is none. The caller frees it. */
static char *first_objection(const GPtrArray *runs, const ph_measurement *baseline)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(GPtrArray) objections = ph_promotion_objections_stable(runs, baseline, thresholds);

    return objections->len ? g_strdup(objections->pdata[0]) : NULL;
}

static void test_seven_runs_that_gain(void **state)
{
    static const struct {
        guint runs;
        double gain;
        double spread;
        const char *phrase; /* NULL: no objection. */
    } cases[] = {
        { 7, 1.06, 0.002, NULL },
        { 7, 1.031, 0.0, NULL },
        { 7, 1.029, 0.0, "do not show an improvement of 3 %" },
        { 7, 1.0, 0.002, "do not show an improvement of 3 %" },
        /* On average as much as the first, and nobody can be sure. */
        { 7, 1.06, 0.02, "do not show an improvement of 3 %" },
        { 6, 1.06, 0.002, "6 runs were given, 7 are needed" },
        { 8, 1.06, 0.002, "8 runs were given, 7 are needed" },
    };
    g_autoptr(ph_measurement) baseline = good_run();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) runs =
            made_up_series(cases[i].runs, 2000.0 * cases[i].gain, cases[i].spread);
        g_autofree char *objection = first_objection(runs, baseline);

        if (!cases[i].phrase != !objection || (objection && !strstr(objection, cases[i].phrase)))
            fail_msg("case %zu: %s", i, objection ? objection : "(nothing)");
    }
}

/* There is nothing to gain over where there is no baseline; and each run keeps the rules. */
static void test_each_of_the_seven_keeps_the_rules(void **state)
{
    g_autoptr(GPtrArray) runs = made_up_series(7, 2000.0, 0.002);
    g_autofree char *none = first_objection(runs, NULL), *one = NULL;

    (void)state;
    assert_null(none);
    ph_measurement_fail(runs->pdata[4], "it rained");
    one = first_objection(runs, NULL);
    assert_string_equal(one, "run of 2025-06-05T12:00:00Z: the run has an error: it rained");
}

/* Does one of the objections say this? */
static gboolean is_objected(const GPtrArray *runs, const ph_measurement *baseline,
                            const char *phrase)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(GPtrArray) objections = ph_promotion_objections_stable(runs, baseline, thresholds);

    for (guint i = 0; i < objections->len; i++)
        if (strstr(objections->pdata[i], phrase))
            return TRUE;
    return FALSE;
}

static void test_figures_that_cannot_be_compared(void **state)
{
    g_autoptr(GPtrArray) runs = made_up_series(7, 2200.0, 0.0);
    g_autoptr(ph_measurement) baseline = good_run();

    (void)state;
    /* One figure is enough to have gained... */
    g_ptr_array_remove_index(baseline->results, 1);
    assert_false(is_objected(runs, baseline, "do not show an improvement"));
    /* ...and none is not. */
    g_ptr_array_remove_index(baseline->results, 0);
    assert_true(is_objected(runs, baseline,
                            "do not show an improvement of 3 % with 99 % confidence: DISPLAY "
                            "cannot be compared, COMP-3 cannot be compared"));
}

static GPtrArray *runs_of(const char *const *timestamps)
{
    GPtrArray *runs = g_ptr_array_new_with_free_func((GDestroyNotify)ph_measurement_free);

    for (; *timestamps; timestamps++)
        g_ptr_array_add(runs,
                        made_up_suite_run(*timestamps, MADE_UP_HOST, MADE_UP_SUITE, 2000.0, 1));
    return runs;
}

/* By the time that is meant, not as it is written. */
static void test_runs_are_put_in_order(void **state)
{
    static const char *const given[] = { "2025-06-02T00:30:00+02:00", "2025-06-01T23:00:00Z",
                                         "2025-05-31T12:00:00Z", "2025-06-01T23:00:00.5Z", NULL };
    static const guint order[] = { 2, 0, 1, 3 };
    g_autoptr(GPtrArray) runs = runs_of(given);

    (void)state;
    assert_true(ph_promotion_order(runs, NULL));
    for (guint i = 0; i < runs->len; i++)
        assert_string_equal(((ph_measurement *)runs->pdata[i])->timestamp, given[order[i]]);
}

static void assert_no_series(GPtrArray *runs, const char *phrase)
{
    g_autoptr(GError) error = NULL;

    assert_false(ph_promotion_order(runs, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
    assert_non_null(strstr(error->message, phrase));
}

static void test_runs_that_are_no_series(void **state)
{
    static const char *const twice[] = { "2025-06-02T00:30:00+02:00", "2025-06-01T12:00:00Z",
                                         "2025-06-01T22:30:00Z", NULL };
    static const char *const days[] = { "2025-06-01T12:00:00Z", "2025-06-02T12:00:00Z", NULL };
    g_autoptr(GPtrArray) same = runs_of(twice), host = runs_of(days), suite = runs_of(days);
    g_autoptr(GPtrArray) releases = runs_of(days), kinds = runs_of(days);

    (void)state;
    assert_no_series(same, "each counts once");
    g_ptr_array_add(host, made_up_suite_run("2025-06-03T12:00:00Z", MADE_UP_OTHER_HOST,
                                            MADE_UP_SUITE, 2000.0, 1));
    assert_no_series(host, "of different hosts or suites");
    g_ptr_array_add(suite,
                    made_up_suite_run("2025-05-03T12:00:00Z", MADE_UP_HOST, "another", 2000.0, 1));
    assert_no_series(suite, "of different hosts or suites");
    (void)ph_made_up_subject(releases->pdata[0], "0.6.1");
    (void)ph_made_up_subject(releases->pdata[1], "0.8.1");
    assert_no_series(releases,
                     "of different releases: copybook-rs 0.8.1 in the later one, 0.6.1 in "
                     "the one before");
    set_core_kind(kinds->pdata[0], "1 of 2");
    set_core_kind(kinds->pdata[1], "2 of 2");
    assert_no_series(kinds, "another kind of core: 2 of 2 in the later one, 1 of 2 in the one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_nobody_can_override),
        cmocka_unit_test(test_a_good_run_has_no_objection),
        cmocka_unit_test(test_too_few_launches),
        cmocka_unit_test(test_launches_that_do_not_agree),
        cmocka_unit_test(test_what_was_not_measured),
        cmocka_unit_test(test_errors_of_the_run),
        cmocka_unit_test(test_floors),
        cmocka_unit_test(test_another_series),
        cmocka_unit_test(test_another_release),
        cmocka_unit_test(test_another_kind_of_core),
        cmocka_unit_test(test_a_regression),
        cmocka_unit_test(test_seven_runs_that_gain),
        cmocka_unit_test(test_each_of_the_seven_keeps_the_rules),
        cmocka_unit_test(test_figures_that_cannot_be_compared),
        cmocka_unit_test(test_runs_are_put_in_order),
        cmocka_unit_test(test_runs_that_are_no_series),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
