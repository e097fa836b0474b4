/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One word on a run: what makes it, what makes it worse, and what a gate makes of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "made_up_run.h"
#include "verdict/judgement.h"

#define THEN  "2025-06-01T12:00:00Z"
#define LATER "2025-06-02T12:00:00Z"
#define HERE  "0123456789abcdef"
#define THERE "fedcba9876543210"

static ph_measurement *good_run(const char *timestamp, const char *fingerprint)
{
    ph_measurement *run = ph_made_up_run(timestamp, fingerprint);

    (void)ph_made_up_figure(run, PH_HEADLINE_DISPLAY, 4096.0);
    (void)ph_made_up_figure(run, PH_HEADLINE_COMP3, 571.0);
    return run;
}

static ph_verdict verdict_of(const ph_measurement *run, const ph_measurement *baseline)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_judgement) judgement = ph_judge(run, baseline, thresholds);

    assert_non_null(judgement->why);
    return judgement->verdict;
}

static void test_a_baseline_of_elsewhere_or_later_is_none(void **state)
{
    const struct {
        const char *time, *host, *suite;
        ph_verdict verdict;
    } cases[] = {
        { THEN, HERE, "critical", PH_VERDICT_PASS },    { THEN, NULL, NULL, PH_VERDICT_PASS },
        { NULL, HERE, NULL, PH_VERDICT_PASS },          { LATER, HERE, NULL, PH_VERDICT_NEUTRAL },
        { THEN, THERE, NULL, PH_VERDICT_NEUTRAL },      { NULL, THERE, NULL, PH_VERDICT_NEUTRAL },
        { THEN, HERE, "standard", PH_VERDICT_NEUTRAL },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_measurement) run = good_run(THEN, HERE);
        g_autoptr(ph_measurement) baseline = good_run(cases[i].time, cases[i].host);

        run->suite = g_strdup("critical");
        baseline->suite = g_strdup(cases[i].suite);
        assert_int_equal(verdict_of(run, baseline), cases[i].verdict);
    }
}

static gboolean is_noted(char here, char there, const char *phrase)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = good_run(LATER, HERE);
    g_autoptr(ph_measurement) baseline = good_run(THEN, HERE);
    g_autoptr(ph_judgement) judgement = NULL;
    gboolean is_found = FALSE;

    if (here)
        ph_made_up_anchor(run, here, NULL);
    if (there)
        ph_made_up_anchor(baseline, there, NULL);
    judgement = ph_judge(run, baseline, thresholds);
    assert_int_equal(judgement->verdict, PH_VERDICT_PASS);
    for (guint i = 0; i < judgement->notes->len; i++)
        is_found = is_found || strstr(judgement->notes->pdata[i], phrase);
    return is_found;
}

static void test_another_anchor_is_a_note(void **state)
{
    (void)state;
    assert_true(is_noted('a', 'b',
                         "another anchor: copybook-rs 0.8.1 (sha256 aaaaaaaaaaaa) here, "
                         "copybook-rs 0.8.1 (sha256 bbbbbbbbbbbb) in the baseline, so ratios to it "
                         "are not compared"));
    assert_false(is_noted('a', 'a', "anchor"));
    assert_false(is_noted('a', 0, "anchor"));
    assert_false(is_noted(0, 'a', "anchor"));
}

/* The same build on both sides: it cannot have become slower by itself. */
static void test_an_anchor_that_moved_blames_the_machine(void **state)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = good_run(LATER, HERE);
    g_autoptr(ph_measurement) baseline = good_run(THEN, HERE);
    ph_measurement *const sides[] = { run, baseline };
    g_autoptr(ph_judgement) judgement = NULL;
    gboolean is_said = FALSE;

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        ph_result *anchor = ph_made_up_figure(sides[i], PH_HEADLINE_COMP3, i ? 571.0 : 400.0);

        g_free(anchor->subject);
        anchor->subject = g_strdup(PH_ANCHOR_SUBJECT);
        ph_made_up_launches(anchor, 5, 0.001);
        ph_made_up_anchor(sides[i], 'a', NULL);
    }
    judgement = ph_judge(run, baseline, thresholds);
    assert_int_equal(judgement->verdict, PH_VERDICT_PASS);
    for (guint i = 0; i < judgement->notes->len; i++)
        is_said = is_said ||
                  strstr(judgement->notes->pdata[i], "the anchor changed, too: " PH_HEADLINE_COMP3);
    assert_true(is_said);
}

