/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a night does to a series: shifts, hosts that move, bad nights, nights that are missing, runs
 * out of order, commits measured again. Comparisons say what the test has them say.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up_series.h"
#include "series/case_group.h"
#include "series/detection_rules.h"
#include "series/trend.h"

#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static ph_detection detect(const ph_made_up_series *series)
{
    return ph_made_up_detect(series, PH_SERIES_ANCHORED);
}

/* Of the newest night; the test ends where there is none. */
static ph_candidate candidate_of(const ph_made_up_series *series)
{
    const ph_detection found = detect(series);

    assert_int_equal(found.state, PH_SERIES_CANDIDATE);
    return found.candidate;
}

static void test_a_level_is_learnt_from_17_runs(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_detection found = detect(series);

    (void)state;
    assert_int_equal(found.state, PH_SERIES_LEARNING);
    assert_int_equal(found.runs_to_learn, 17);
    ph_made_up_nights(series, 1, 16, 1.0);
    found = detect(series);
    assert_int_equal(found.state, PH_SERIES_LEARNING);
    assert_int_equal(found.runs_to_learn, 1);
    ph_made_up_nights(series, 17, 17, 1.0);
    found = detect(series);
    assert_int_equal(found.state, PH_SERIES_STEADY);
    assert_int_equal(found.level.runs, 17);
    /* Of the first ten: 0, ±0.1, 0.2, −0.15, 0.05, −0.2, 0.12, 0, 0.1 %. */
    assert_close(found.level.value, 1.00025, 1e-9);
    /* Their median deviation is 0.1125 %; ten know it no better than 1 + 2/10. */
    assert_close(found.level.spread, 1.4826 * 0.001 * 1.2, 2e-4);
}

static void test_no_series_is_taken_for_steadier_than_its_runs_are_precise(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();

    (void)state;
    for (gint64 position = 1; position <= 100; position++)
        ph_made_up_run(series, position, 1.0);
    assert_close(detect(series).level.spread, PH_SPREAD_LEAST * (1.0 + 2.0 / 60.0), 1e-12);
    for (guint i = 0; i < series->runs->len; i++)
        g_array_index(series->runs, ph_trend_point, i).error = 0.01;
    assert_close(detect(series).level.spread, 0.01 * (1.0 + 2.0 / 60.0), 1e-12);
}

/* However far one run lies off, it is one run. */
static void test_one_run_is_no_candidate_and_two_are(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 41, 1.5);
    assert_int_equal(detect(series).state, PH_SERIES_STEADY);
    ph_made_up_nights(series, 42, 42, 1.5);
    candidate = candidate_of(series);
    assert_int_equal(candidate.rule, PH_CANDIDATE_SUM);
    assert_int_equal(candidate.direction, 1);
    assert_int_equal(candidate.first.position, 41);
    assert_int_equal(candidate.last_good.position, 40);
    assert_int_equal(candidate.base.position, 39);
    assert_int_equal(candidate.level_start.position, 1);
    assert_int_equal(candidate.head.position, 42);
    assert_int_equal(candidate.runs, 2);
    assert_close(candidate.size, 0.5, 0.005);
}

static void test_faster_is_a_candidate_too(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 42, 0.97);
    assert_int_equal(candidate_of(series).direction, -1);
    assert_close(candidate_of(series).size, -0.03, 0.005);
}

/* Two alerts, and the second says that the first is over. */
static void test_a_regression_that_is_mended(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_confirmation worse, better;
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 42, 1.02);
    candidate = candidate_of(series);
    worse = ph_made_up_confirm(series, &candidate, 0.02);
    assert_int_equal(worse.state, PH_CONFIRMATION_CONFIRMED);
    /* Told once: the level is the new one at once. */
    for (gint64 position = 43; position <= 47; position++) {
        ph_made_up_nights(series, position, position, 1.02);
        assert_int_equal(detect(series).state, PH_SERIES_STEADY);
    }
    assert_close(detect(series).level.value, 1.02, 0.002);
    ph_made_up_nights(series, 48, 49, 1.0);
    candidate = candidate_of(series);
    assert_int_equal(candidate.direction, -1);
    assert_int_equal(candidate.first.position, 48);
    better = ph_made_up_confirm(series, &candidate, -0.0198);
    assert_int_equal(better.state, PH_CONFIRMATION_CONFIRMED);
    assert_true(ph_case_is_resolved_by(&worse.found, &better.found));
    ph_made_up_nights(series, 50, 120, 1.0);
    assert_int_equal(detect(series).state, PH_SERIES_STEADY);
}

