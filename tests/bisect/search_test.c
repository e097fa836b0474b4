/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The search for a commit, with builds whose truth is known: what it finds, and what it asks. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bisect/search.h"
#include "error/error.h"

enum { COMMITS_MAX = 64 };
#define FLOOR 0.005

/* What each commit is, and how it is measured. */
typedef struct truth {
    guint commits;
    double at[COMMITS_MAX + 1];                     /* From base, as a logarithm. */
    ph_bisection_answer_kind kind[COMMITS_MAX + 1]; /* UNBUILT, FAILED, UNTOLD; else SAME. */
    double half_width;                              /* Of every interval. */
    double shift;                                   /* What is measured again is off by so much. */
    guint asked, asked_again, skipped;
    guint interrupted_at; /* By so many questions; 0: never. */
    ph_bisect_question last;
} truth;

static ph_bisection_answer_kind kind_of(ph_interval interval, double floor)
{
    if (interval.low > floor)
        return PH_BISECTION_SLOWER;
    if (interval.high < -floor)
        return PH_BISECTION_FASTER;
    return interval.low >= -floor && interval.high <= floor ? PH_BISECTION_SAME
                                                            : PH_BISECTION_UNTOLD;
}

static gboolean compare(const ph_bisect_question *question, ph_bisection_answer *ret, gpointer data,
                        GError **error)
{
    truth *t = data;
    const ph_bisection_answer_kind kind = t->kind[question->head];

    assert_true(question->base < question->head && question->head <= t->commits);
    assert_true(question->floor > 0.0);
    if (++t->asked == t->interrupted_at)
        return ph_refuse(error, PH_ERROR_INTERRUPTED, "interrupted");
    t->last = *question;
    if (question->step == PH_BISECTION_STEP_AGAIN)
        t->asked_again++;
    ret->kind = kind;
    if (kind != PH_BISECTION_SAME) {
        t->skipped++;
        ret->reason = g_strdup("planted");
        return TRUE;
    }
    ret->log = t->at[question->head] - t->at[question->base];
    if (question->step == PH_BISECTION_STEP_AGAIN)
        ret->log += t->shift;
    ret->interval = (ph_interval){ ret->log - t->half_width, ret->log + t->half_width };
    ret->kind = kind_of(ret->interval, question->floor);
    if (ret->kind == PH_BISECTION_UNTOLD)
        t->skipped++;
    return TRUE;
}

/* So many commits, none of which changes anything. */
static truth line(guint commits)
{
    truth t = { .commits = commits, .half_width = 0.001 };

    for (guint i = 0; i <= COMMITS_MAX; i++)
        t.kind[i] = PH_BISECTION_SAME;
    return t;
}

static void change(truth *t, guint from, double log)
{
    for (guint i = from; i <= t->commits; i++)
        t->at[i] += log;
}

/* The ends, and then the line between them. */
static gboolean try_search(truth *t, ph_bisection_finding *ret, GError **error)
{
    const ph_bisect_question ends = { PH_BISECTION_STEP_ENDS, 0, t->commits, FLOOR };
    ph_bisect_line line = { .commits = t->commits, .floor = FLOOR };

    return compare(&ends, &line.whole, t, error) && ph_bisect_search(&line, compare, t, ret, error);
}

static ph_bisection_finding search(truth *t)
{
    g_autoptr(GError) error = NULL;
    ph_bisection_finding finding;

    assert_true(try_search(t, &finding, &error));
    assert_null(error);
    return finding;
}

static guint comparisons_allowed(guint commits)
{
    return (guint)ceil(log2(commits)) + 2;
}

static void assert_found(const truth *t, ph_bisection_finding finding, guint position)
{
    assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_FOUND);
    assert_int_equal(finding.low, position - 1);
    assert_int_equal(finding.high, position);
    assert_true(fabs(finding.share - 1.0) < 1e-9);
    assert_int_equal(t->asked_again, 1);
    assert_true(t->asked - t->skipped <= comparisons_allowed(t->commits));
}