static void test_a_baseline_of_another_release_is_none(void **state)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = good_run(LATER, HERE), baseline = good_run(THEN, HERE);
    g_autoptr(ph_judgement) judgement = NULL;
    ph_subject_info *info;

    (void)state;
    (void)ph_made_up_subject(run, "0.8.1");
    assert_int_equal(verdict_of(run, baseline), PH_VERDICT_PASS);
    info = ph_made_up_subject(baseline, "0.6.1");
    judgement = ph_judge(run, baseline, thresholds);
    assert_int_equal(judgement->verdict, PH_VERDICT_NEUTRAL);
    assert_true(g_str_has_prefix(judgement->why,
                                 "copybook-rs 0.8.1 here, 0.6.1 in the baseline: another method"));
    assert_int_equal(judgement->changes->len, 0);
    info->built_from->release = g_strdup("0.8.1");
    assert_int_equal(verdict_of(run, baseline), PH_VERDICT_PASS);
}

static void set_core_kind(ph_measurement *run, const char *kind)
{
    cJSON_AddStringToObject(cJSON_AddObjectToObject(run->system, "cpu"), "core_kind", kind);
}

static void test_a_baseline_of_another_kind_of_core_is_none(void **state)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = good_run(LATER, HERE), slow = good_run(THEN, HERE);
    g_autoptr(ph_measurement) fast = good_run(THEN, HERE), unknown = good_run(THEN, HERE);
    g_autoptr(ph_judgement) judgement = NULL;

    (void)state;
    set_core_kind(run, "1 of 2");
    set_core_kind(slow, "2 of 2");
    set_core_kind(fast, "1 of 2");
    judgement = ph_judge(run, slow, thresholds);
    assert_int_equal(judgement->verdict, PH_VERDICT_NEUTRAL);
    assert_string_equal(judgement->why, "another kind of core: 1 of 2 here, 2 of 2 in the baseline "
                                        "(1 is the fastest); --cpu chooses");
    assert_int_equal(judgement->changes->len, 0);
    assert_int_equal(verdict_of(run, fast), PH_VERDICT_PASS);
    assert_int_equal(verdict_of(run, unknown), PH_VERDICT_PASS);
}

static void test_the_same_core_is_one_whatever_others_are_online(void **state)
{
    g_autoptr(ph_measurement) run = good_run(LATER, HERE), baseline = good_run(THEN, HERE);

    (void)state;
    set_core_kind(run, "1 of 1");
    set_core_kind(baseline, "1 of 2");
    assert_int_equal(verdict_of(run, baseline), PH_VERDICT_PASS);
}

static void set_host(ph_measurement *run, const char *kernel, const char *microcode)
{
    if (kernel)
        cJSON_AddStringToObject(cJSON_AddObjectToObject(run->system, "kernel"), "release", kernel);
    if (microcode)
        cJSON_AddStringToObject(cJSON_AddObjectToObject(run->system, "cpu"), "microcode",
                                microcode);
}

/* The notes that tell what differs; the verdict is none the worse. */
static char *differences(const ph_measurement *run, const ph_measurement *baseline)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_judgement) judgement = ph_judge(run, baseline, thresholds);
    GString *text = g_string_new(NULL);

    assert_int_equal(judgement->verdict, PH_VERDICT_PASS);
    for (guint i = 0; i < judgement->notes->len; i++)
        if (strstr(judgement->notes->pdata[i], "differ"))
            g_string_append_printf(text, "%s\n", (const char *)judgement->notes->pdata[i]);
    return g_string_free(text, FALSE);
}