/* Head was told of already: what is found later begins behind it. */
static void test_no_base_is_older_than_what_was_told_last(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 42, 1.02);
    candidate = candidate_of(series);
    (void)ph_made_up_confirm(series, &candidate, 0.02);
    ph_made_up_nights(series, 43, 44, 1.05);
    candidate = candidate_of(series);
    assert_int_equal(candidate.first.position, 43);
    assert_int_equal(candidate.base.position, 42);
    assert_int_equal(candidate.level_start.position, 42);
    /* The suspects are none of the level. */
    assert_close(detect(series).level.value, 1.02, 0.002);
}

/* Nobody is told; it waits, and at the second time the level is the host's. */
static void test_a_host_that_moved(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;
    const ph_level_decision *decisions;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 42, 1.02);
    candidate = candidate_of(series);
    assert_int_equal(ph_made_up_confirm(series, &candidate, 0.0).state, PH_CONFIRMATION_REFUTED);
    for (guint wait = PH_REFUTED_RUNS_WAIT; wait > 0; wait--) {
        assert_int_equal(detect(series).state, PH_SERIES_STEADY);
        assert_int_equal(detect(series).runs_to_wait, wait);
        ph_made_up_nights(series, 46 - wait, 46 - wait, 1.02);
    }
    candidate = candidate_of(series);
    assert_int_equal(candidate.first.position, 41);
    assert_int_equal(ph_made_up_confirm(series, &candidate, 0.0).state, PH_CONFIRMATION_REFUTED);
    decisions = (const ph_level_decision *)(const void *)series->decisions->data;
    assert_int_equal(series->decisions->len, 2);
    assert_int_equal(decisions[0].cause, PH_LEVEL_REFUTED);
    assert_int_equal(decisions[1].cause, PH_LEVEL_HOST);
    assert_int_equal(decisions[1].first_position, 41);
    for (gint64 position = 46; position <= 120; position++) {
        ph_made_up_nights(series, position, position, 1.02);
        assert_int_equal(detect(series).state, PH_SERIES_STEADY);
        assert_close(detect(series).level.value, 1.02, 0.002);
    }
    /* What creeps is still held beside where the code was known. */
    ph_made_up_nights(series, 121, 122, 1.05);
    assert_int_equal(candidate_of(series).level_start.position, 1);
}

/* What was refuted before counts no more: that was another level. */
static void test_a_host_that_moves_again(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    const ph_level_decision known[] = { { PH_LEVEL_REFUTED, 41, 42 }, { PH_LEVEL_HOST, 41, 45 } };
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 45, 1.02);
    g_array_append_vals(series->decisions, known, 2);
    ph_made_up_nights(series, 46, 47, 1.05);
    candidate = candidate_of(series);
    (void)ph_made_up_confirm(series, &candidate, 0.0);
    assert_int_equal(g_array_index(series->decisions, ph_level_decision, 2).cause,
                     PH_LEVEL_REFUTED);
}

/* A second refutation long after the first is a first one again. */
static void test_refutations_far_apart_are_no_level(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    for (gint64 night = 41; night < 100; night += 20) {
        ph_made_up_nights(series, night, night + 1, 1.02);
        candidate = candidate_of(series);
        (void)ph_made_up_confirm(series, &candidate, 0.0);
        ph_made_up_nights(series, night + 2, night + 19, 1.0);
    }
    for (guint i = 0; i < series->decisions->len; i++)
        assert_int_equal(g_array_index(series->decisions, ph_level_decision, i).cause,
                         PH_LEVEL_REFUTED);
    assert_int_equal(series->decisions->len, 3);
}

static void test_three_bad_nights(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    for (gint64 position = 41; position <= 120; position++) {
        const gboolean is_bad = position <= 43;
        ph_detection found;

        ph_made_up_nights(series, position, position, is_bad ? 1.03 : 1.0);
        found = detect(series);
        if (found.state == PH_SERIES_CANDIDATE)
            assert_int_not_equal(ph_made_up_confirm(series, &found.candidate, 0.0).state,
                                 PH_CONFIRMATION_CONFIRMED);
    }
    assert_close(detect(series).level.value, 1.0, 0.001);
    assert_int_equal(detect(series).state, PH_SERIES_STEADY);
}

/* Another fingerprint is another series: it learns, whatever the old one was. */
static void test_a_machine_that_is_replaced(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();

    (void)state;
    ph_made_up_nights(series, 101, 110, 1.3);
    assert_int_equal(detect(series).state, PH_SERIES_LEARNING);
    assert_true(isnan(detect(series).level.value));
}

static void test_every_fifth_night_is_missing(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;

    (void)state;
    for (gint64 position = 1; position <= 67; position++) {
        if (position % 5 != 0)
            ph_made_up_nights(series, position, position, position < 65 ? 1.0 : 1.02);
    }
    candidate = candidate_of(series);
    assert_int_equal(candidate.first.position, 66); /* Of 65 there is no run: */
    assert_int_equal(candidate.last_good.position, 64);
    assert_int_equal(candidate.base.position, 63); /* it is between base and head all the same. */
}