static void every_position_is_found(void **state)
{
    static const double logs[] = { 0.07, 0.007, 1.5, -0.07 };

    (void)state;
    for (guint k = 0; k < G_N_ELEMENTS(logs); k++)
        for (guint commits = 1; commits <= COMMITS_MAX; commits++)
            for (guint position = 1; position <= commits; position++) {
                truth t = line(commits);

                change(&t, position, logs[k]);
                assert_found(&t, search(&t), position);
                assert_int_equal(t.skipped, 0);
            }
}

static void commits_that_tell_nothing_are_stepped_over(void **state)
{
    (void)state;
    for (guint position = 1; position <= COMMITS_MAX; position++)
        for (guint every = 2; every <= 5; every++) {
            truth t = line(COMMITS_MAX);

            change(&t, position, 0.07);
            for (guint i = 1; i < COMMITS_MAX; i += every)
                if (i != position && i != position - 1)
                    t.kind[i] = i % 2 ? PH_BISECTION_UNBUILT : PH_BISECTION_FAILED;
            assert_found(&t, search(&t), position);
        }
}

static void what_cannot_be_compared_leaves_a_range(void **state)
{
    (void)state;
    for (guint from = 2; from < COMMITS_MAX - 8; from++) {
        truth t = line(COMMITS_MAX);
        ph_bisection_finding finding;

        change(&t, from + 3, 0.07);
        for (guint i = from; i < from + 8; i++)
            t.kind[i] = PH_BISECTION_UNBUILT;
        finding = search(&t);
        assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_BETWEEN);
        assert_int_equal(finding.low, from - 1);
        assert_int_equal(finding.high, from + 8);
        assert_int_equal(t.skipped, 8); /* Each was tried, or it could not be said of it. */
        assert_int_equal(t.asked_again, 1);
        assert_true(t.asked - t.skipped <= comparisons_allowed(COMMITS_MAX));
    }
}

static void nothing_is_searched_where_nothing_differs(void **state)
{
    truth t = line(COMMITS_MAX);

    (void)state;
    assert_int_equal(search(&t).outcome, PH_BISECTION_OUTCOME_NOTHING);
    assert_int_equal(t.asked, 1);
    assert_int_equal(t.last.step, PH_BISECTION_STEP_ENDS);
}

static void ends_that_cannot_be_told_are_no_difference_and_no_equality(void **state)
{
    truth t = line(COMMITS_MAX);

    (void)state;
    change(&t, 7, FLOOR);
    assert_int_equal(search(&t).outcome, PH_BISECTION_OUTCOME_UNTOLD);
    assert_int_equal(t.asked, 1);
}

static void a_noisy_commit_is_stepped_over(void **state)
{
    truth t = line(COMMITS_MAX);

    (void)state;
    change(&t, 20, 0.07);
    t.kind[32] = PH_BISECTION_UNTOLD;
    assert_found(&t, search(&t), 20);
    assert_int_equal(t.skipped, 1);
}

/* A machine that tells nothing is not asked for ever. */
static void noise_ends_it_with_a_range(void **state)
{
    truth t = line(COMMITS_MAX);
    ph_bisection_finding finding;

    (void)state;
    change(&t, 40, 0.07);
    for (guint i = 33; i < COMMITS_MAX; i++)
        t.kind[i] = PH_BISECTION_UNTOLD;
    finding = search(&t);
    assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_BETWEEN);
    assert_int_equal(finding.low, 32);
    assert_int_equal(finding.high, COMMITS_MAX);
    assert_int_equal(t.asked, 1 + 1 + PH_BISECT_UNTOLD_MAX + 1);
}

/* Between half of the difference and none, a wide interval says neither. */
static void wide_intervals_tell_nothing(void **state)
{
    truth t = line(COMMITS_MAX);
    ph_bisection_finding finding;

    (void)state;
    change(&t, 40, 0.07);
    t.half_width = 0.04;
    finding = search(&t);
    assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_BETWEEN);
    assert_int_equal(finding.low, 0);
    assert_int_equal(finding.high, COMMITS_MAX);
}