static void test_what_differs_beside_the_code_is_noted(void **state)
{
    g_autoptr(ph_measurement) run = good_run(LATER, HERE), baseline = good_run(THEN, HERE);
    g_autofree char *unknown = NULL, *known = NULL, *same = NULL, *recorded = NULL;
    ph_subject_info *head, *base;

    (void)state;
    set_host(run, "6.1.0-40", "0x2");
    head = ph_made_up_subject(run, "0.8.1");
    head->built_from->toolchain = g_strdup("rustc 1.96.0");
    unknown = differences(run, baseline);
    assert_string_equal(unknown, "");

    set_host(baseline, "6.1.0-39", "0x1");
    base = ph_made_up_subject(baseline, "0.8.1");
    same = differences(run, baseline);
    assert_string_equal(same, "the kernel differs: 6.1.0-40 in the run, 6.1.0-39 in the baseline\n"
                              "the microcode differs: 0x2 in the run, 0x1 in the baseline\n");
    /* Without a record of both builds, the libraries say how they were built. */
    g_free(base->build);
    base->build = g_strdup("debug");
    known = differences(run, baseline);
    assert_non_null(strstr(known, "the compiler or its flags differ: release in the run, debug in "
                                  "the baseline\n"));

    base->built_from->toolchain = g_strdup("rustc 1.95.0");
    base->built_from->flags = g_strdup("-C target-cpu=x86-64-v2");
    head->built_from->flags = g_strdup("-C target-cpu=x86-64-v3");
    recorded = differences(run, baseline);
    assert_non_null(strstr(recorded,
                           "\nthe compiler differs: rustc 1.96.0 in the run, rustc 1.95.0 "
                           "in the baseline\nthe compiler's flags differ: -C "
                           "target-cpu=x86-64-v3 in the run, -C target-cpu=x86-64-v2 in "
                           "the baseline\n"));
    assert_null(strstr(recorded, "debug"));
}

static gboolean is_among(const GPtrArray *texts, const char *phrase)
{
    gboolean is_found = FALSE;

    for (guint i = 0; i < texts->len; i++)
        is_found = is_found || strstr(texts->pdata[i], phrase);
    return is_found;
}

/* A warning, so that it stands wherever warnings do; a baseline without a referee is none. */
static void test_a_run_without_the_referee_says_so(void **state)
{
    static const struct {
        ph_referee_mode mode;
        gboolean is_warned;
        ph_verdict verdict, as_baseline;
    } cases[] = {
        { PH_REFEREE_UNKNOWN, FALSE, PH_VERDICT_PASS, PH_VERDICT_PASS },
        { PH_REFEREE_MODE_ON, FALSE, PH_VERDICT_PASS, PH_VERDICT_PASS },
        { PH_REFEREE_MODE_OFF, TRUE, PH_VERDICT_PASS, PH_VERDICT_NEUTRAL },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
        g_autoptr(ph_measurement) run = good_run(THEN, HERE), later = good_run(LATER, HERE);
        g_autoptr(ph_judgement) judgement = NULL;

        run->referee.mode = cases[i].mode;
        judgement = ph_judge_run(run, thresholds);
        assert_int_equal(judgement->verdict, cases[i].verdict);
        assert_int_equal(is_among(judgement->warnings, "--no-referee"), cases[i].is_warned);
        assert_int_equal(verdict_of(later, run), cases[i].as_baseline);
    }
}

static void test_what_was_not_confined_is_noted(void **state)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) early = good_run(THEN, HERE), confined = good_run(THEN, HERE);
    g_autoptr(ph_measurement) open = good_run(THEN, HERE);
    g_autoptr(ph_judgement) of_early = NULL, of_confined = NULL, of_open = NULL;

    (void)state;
    confined->referee = (ph_referee_facts){ PH_REFEREE_MODE_ON, TRUE, NULL, 1.0 };
    open->referee = (ph_referee_facts){ PH_REFEREE_MODE_ON, FALSE, g_strdup("EPERM"), 1.0 };
    of_early = ph_judge_run(early, thresholds);
    of_confined = ph_judge_run(confined, thresholds);
    of_open = ph_judge_run(open, thresholds);
    assert_false(is_among(of_early->notes, "confined"));
    assert_false(is_among(of_confined->notes, "confined"));
    assert_true(is_among(of_open->notes, "subjects are not confined: EPERM"));
}

