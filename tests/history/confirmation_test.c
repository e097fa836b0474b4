/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What comparisons of two builds make of a candidate, and which ones are asked for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up_series.h"
#include "series/confirmation.h"

#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

enum { START = 1, BASE = 39, HEAD = 42 };

static ph_confirmation begin(ph_candidate_rule rule, int direction, gint64 start)
{
    const ph_candidate candidate = {
        .rule = rule,
        .direction = direction,
        .first = { 41, 41 },
        .base = { BASE, BASE },
        .level_start = { start, start },
        .head = { HEAD, HEAD },
        .runs = 2,
    };

    return ph_confirmation_begin(&candidate);
}

static void add(ph_confirmation *confirmation, double percent)
{
    const double change = percent / 100.0;
    const ph_compared_change compared = { change, { change - 0.001, change + 0.002 }, 0.01 };

    ph_confirmation_add(confirmation, &compared);
}

static void test_two_comparisons_convict(void **state)
{
    ph_confirmation confirmation = begin(PH_CANDIDATE_SUM, 1, START);

    (void)state;
    assert_int_equal(ph_confirmation_base(&confirmation).position, BASE);
    assert_int_equal(ph_confirmation_layouts(&confirmation), 1);
    add(&confirmation, 1.0);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_OPEN);
    assert_int_equal(ph_confirmation_base(&confirmation).position, BASE);
    assert_int_equal(ph_confirmation_layouts(&confirmation), 2);
    add(&confirmation, 1.4);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_CONFIRMED);
    assert_close(confirmation.found.change, 0.012, 1e-12);
    assert_close(confirmation.found.ci95.low, 0.009, 1e-12);
    assert_close(confirmation.found.ci95.high, 0.016, 1e-12);
}

/* Two that are not far beyond are what luck does in one of 3,000: a third is asked. */
static void test_a_small_change_takes_three(void **state)
{
    ph_confirmation confirmation = begin(PH_CANDIDATE_SUM, 1, BASE);

    (void)state;
    add(&confirmation, 0.28);
    add(&confirmation, 0.7);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_OPEN);
    assert_int_equal(ph_confirmation_layouts(&confirmation), 3);
    add(&confirmation, 0.3);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_CONFIRMED);
    confirmation = begin(PH_CANDIDATE_SUM, 1, BASE);
    add(&confirmation, 0.28);
    add(&confirmation, 0.7);
    add(&confirmation, 0.2);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_REFUTED);
    /* The limit itself is not beyond. */
    confirmation = begin(PH_CANDIDATE_SUM, 1, BASE);
    add(&confirmation, 0.25);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_REFUTED);
}

static void test_the_other_direction_refutes(void **state)
{
    ph_confirmation confirmation = begin(PH_CANDIDATE_SUM, -1, BASE);

    (void)state;
    add(&confirmation, 2.0);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_REFUTED);
    confirmation = begin(PH_CANDIDATE_SUM, -1, BASE);
    add(&confirmation, -2.0);
    add(&confirmation, -2.0);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_CONFIRMED);
}

/* Once beside the level's start, where base shows nothing; there it takes 0.5 %, twice as well. */
static void test_creep_is_convicted_beside_the_start(void **state)
{
    ph_confirmation confirmation = begin(PH_CANDIDATE_SUM, 1, START);

    (void)state;
    add(&confirmation, 0.3);
    add(&confirmation, 0.1);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_OPEN);
    assert_int_equal(ph_confirmation_base(&confirmation).position, START);
    assert_int_equal(ph_confirmation_layouts(&confirmation), 1);
    add(&confirmation, 0.6);
    add(&confirmation, 0.7);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_CONFIRMED_CREEP);
    assert_close(confirmation.found.change, 0.0065, 1e-12);

    confirmation = begin(PH_CANDIDATE_SUM, 1, START);
    add(&confirmation, 0.1);
    add(&confirmation, 0.6);
    add(&confirmation, 0.5);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_REFUTED);
}

/* Base and head of a drift are a week apart: there is not much between them. */
static void test_drift_begins_beside_the_start(void **state)
{
    const ph_confirmation confirmation = begin(PH_CANDIDATE_DRIFT, 1, START);

    (void)state;
    assert_int_equal(ph_confirmation_base(&confirmation).position, START);
}

static void test_a_count_is_convicted_by_one(void **state)
{
    ph_confirmation confirmation = begin(PH_CANDIDATE_EXACT, 1, START);

    (void)state;
    add(&confirmation, 0.12);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_CONFIRMED);
    confirmation = begin(PH_CANDIDATE_EXACT, 1, START);
    add(&confirmation, 0.0);
    assert_int_equal(confirmation.state, PH_CONFIRMATION_REFUTED);
}

/* Somebody is told that it is not confirmed, once it has stayed for five runs. */
static void test_what_cannot_be_compared(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();
    ph_level_decision decision = { 0 };

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    for (gint64 position = 41; position <= 45; position++) {
        ph_detection found;
        gboolean is_decided = FALSE;

        ph_made_up_nights(series, position, position, 1.02);
        found = ph_made_up_detect(series, PH_SERIES_TIME);
        if (found.state == PH_SERIES_CANDIDATE) {
            g_autoptr(GArray) points = ph_series_pool(series->runs);
            ph_confirmation confirmation = ph_confirmation_begin(&found.candidate);

            ph_confirmation_give_up(&confirmation);
            is_decided =
                ph_confirmation_decide(&confirmation, points, series->decisions, &decision);
        }
        assert_int_equal(is_decided, position == 45);
    }
    assert_int_equal(decision.cause, PH_LEVEL_UNCONFIRMED);
    assert_int_equal(decision.first_position, 41);
    g_array_append_val(series->decisions, decision);
    ph_made_up_nights(series, 46, 60, 1.02);
    assert_int_equal(ph_made_up_detect(series, PH_SERIES_TIME).state, PH_SERIES_STEADY);
}

/* Some creep was seen, too little to convict: no host's level hides what is still to come. */
static void test_some_creep_is_not_the_hosts(void **state)
{
    g_autoptr(ph_made_up_series) series = ph_made_up_series_new();

    (void)state;
    ph_made_up_nights(series, 1, 40, 1.0);
    ph_made_up_nights(series, 41, 60, 1.004);
    for (gint64 position = 61; position <= 65; position++) {
        const ph_detection found = ph_made_up_detect(series, PH_SERIES_ANCHORED);

        if (found.state == PH_SERIES_CANDIDATE) {
            g_autoptr(GArray) points = ph_series_pool(series->runs);
            ph_confirmation confirmation = ph_confirmation_begin(&found.candidate);
            ph_level_decision decision;

            add(&confirmation, 0.1);
            add(&confirmation, 0.4);
            assert_true(
                ph_confirmation_decide(&confirmation, points, series->decisions, &decision));
            assert_int_equal(decision.cause, PH_LEVEL_REFUTED);
            g_array_append_val(series->decisions, decision);
        }
        ph_made_up_nights(series, position, position, 1.004);
    }
    assert_int_equal(series->decisions->len, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_comparisons_convict),
        cmocka_unit_test(test_a_small_change_takes_three),
        cmocka_unit_test(test_the_other_direction_refutes),
        cmocka_unit_test(test_creep_is_convicted_beside_the_start),
        cmocka_unit_test(test_drift_begins_beside_the_start),
        cmocka_unit_test(test_a_count_is_convicted_by_one),
        cmocka_unit_test(test_what_cannot_be_compared),
        cmocka_unit_test(test_some_creep_is_not_the_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