static void reverse(GArray *runs)
{
    for (guint i = 0, j = runs->len - 1; i < j; i++, j--) {
        const ph_trend_point run = g_array_index(runs, ph_trend_point, i);

        g_array_index(runs, ph_trend_point, i) = g_array_index(runs, ph_trend_point, j);
        g_array_index(runs, ph_trend_point, j) = run;
    }
}

static void test_the_order_is_the_commits(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate before, after;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 43, 1.02);
    before = candidate_of(series);
    reverse(series->runs);
    /* And no clock counts: one that is three days slow, one that is of another century. */
    g_array_index(series->runs, ph_trend_point, 0).started_us = -3 * G_TIME_SPAN_DAY;
    g_array_index(series->runs, ph_trend_point, 9).received_us = G_MAXINT64;
    after = candidate_of(series);
    assert_int_equal(before.first.position, after.first.position);
    assert_int_equal(before.head.position, after.head.position);
    assert_close(before.size, after.size, 1e-12);
}

/* It enters at its place, and nobody is told a second time. */
static void test_an_old_commit_measured_again(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 42, 1.02);
    candidate = candidate_of(series);
    (void)ph_made_up_confirm(series, &candidate, 0.02);
    ph_made_up_nights(series, 43, 46, 1.02);
    for (gint64 position = 30; position <= 44; position++) {
        ph_made_up_run(series, position, position < 41 ? 1.2 : 1.023);
        assert_int_equal(detect(series).state, PH_SERIES_STEADY);
    }
    assert_int_equal(detect(series).level.runs, 6);
}

/* Somebody was told of all up to 46: what is found out of these later is no other shift. */
static void test_what_was_told_is_never_suspected_again(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    const ph_level_decision told = { PH_LEVEL_CODE, 41, 46 };

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 47, 1.02);
    g_array_append_val(series->decisions, told);
    ph_made_up_run(series, 45, 1.2);
    ph_made_up_run(series, 46, 1.2);
    assert_int_equal(detect(series).state, PH_SERIES_STEADY);
}

/* So slow that the level follows: seen beside its first runs, once a week. */
static void test_drift_is_sought_once_a_week_and_beside_an_anchor(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    guint found_by_drift = 0;

    (void)state;
    for (gint64 position = 1; position <= 320; position++) {
        ph_detection found;

        ph_made_up_nights(series, position, position, 1.0 + 0.00002 * (double)position);
        assert_int_not_equal(ph_made_up_detect(series, PH_SERIES_TIME).state, PH_SERIES_CANDIDATE);
        found = detect(series);
        if (found.state != PH_SERIES_CANDIDATE)
            continue;
        found_by_drift++;
        assert_int_equal(found.candidate.rule, PH_CANDIDATE_DRIFT);
        assert_int_equal(position % 7, 0);
        assert_int_equal(found.candidate.level_start.position, 1);
        assert_int_equal(found.candidate.first.position, position - 6);
        assert_int_equal(found.candidate.direction, 1);
        assert_close(found.candidate.size, 0.00002 * (double)(position - 10), 0.001);
    }
    assert_in_range(found_by_drift, 1, 12);
}

static void test_a_count_is_exact(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_detection found;

    (void)state;
    assert_int_equal(ph_made_up_detect(series, PH_SERIES_EXACT).state, PH_SERIES_LEARNING);
    ph_made_up_run(series, 1, 5000.0);
    ph_made_up_run(series, 2, 5004.0); /* 0.08 %. */
    assert_int_equal(ph_made_up_detect(series, PH_SERIES_EXACT).state, PH_SERIES_STEADY);
    ph_made_up_run(series, 3, 5006.0); /* 0.12 %: at once. */
    found = ph_made_up_detect(series, PH_SERIES_EXACT);
    assert_int_equal(found.state, PH_SERIES_CANDIDATE);
    assert_int_equal(found.candidate.rule, PH_CANDIDATE_EXACT);
    assert_int_equal(found.candidate.first.position, 3);
    assert_int_equal(found.candidate.last_good.position, 2);
    assert_close(found.candidate.size, 0.0012, 1e-12);
    assert_close(found.level.value, 5000.0, 0.0);

    /* Its own confirmation: once is enough. */
    (void)ph_made_up_confirm(series, &found.candidate, found.candidate.size);
    assert_int_equal(series->decisions->len, 1);
    ph_made_up_run(series, 4, 5006.0);
    assert_int_equal(ph_made_up_detect(series, PH_SERIES_EXACT).state, PH_SERIES_STEADY);
    ph_made_up_run(series, 5, 4000.0);
    found = ph_made_up_detect(series, PH_SERIES_EXACT);
    assert_int_equal(found.candidate.direction, -1);
    assert_int_equal(found.candidate.first.position, 5);
}