/* Once for each file, and never of data that are made. */
static void test_a_file_that_cannot_be_made_afresh_is_noted(void **state)
{
    static const char phrase[] = "cannot be made afresh";
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = good_run(THEN, HERE);
    g_autoptr(ph_judgement) made = NULL, own = NULL;
    guint count = 0;

    (void)state;
    for (guint i = 0; i < run->results->len; i++)
        ((ph_result *)run->results->pdata[i])->referee = g_new0(ph_referee, 1);
    made = ph_judge_run(run, thresholds);
    assert_false(is_among(made->notes, phrase));
    for (guint i = 0; i < 2; i++) {
        ph_result *result = ph_made_up_figure(run, "own.bin", 100.0);

        result->referee = g_new0(ph_referee, 1);
        result->record_format = g_strdup("fixed");
    }
    own = ph_judge_run(run, thresholds);
    for (guint i = 0; i < own->notes->len; i++)
        count += strstr(own->notes->pdata[i], phrase) ? 1 : 0;
    assert_int_equal(count, 1);
}

static void test_a_gate_misses_what_a_run_was_not_asked_for(void **state)
{
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
    g_autoptr(ph_measurement) run = ph_made_up_run(THEN, HERE);
    g_autoptr(ph_judgement) of_run = NULL;

    (void)state;
    (void)ph_made_up_figure(run, PH_HEADLINE_COMP3, 571.0);
    of_run = ph_judge_run(run, thresholds);
    assert_int_equal(of_run->verdict, PH_VERDICT_PASS);
    assert_int_equal(verdict_of(run, NULL), PH_VERDICT_FAIL);
}

static void test_void_is_a_failure_unless_it_is_expected(void **state)
{
    const struct {
        ph_state state;
        gboolean is_expected;
        ph_verdict verdict;
    } cases[] = { { PH_STATE_VOID, TRUE, PH_VERDICT_PASS },
                  { PH_STATE_VOID, FALSE, PH_VERDICT_FAIL },
                  { PH_STATE_FAILED, TRUE, PH_VERDICT_FAIL },
                  { PH_STATE_FAILED, FALSE, PH_VERDICT_FAIL } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_measurement) run = good_run(THEN, HERE);
        ph_result *result = ph_made_up_figure(run, "display-as-published", NAN);

        result->state = cases[i].state;
        result->expectation = cases[i].is_expected ? PH_EXPECT_VOID : PH_EXPECT_NUMBER;
        result->reason = g_strdup("its records do not decode");
        assert_int_equal(verdict_of(run, NULL), cases[i].verdict);
    }
}

/* NEUTRAL takes back a pass and a warning, and leaves what is worse. */
static void test_a_lost_baseline(void **state)
{
    const struct {
        double comp3_mb_s;
        ph_verdict verdict;
    } cases[] = { { 400.0, PH_VERDICT_NEUTRAL },
                  { 41.0, PH_VERDICT_NEUTRAL },
                  { 39.0, PH_VERDICT_FAIL } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
        g_autoptr(ph_measurement) run = ph_made_up_run(THEN, HERE);
        g_autoptr(ph_judgement) judgement = NULL;

        (void)ph_made_up_figure(run, PH_HEADLINE_DISPLAY, 4096.0);
        (void)ph_made_up_figure(run, PH_HEADLINE_COMP3, cases[i].comp3_mb_s / ph_mb_s(1.0));
        judgement = ph_judge(run, NULL, thresholds);
        ph_judgement_lose_baseline(judgement, "it is gone");
        assert_int_equal(judgement->verdict, cases[i].verdict);
    }
}

static void test_the_suite_chooses_the_limit(void **state)
{
    const char *const suites[] = { NULL, "critical", "of-ours" };
    const double warn[] = { 0.05, 0.02, 0.05 };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(suites); i++) {
        g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();
        g_autoptr(ph_measurement) run = good_run(THEN, HERE);
        g_autoptr(ph_judgement) judgement = NULL;

        run->suite = g_strdup(suites[i]);
        judgement = ph_judge(run, NULL, thresholds);
        assert_true(judgement->warn_threshold == warn[i]);
        assert_true(judgement->fail_threshold == 2.0 * warn[i]);
    }
}

