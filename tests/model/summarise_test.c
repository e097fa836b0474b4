/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copybook-rs beside the anchor: the ratio is paired by launch, and where there is none, that is
 * said. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/summarise.h"

#define BENCHMARK "comp3/L2"
#define LAUNCHES  5

/* Launches that lie far apart, as the machine had it. */
static const double machine[LAUNCHES] = { 100.0, 180.0, 90.0, 400.0, 130.0 };

static ph_result *add_result(ph_measurement *run, const char *subject)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(BENCHMARK);
    result->workload = g_strdup("comp3");
    result->level = g_strdup("kernel");
    result->subject = g_strdup(subject);
    result->input_bytes = 1048576;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    g_ptr_array_add(run->results, result);
    return result;
}

static ph_result *add_launches(ph_measurement *run, const char *subject, double factor)
{
    ph_result *result = add_result(run, subject);

    for (guint i = 0; i < LAUNCHES; i++) {
        const double ns = machine[i] * factor;

        g_array_append_val(result->launch_ns, ns);
    }
    return result;
}

static void set_launch(const ph_result *result, guint launch, double ns)
{
    g_array_index(result->launch_ns, double, launch) = ns;
}

static ph_measurement *anchored_run(void)
{
    ph_measurement *run = ph_measurement_new();
    ph_build_identity *identity = ph_build_identity_new();

    identity->library_sha256 = g_strnfill(64, 'a');
    run->anchor = ph_anchor_new("old.so", NULL, identity);
    return run;
}

static void summarise(ph_measurement *run)
{
    ph_summarise_benchmark(run, BENCHMARK);
    ph_summarise_run(run);
}

static const ph_comparison *find(const ph_measurement *run, const char *head)
{
    return ph_comparison_find(run->comparisons, BENCHMARK, "kernel", PH_ANCHOR_SUBJECT, head);
}