static void test_a_count_of_nothing_that_becomes_some(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_detection found;

    (void)state;
    ph_made_up_run(series, 1, 0.0);
    ph_made_up_run(series, 2, 0.0);
    assert_int_equal(ph_made_up_detect(series, PH_SERIES_EXACT).state, PH_SERIES_STEADY);
    ph_made_up_run(series, 3, 1.0);
    found = ph_made_up_detect(series, PH_SERIES_EXACT);
    assert_int_equal(found.state, PH_SERIES_CANDIDATE);
    assert_true(isinf(found.candidate.size));
}

/* What is written down of a candidate before anybody compares. */
static void leave_alone(ph_made_up_series *series, const ph_candidate *candidate)
{
    const ph_level_decision suspected = { PH_LEVEL_CANDIDATE, candidate->first.position,
                                          candidate->head.position };

    g_array_append_val(series->decisions, suspected);
}

/* The runs behind it become the most of what a level is estimated from, and it is one all the same.
 */
static void test_a_shift_that_nobody_compares_stays_a_candidate(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 42, 1.02);
    candidate = candidate_of(series);
    leave_alone(series, &candidate);
    for (gint64 position = 43; position <= 200; position++) {
        ph_made_up_nights(series, position, position, 1.02);
        candidate = candidate_of(series);
        assert_int_equal(candidate.first.position, 41);
        assert_int_equal(candidate.base.position, 39);
        assert_int_equal(candidate.direction, 1);
        assert_close(candidate.size, 0.02, 0.002);
    }
    assert_true(ph_candidate_is_unconfirmed(&candidate));
    ph_made_up_nights(series, 201, 280, 1.0);
    assert_int_equal(detect(series).state, PH_SERIES_STEADY);
}

static void test_what_was_nothing_is_forgotten(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_candidate candidate;

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 43, 1.02);
    candidate = candidate_of(series);
    leave_alone(series, &candidate);
    ph_made_up_nights(series, 44, 90, 1.0);
    assert_int_equal(detect(series).state, PH_SERIES_STEADY);
    /* What comes later is something else. */
    ph_made_up_nights(series, 91, 92, 1.02);
    candidate = candidate_of(series);
    assert_int_equal(candidate.first.position, 91);
    leave_alone(series, &candidate);
    ph_made_up_nights(series, 93, 200, 1.02);
    assert_int_equal(candidate_of(series).first.position, 91);
}

static void test_a_drift_that_nobody_compares_stays_a_candidate(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    gint64 suspected = 0;

    (void)state;
    for (gint64 position = 1; position <= 420; position++) {
        ph_detection found;

        ph_made_up_nights(series, position, position, 1.0 + 0.00005 * (double)position);
        found = detect(series);
        if (suspected == 0 && found.state == PH_SERIES_CANDIDATE) {
            leave_alone(series, &found.candidate);
            suspected = position;
        }
        /* Before, it is so near to the limit that some nights are below. */
        if (position > 110)
            assert_int_equal(found.state, PH_SERIES_CANDIDATE);
    }
    assert_true(suspected > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_level_is_learnt_from_17_runs),
        cmocka_unit_test(test_no_series_is_taken_for_steadier_than_its_runs_are_precise),
        cmocka_unit_test(test_one_run_is_no_candidate_and_two_are),
        cmocka_unit_test(test_faster_is_a_candidate_too),
        cmocka_unit_test(test_a_regression_that_is_mended),
        cmocka_unit_test(test_no_base_is_older_than_what_was_told_last),
        cmocka_unit_test(test_a_host_that_moved),
        cmocka_unit_test(test_a_host_that_moves_again),
        cmocka_unit_test(test_refutations_far_apart_are_no_level),
        cmocka_unit_test(test_three_bad_nights),
        cmocka_unit_test(test_a_machine_that_is_replaced),
        cmocka_unit_test(test_every_fifth_night_is_missing),
        cmocka_unit_test(test_the_order_is_the_commits),
        cmocka_unit_test(test_an_old_commit_measured_again),
        cmocka_unit_test(test_what_was_told_is_never_suspected_again),
        cmocka_unit_test(test_drift_is_sought_once_a_week_and_beside_an_anchor),
        cmocka_unit_test(test_a_shift_that_nobody_compares_stays_a_candidate),
        cmocka_unit_test(test_what_was_nothing_is_forgotten),
        cmocka_unit_test(test_a_drift_that_nobody_compares_stays_a_candidate),
        cmocka_unit_test(test_a_count_is_exact),
        cmocka_unit_test(test_a_count_of_nothing_that_becomes_some),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
