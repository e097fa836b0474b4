/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changes beside a baseline: their size, their interval, and on which side of a limit they are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up_run.h"
#include "verdict/change.h"

#define BENCHMARK "comp3/stream"

static const ph_change_limits limits = { 0.05, 0.10 };
static const ph_allocation_rule allocation_rule = { 0.005, 0.02 };

/* cmocka compares floats; these are doubles. */
#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

typedef struct pair {
    ph_measurement *run;
    ph_measurement *base;
    ph_result *head;
    ph_result *before;
    GPtrArray *changes;
} pair;

static pair *pair_of(double base_mib_s, double head_mib_s, guint launches, double spread)
{
    pair *p = g_new0(pair, 1);

    p->run = ph_made_up_run(NULL, NULL);
    p->base = ph_made_up_run(NULL, NULL);
    p->head = ph_made_up_figure(p->run, BENCHMARK, head_mib_s);
    p->before = ph_made_up_figure(p->base, BENCHMARK, base_mib_s);
    ph_made_up_launches(p->head, launches, spread);
    ph_made_up_launches(p->before, launches, spread);
    return p;
}

static const ph_change *compare(pair *p)
{
    p->changes = ph_changes(p->run, p->base, limits, &allocation_rule);
    assert_int_equal(p->changes->len, 1);
    return p->changes->pdata[0];
}

static void pair_free(pair *p)
{
    g_ptr_array_unref(p->changes);
    ph_measurement_free(p->run);
    ph_measurement_free(p->base);
    g_free(p);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pair, pair_free)

/* The specification's example: as much as 10 % is not more, whatever doubles make of it. */
static void test_exactly_a_limit_is_lenient(void **state)
{
    const struct {
        double base, head;
        ph_verdict verdict;
    } cases[] = {
        { 2.33, 2.097, PH_VERDICT_WARN },   { 2.33, 2.0969, PH_VERDICT_FAIL },
        { 2.33, 2.2135, PH_VERDICT_PASS },  { 2.33, 2.2134, PH_VERDICT_WARN },
        { 571.0, 513.9, PH_VERDICT_WARN },  { 571.0, 542.45, PH_VERDICT_PASS },
        { 571.0, 1142.0, PH_VERDICT_PASS },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(pair) p = pair_of(cases[i].base, cases[i].head, 0, 0.0);
        const ph_change *change = compare(p);

        assert_int_equal(change->verdict, cases[i].verdict);
        assert_true(isnan(change->ci95.low) && isnan(change->p_value));
    }
}

/* With an interval no wider than a point, launches and plain figures agree. */
static void test_both_estimates_are_of_the_same_thing(void **state)
{
    g_autoptr(pair) plain = pair_of(1000.0, 900.0, 0, 0.0);
    g_autoptr(pair) launched = pair_of(1000.0, 900.0, 10, 0.0);
    const ph_change *change = compare(launched);

    (void)state;
    assert_close(compare(plain)->change, 0.1, 1e-12);
    assert_close(change->change, 0.1, 1e-12);
    assert_close(change->ci95.low, 0.1, 1e-12);
    assert_close(change->ci95.high, 0.1, 1e-12);
    assert_int_equal(change->verdict, PH_VERDICT_WARN);
}