static void assert_says(const GPtrArray *texts, const char *phrase)
{
    assert_int_equal(texts->len, 1);
    if (!strstr(texts->pdata[0], phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", (const char *)texts->pdata[0], phrase);
}

/* Every launch is 5 % slower, whatever else the machine did; one has no sample of the anchor. */
static void test_what_the_machine_does_is_not_in_the_ratio(void **state)
{
    g_autoptr(ph_measurement) run = anchored_run();
    const ph_comparison *found;

    (void)state;
    (void)add_launches(run, PH_HEADLINE_SUBJECT, 1.05);
    set_launch(add_launches(run, PH_ANCHOR_SUBJECT, 1.0), 3, NAN);
    summarise(run);
    found = find(run, PH_HEADLINE_SUBJECT);
    assert_non_null(found);
    assert_true(fabs(found->ratio - 1.05) < 1e-12);
    assert_true(fabs(found->ci95.low - 1.05) < 1e-9 && fabs(found->ci95.high - 1.05) < 1e-9);
    assert_true(found->p_value < 1e-6);
    assert_int_equal(run->warnings->len + run->errors->len, 0);
}

/* Student's interval over the logarithms of four ratios: 1 ± 0.1 and 1 ± 0.1 of each. */
static void test_the_interval_is_over_launches(void **state)
{
    static const double head_ns[LAUNCHES] = { 110.0, 90.0, 110.0, 90.0, NAN };
    g_autoptr(ph_measurement) run = anchored_run();
    const ph_result *head = add_launches(run, PH_HEADLINE_SUBJECT, 1.0);
    const ph_result *anchor = add_launches(run, PH_ANCHOR_SUBJECT, 1.0);
    const double mean = (log(1.1) + log(0.9)) / 2.0;
    const double half = 3.182446305284263 * (log(1.1) - mean) * sqrt(4.0 / 3.0) / 2.0;
    const ph_comparison *found;

    (void)state;
    for (guint i = 0; i < LAUNCHES; i++) {
        set_launch(head, i, head_ns[i]);
        set_launch(anchor, i, 100.0);
    }
    summarise(run);
    found = find(run, PH_HEADLINE_SUBJECT);
    assert_non_null(found);
    assert_true(fabs(found->ratio - exp(mean)) < 1e-12);
    assert_true(fabs(found->ci95.low - exp(mean - half)) < 1e-9);
    assert_true(fabs(found->ci95.high - exp(mean + half)) < 1e-9);
}

static void test_only_the_library_under_test_stands_beside_it(void **state)
{
    g_autoptr(ph_measurement) run = anchored_run();

    (void)state;
    (void)add_launches(run, PH_HEADLINE_SUBJECT, 1.0);
    (void)add_launches(run, PH_HEADLINE_SUBJECT "-scratch", 1.0);
    (void)add_launches(run, PH_REFERENCE_SUBJECT, 1.0);
    (void)add_launches(run, PH_ANCHOR_SUBJECT, 1.0);
    summarise(run);
    assert_non_null(find(run, PH_HEADLINE_SUBJECT));
    assert_null(find(run, PH_HEADLINE_SUBJECT "-scratch"));
    assert_null(find(run, PH_REFERENCE_SUBJECT));
}

/* A subject of that name alone makes no anchor. */
static void test_a_run_without_an_anchor(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();

    (void)state;
    (void)add_launches(run, PH_HEADLINE_SUBJECT, 1.0);
    (void)add_launches(run, PH_ANCHOR_SUBJECT, 1.0);
    summarise(run);
    assert_null(find(run, PH_HEADLINE_SUBJECT));
    assert_int_equal(run->warnings->len + run->errors->len, 0);
}

static void test_an_anchor_that_is_void_is_an_error(void **state)
{
    g_autoptr(ph_measurement) run = anchored_run();
    ph_result *anchor;

    (void)state;
    (void)add_launches(run, PH_HEADLINE_SUBJECT, 1.0);
    anchor = add_launches(run, PH_ANCHOR_SUBJECT, 1.0);
    anchor->state = PH_STATE_VOID;
    anchor->cause = PH_ERROR_MISMATCH;
    anchor->reason = g_strdup("its output is wrong");
    summarise(run);
    assert_null(find(run, PH_HEADLINE_SUBJECT));
    assert_says(run->errors, "anchor, kernel level: void: its output is wrong");
    assert_int_equal(run->warnings->len, 0);
}

/* A fault that is known is none of the anchor's either; with nothing else to compare, what was
 * asked for is still missing. */
static void test_an_anchor_with_a_known_fault_is_a_warning(void **state)
{
    g_autoptr(ph_measurement) run = anchored_run();
    ph_result *anchor;

    (void)state;
    (void)add_launches(run, PH_HEADLINE_SUBJECT, 1.0);
    anchor = add_launches(run, PH_ANCHOR_SUBJECT, 1.0);
    anchor->state = PH_STATE_VOID;
    anchor->expectation = PH_EXPECT_KNOWN_FAULT;
    anchor->reason = g_strdup("its output is wrong");
    summarise(run);
    assert_says(run->warnings, "the anchor is void (a known fault)");
    assert_says(run->errors, "an anchor was asked for, and nothing could be compared with it");
}

static void test_an_anchor_that_cannot_do_it(void **state)
{
    g_autoptr(ph_measurement) run = anchored_run();

    (void)state;
    (void)add_launches(run, PH_HEADLINE_SUBJECT, 1.0);
    summarise(run);
    assert_says(run->warnings, BENCHMARK ", kernel level: the anchor does not do this");
    assert_says(run->errors, "nothing could be compared with it");
}

static void test_launches_that_the_two_do_not_share(void **state)
{
    g_autoptr(ph_measurement) run = anchored_run();
    const ph_result *head = add_launches(run, PH_HEADLINE_SUBJECT, 1.0);
    const ph_result *anchor = add_launches(run, PH_ANCHOR_SUBJECT, 1.0);

    (void)state;
    for (guint i = 0; i < LAUNCHES; i++)
        set_launch(i % 2 ? head : anchor, i, NAN);
    summarise(run);
    assert_null(find(run, PH_HEADLINE_SUBJECT));
    assert_true(strstr(run->warnings->pdata[run->warnings->len - 1],
                       "no launch had enough undisturbed blocks of both") ||
                strstr(run->warnings->pdata[0], "no launch had enough undisturbed blocks of both"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_the_machine_does_is_not_in_the_ratio),
        cmocka_unit_test(test_the_interval_is_over_launches),
        cmocka_unit_test(test_only_the_library_under_test_stands_beside_it),
        cmocka_unit_test(test_a_run_without_an_anchor),
        cmocka_unit_test(test_an_anchor_that_is_void_is_an_error),
        cmocka_unit_test(test_an_anchor_with_a_known_fault_is_a_warning),
        cmocka_unit_test(test_an_anchor_that_cannot_do_it),
        cmocka_unit_test(test_launches_that_the_two_do_not_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