static void test_exit_statuses(void **state)
{
    const struct {
        ph_verdict verdict;
        ph_exit exit, strict;
    } cases[] = {
        { PH_VERDICT_PASS, PH_EXIT_PASS, PH_EXIT_PASS },
        { PH_VERDICT_WARN, PH_EXIT_PASS, PH_EXIT_REGRESSION },
        { PH_VERDICT_FAIL, PH_EXIT_REGRESSION, PH_EXIT_REGRESSION },
        { PH_VERDICT_INCONCLUSIVE, PH_EXIT_INCONCLUSIVE, PH_EXIT_INCONCLUSIVE },
        { PH_VERDICT_NEUTRAL, PH_EXIT_INCONCLUSIVE, PH_EXIT_INCONCLUSIVE },
    };
    g_autoptr(ph_thresholds) thresholds = ph_made_up_thresholds();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ph_judgement judgement = { .verdict = cases[i].verdict };

        thresholds->gate = PH_GATE_BLOCK;
        assert_int_equal(ph_judgement_exit(&judgement, thresholds, FALSE), cases[i].exit);
        assert_int_equal(ph_judgement_exit(&judgement, thresholds, TRUE), cases[i].strict);
        thresholds->gate = PH_GATE_INFORM;
        assert_int_equal(ph_judgement_exit(&judgement, thresholds, TRUE), PH_EXIT_PASS);
    }
}

/* It leaves open what the number is, and is no pass; a fault beside it is one all the same. */
static void test_a_busy_machine_is_no_failure(void **state)
{
    g_autoptr(ph_measurement) run = good_run(THEN, HERE);
    ph_result *comp3 = run->results->pdata[1];

    (void)state;
    comp3->state = PH_STATE_FAILED;
    comp3->cause = PH_ERROR_ENVIRONMENT;
    comp3->reason = g_strdup(PH_TOO_BUSY);
    ph_measurement_fail(run, "CBKB011: comp3/stream, copybook-rs, kernel level: failed: %s",
                        PH_TOO_BUSY);
    assert_int_equal(verdict_of(run, NULL), PH_VERDICT_INCONCLUSIVE);
    ph_measurement_fail(run, "CBKB009: display-text/stream, copybook-rs: it was killed");
    assert_int_equal(verdict_of(run, NULL), PH_VERDICT_FAIL);
}

/* What could not be measured leaves open what it is: in its floor, and in the run. */
static void test_what_could_not_be_done_is_no_failure(void **state)
{
    static const struct {
        ph_error cause;
        const char *id;
        ph_verdict verdict;
    } cases[] = {
        { PH_ERROR_TIMEOUT, "CBKB001", PH_VERDICT_INCONCLUSIVE },
        { PH_ERROR_DATA, "CBKB014", PH_VERDICT_INCONCLUSIVE },
        { PH_ERROR_SUBJECT_CRASH, "CBKB009", PH_VERDICT_FAIL },
        { PH_ERROR_MISMATCH, "CBKB010", PH_VERDICT_FAIL },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_measurement) run = good_run(THEN, HERE), baseline = good_run(THEN, HERE);
        ph_result *comp3 = run->results->pdata[1];

        comp3->state = PH_STATE_FAILED;
        comp3->cause = cases[i].cause;
        comp3->reason = g_strdup("it was not measured");
        assert_int_equal(verdict_of(run, NULL), cases[i].verdict);
        ph_measurement_fail(run, "%s: why", cases[i].id);
        assert_int_equal(verdict_of(run, NULL), cases[i].verdict);
        assert_int_equal(verdict_of(run, baseline), cases[i].verdict);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_anchor_that_moved_blames_the_machine),
        cmocka_unit_test(test_another_anchor_is_a_note),
        cmocka_unit_test(test_a_baseline_of_elsewhere_or_later_is_none),
        cmocka_unit_test(test_a_baseline_of_another_release_is_none),
        cmocka_unit_test(test_a_baseline_of_another_kind_of_core_is_none),
        cmocka_unit_test(test_the_same_core_is_one_whatever_others_are_online),
        cmocka_unit_test(test_what_differs_beside_the_code_is_noted),
        cmocka_unit_test(test_a_run_without_the_referee_says_so),
        cmocka_unit_test(test_what_was_not_confined_is_noted),
        cmocka_unit_test(test_a_file_that_cannot_be_made_afresh_is_noted),
        cmocka_unit_test(test_a_gate_misses_what_a_run_was_not_asked_for),
        cmocka_unit_test(test_void_is_a_failure_unless_it_is_expected),
        cmocka_unit_test(test_a_lost_baseline),
        cmocka_unit_test(test_the_suite_chooses_the_limit),
        cmocka_unit_test(test_exit_statuses),
        cmocka_unit_test(test_a_busy_machine_is_no_failure),
        cmocka_unit_test(test_what_could_not_be_done_is_no_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