static void test_the_whole_interval_decides(void **state)
{
    const struct {
        double head, spread;
        ph_verdict verdict;
    } cases[] = {
        { 1000.0, 0.01, PH_VERDICT_PASS },       { 940.0, 0.002, PH_VERDICT_WARN },
        { 910.0, 0.03, PH_VERDICT_WARN },        { 890.0, 0.002, PH_VERDICT_FAIL },
        { 880.0, 0.08, PH_VERDICT_WARN },        { 950.0, 0.02, PH_VERDICT_INCONCLUSIVE },
        { 880.0, 0.2, PH_VERDICT_INCONCLUSIVE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(pair) p = pair_of(1000.0, cases[i].head, 10, cases[i].spread);
        const ph_change *change = compare(p);

        assert_int_equal(change->verdict, cases[i].verdict);
        assert_true(change->ci95.low < change->change && change->change < change->ci95.high);
    }
}

static void test_one_launch_has_no_interval(void **state)
{
    g_autoptr(pair) p = pair_of(1000.0, 890.0, 1, 0.0);
    const ph_change *change = compare(p);

    (void)state;
    assert_true(isnan(change->ci95.low));
    assert_int_equal(change->verdict, PH_VERDICT_FAIL);
}

static void test_inputs_of_two_sizes_compare_by_the_byte(void **state)
{
    g_autoptr(pair) p = pair_of(1000.0, 1000.0, 10, 0.001);

    (void)state;
    p->before->input_bytes *= 2;
    for (guint i = 0; i < p->before->launch_ns->len; i++)
        g_array_index(p->before->launch_ns, double, i) *= 2.0;
    assert_close(compare(p)->change, 0.0, 1e-12);
}

static void test_only_the_library_under_test_is_judged(void **state)
{
    const struct {
        const char *subject;
        gboolean is_judged;
    } cases[] = { { "copybook-rs", TRUE },
                  { "copybook-rs-scratch", TRUE },
                  { "copybook-rsx", FALSE },
                  { "native", FALSE },
                  { "gnucobol", FALSE } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(pair) p = pair_of(1000.0, 500.0, 0, 0.0);
        const ph_change *change;

        g_free(p->head->subject);
        g_free(p->before->subject);
        p->head->subject = g_strdup(cases[i].subject);
        p->before->subject = g_strdup(cases[i].subject);
        change = compare(p);
        assert_int_equal(change->is_judged, cases[i].is_judged);
        assert_close(change->change, 0.5, 1e-12);
        assert_int_equal(change->verdict,
                         cases[i].is_judged ? PH_VERDICT_FAIL : PH_VERDICT_NEUTRAL);
    }
}

/* One that is called the same is another build. */
static void test_an_anchor_is_compared_with_the_same_one(void **state)
{
    static const struct {
        char here, there; /* Digests; 0: there is none. */
        const char *options_there;
        gboolean is_compared;
    } cases[] = { { 'a', 'a', NULL, TRUE },
                  { 'a', 'b', NULL, FALSE },
                  { 'a', 'a', "slowdown=0.1", FALSE },
                  { 'a', 0, NULL, FALSE },
                  { 0, 'a', NULL, FALSE } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(pair) p = pair_of(1000.0, 500.0, 0, 0.0);
        const ph_change *change;

        g_free(p->head->subject);
        g_free(p->before->subject);
        p->head->subject = g_strdup(PH_ANCHOR_SUBJECT);
        p->before->subject = g_strdup(PH_ANCHOR_SUBJECT);
        if (cases[i].here)
            ph_made_up_anchor(p->run, cases[i].here, NULL);
        if (cases[i].there)
            ph_made_up_anchor(p->base, cases[i].there, cases[i].options_there);
        change = compare(p);
        assert_false(change->is_judged);
        assert_int_equal(change->base != NULL, cases[i].is_compared);
    }
}

static void test_what_has_no_number_is_no_change(void **state)
{
    g_autoptr(pair) is_void = pair_of(1000.0, 1000.0, 0, 0.0);
    g_autoptr(pair) was_void = pair_of(1000.0, 1000.0, 0, 0.0);
    const ph_change *change;

    (void)state;
    is_void->head->state = PH_STATE_VOID;
    is_void->head->reason = g_strdup("1 record failed");
    change = compare(is_void);
    assert_true(isnan(change->change));
    assert_int_equal(change->verdict, PH_VERDICT_FAIL);
    assert_string_equal(change->why, "void: 1 record failed");

    was_void->before->state = PH_STATE_VOID;
    change = compare(was_void);
    assert_null(change->base);
    assert_int_equal(change->verdict, PH_VERDICT_NEUTRAL);
}

/* Shown as many as are counted; nothing is counted where nothing is open. */
static void test_launches_that_would_tell(void **state)
{
    g_autoptr(pair) open = pair_of(1000.0, 955.0, 10, 0.02);
    g_autoptr(pair) clear = pair_of(1000.0, 1000.0, 10, 0.002);
    const ph_change *change = compare(open);
    g_autofree char *words =
        g_strdup_printf(": about %.0f launches on each side would tell", change->launches_needed);

    (void)state;
    assert_int_equal(change->verdict, PH_VERDICT_INCONCLUSIVE);
    assert_true(change->launches_needed > 10.0);
    assert_true(g_str_has_suffix(change->why, words));
    assert_true(isnan(compare(clear)->launches_needed));
}

static guint count_lost(const pair *p)
{
    g_autoptr(GPtrArray) lost = ph_changes_lost(p->run, p->base);

    assert_true(lost->len == 0 || lost->pdata[0] == p->before);
    return lost->len;
}

/* What ph_changes() says nothing of, as there is nothing in the run to say it of. */
static void test_what_the_run_lost(void **state)
{
    g_autoptr(pair) p = pair_of(1000.0, 1000.0, 0, 0.0);

    (void)state;
    compare(p);
    assert_int_equal(count_lost(p), 0);
    p->head->state = PH_STATE_VOID; /* A change, which fails. */
    assert_int_equal(count_lost(p), 0);
    p->head->expectation = PH_EXPECT_KNOWN_FAULT;
    assert_int_equal(count_lost(p), 1);
    g_free(p->head->level);
    p->head->level = g_strdup("file");
    assert_int_equal(count_lost(p), 1);
    p->before->state = PH_STATE_FAILED;
    assert_int_equal(count_lost(p), 0);
    p->before->state = PH_STATE_MEASURED;
    g_free(p->before->subject);
    p->before->subject = g_strdup(PH_REFERENCE_SUBJECT);
    assert_int_equal(count_lost(p), 0);
}

/* Of a thousand items: so many calls, and 100 bytes each. */
static void take_counts(ph_result *result, uint64_t calls)
{
    result->allocations = g_new0(ph_allocations, 1);
    *result->allocations = (ph_allocations){
        .records = 1000,
        .items = 1000,
        .calls = calls,
        .bytes = 100 * calls,
        .peak_live_bytes = 4096,
    };
}

static void test_more_allocations_are_judged_as_work_is(void **state)
{
    static const struct {
        uint64_t calls;
        ph_verdict verdict;
    } cases[] = {
        { 10000, PH_VERDICT_PASS }, { 10050, PH_VERDICT_PASS }, /* As much as 0.5 % is lenient. */
        { 10051, PH_VERDICT_WARN }, { 10200, PH_VERDICT_WARN },
        { 10201, PH_VERDICT_FAIL }, { 5000, PH_VERDICT_PASS },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        g_autoptr(pair) p = pair_of(1000.0, 1000.0, 5, 0.002);

        take_counts(p->before, 10000);
        take_counts(p->head, cases[i].calls);

        const ph_change *change = compare(p);
        assert_int_equal(change->verdict, cases[i].verdict);
        assert_int_equal(change->allocations.draws, 1);
        if (cases[i].verdict == PH_VERDICT_FAIL)
            assert_string_equal(change->why, "2.01 % more allocations, beyond 2 %; "
                                             "it is not more than 5 % slower");
    }
}

static void test_a_slowdown_outweighs_a_few_more_allocations(void **state)
{
    g_autoptr(pair) p = pair_of(1000.0, 500.0, 5, 0.002);

    (void)state;
    take_counts(p->before, 10000);
    take_counts(p->head, 10100);
    assert_int_equal(compare(p)->verdict, PH_VERDICT_FAIL);
}

static void test_allocations_of_other_data_are_not_compared(void **state)
{
    g_autoptr(pair) p = pair_of(1000.0, 1000.0, 5, 0.002);

    (void)state;
    take_counts(p->before, 1000);
    take_counts(p->head, 2000);
    p->run->facts.seed = p->base->facts.seed + 1;

    const ph_change *change = compare(p);
    assert_int_equal(change->verdict, PH_VERDICT_PASS);
    assert_int_equal(change->allocations.draws, 0);
    assert_string_equal(change->allocations.uncounted,
                        "the data of base and head are of two seeds");
}

static void test_allocations_that_one_side_did_not_count(void **state)
{
    g_autoptr(pair) p = pair_of(1000.0, 1000.0, 5, 0.002);

    (void)state;
    take_counts(p->head, 2000);
    assert_string_equal(compare(p)->allocations.uncounted, "base does not say what it allocates");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exactly_a_limit_is_lenient),
        cmocka_unit_test(test_both_estimates_are_of_the_same_thing),
        cmocka_unit_test(test_the_whole_interval_decides),
        cmocka_unit_test(test_one_launch_has_no_interval),
        cmocka_unit_test(test_inputs_of_two_sizes_compare_by_the_byte),
        cmocka_unit_test(test_only_the_library_under_test_is_judged),
        cmocka_unit_test(test_an_anchor_is_compared_with_the_same_one),
        cmocka_unit_test(test_what_has_no_number_is_no_change),
        cmocka_unit_test(test_launches_that_would_tell),
        cmocka_unit_test(test_what_the_run_lost),
        cmocka_unit_test(test_more_allocations_are_judged_as_work_is),
        cmocka_unit_test(test_a_slowdown_outweighs_a_few_more_allocations),
        cmocka_unit_test(test_allocations_of_other_data_are_not_compared),
        cmocka_unit_test(test_allocations_that_one_side_did_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