static void the_larger_of_two_changes_is_found_and_said_to_be_one(void **state)
{
    (void)state;
    for (guint one = 1; one <= COMMITS_MAX; one++)
        for (guint other = 1; other <= COMMITS_MAX; other++) {
            truth t = line(COMMITS_MAX);
            ph_bisection_finding finding;

            if (one == other)
                continue;
            change(&t, one, 0.06);
            change(&t, other, 0.02);
            finding = search(&t);
            assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_FOUND);
            assert_int_equal(finding.high, one);
            assert_int_equal(finding.low, one - 1);
            assert_true(fabs(finding.share - 0.75) < 1e-9);
        }
}

static void equal_changes_are_no_single_commit(void **state)
{
    (void)state;
    for (guint one = 1; one <= COMMITS_MAX; one++)
        for (guint other = one + 1; other <= COMMITS_MAX; other++) {
            truth t = line(COMMITS_MAX);
            ph_bisection_finding finding;

            change(&t, one, 0.04);
            change(&t, other, 0.04);
            finding = search(&t);
            assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_SPREAD);
            assert_true(finding.high == one || finding.high == other);
            assert_int_equal(finding.low, finding.high - 1);
            assert_true(fabs(finding.share - 0.5) < 1e-9);
            assert_true(t.asked - t.skipped <= comparisons_allowed(COMMITS_MAX));
        }
}

static void what_was_mended_meanwhile_is_not_found(void **state)
{
    truth t = line(COMMITS_MAX);
    ph_bisection_finding finding;

    (void)state;
    change(&t, 10, 0.03);
    change(&t, 20, -0.03);
    change(&t, 50, 0.07);
    finding = search(&t);
    assert_found(&t, finding, 50);
}

static void a_creep_is_no_single_commit(void **state)
{
    static const double steps[] = { 0.001, 0.004, 0.02 };

    (void)state;
    for (guint k = 0; k < G_N_ELEMENTS(steps); k++) {
        truth t = line(COMMITS_MAX);
        ph_bisection_finding finding;

        for (guint i = 1; i <= COMMITS_MAX; i++)
            change(&t, i, steps[k]);
        finding = search(&t);
        assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_SPREAD);
        assert_true(finding.share < 0.2);
        assert_true(t.asked - t.skipped <= comparisons_allowed(COMMITS_MAX));
    }
}

/* What led to it was luck. */
static void what_is_not_seen_again_is_not_confirmed(void **state)
{
    truth t = line(COMMITS_MAX);
    ph_bisection_finding finding;

    (void)state;
    change(&t, 33, 0.07);
    t.shift = -0.07;
    finding = search(&t);
    assert_int_equal(finding.outcome, PH_BISECTION_OUTCOME_UNCONFIRMED);
    assert_int_equal(finding.high, 33);
}

static void what_ends_a_comparison_ends_the_search(void **state)
{
    (void)state;
    for (guint at = 1; at <= comparisons_allowed(COMMITS_MAX); at++) {
        truth t = line(COMMITS_MAX);
        g_autoptr(GError) error = NULL;
        ph_bisection_finding finding;

        change(&t, 33, 0.07);
        t.interrupted_at = at;
        assert_false(try_search(&t, &finding, &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_INTERRUPTED));
        assert_int_equal(t.asked, at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_position_is_found),
        cmocka_unit_test(commits_that_tell_nothing_are_stepped_over),
        cmocka_unit_test(what_cannot_be_compared_leaves_a_range),
        cmocka_unit_test(nothing_is_searched_where_nothing_differs),
        cmocka_unit_test(ends_that_cannot_be_told_are_no_difference_and_no_equality),
        cmocka_unit_test(a_noisy_commit_is_stepped_over),
        cmocka_unit_test(noise_ends_it_with_a_range),
        cmocka_unit_test(wide_intervals_tell_nothing),
        cmocka_unit_test(the_larger_of_two_changes_is_found_and_said_to_be_one),
        cmocka_unit_test(equal_changes_are_no_single_commit),
        cmocka_unit_test(what_was_mended_meanwhile_is_not_found),
        cmocka_unit_test(a_creep_is_no_single_commit),
        cmocka_unit_test(what_is_not_seen_again_is_not_confirmed),
        cmocka_unit_test(what_ends_a_comparison_ends_the_search),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
