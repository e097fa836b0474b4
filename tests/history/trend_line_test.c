/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines and head-room against values worked out by hand and from a printed t-table. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "series/head_room.h"
#include "series/trend.h"
#include "series/trend_line.h"

#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static const gint64 DAY_US = 24 * 3600 * (gint64)1000000;

enum { END_DAY = 100 };

static void add(GArray *points, gint64 days_before, double value)
{
    const ph_trend_point point = { .received_us = (END_DAY - days_before) * DAY_US,
                                   .value = value };

    g_array_append_val(points, point);
}

static ph_trend_line line_of(const GArray *points, guint days)
{
    return ph_trend_line_through(points, END_DAY * DAY_US, days);
}

/*
 * Of days −4 … 0 the values 1, 2, 2, 4, 5: slope 1.0 a day, residuals 0.2, 0.2, −0.8, 0.2, 0.2;
 * their squares' sum is 0.8, so its error is √(0.8 / 3 / 10) = 0.16330, t(0.975, 3) = 3.18245.
 */
static void test_the_slope_and_its_interval(void **state)
{
    static const double values[] = { 1.0, 2.0, 2.0, 4.0, 5.0 };
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    ph_trend_line line;

    (void)state;
    for (guint i = 0; i < 5; i++)
        add(points, 4 - (gint64)i, values[i]);
    add(points, 8, 100.0);  /* Older than 7 days, */
    add(points, -1, 100.0); /* and newer than the end. */
    line = line_of(points, 7);
    assert_int_equal(line.runs, 5);
    assert_close(line.per_week, 7.0, 1e-9);
    assert_close(line.ci95.high - line.per_week, 7.0 * 3.18245 * 0.163299, 1e-4);
    assert_close(line.per_week - line.ci95.low, 7.0 * 3.18245 * 0.163299, 1e-4);
    assert_close(line.at_end, 4.8, 1e-9);
    assert_true(line.is_distinct);
    assert_int_equal(line_of(points, 90).runs, 6);
}

static void test_too_few_have_no_line(void **state)
{
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    g_autofree char *text = NULL;
    ph_trend_line line = line_of(points, 7);

    (void)state;
    assert_true(isnan(line.per_week));
    add(points, 0, 1.0);
    add(points, 0, 1.1);
    add(points, 0, 1.2);
    line = line_of(points, 7); /* All at one time. */
    assert_true(isnan(line.per_week) && !line.is_distinct);
    text = ph_trend_line_text(&line);
    assert_string_equal(text, "too few runs");
}

static void test_what_cannot_be_told_from_none_is_said(void **state)
{
    const ph_trend_line none = { 7, 0.001, { -0.004, 0.006 }, 1.0, FALSE };
    const ph_trend_line some = { 7, 0.0012, { 0.0005, 0.0019 }, 1.0, TRUE };
    const ph_trend_line flat = { 7, -0.00001, { -0.0002, 0.0001 }, 1.0, FALSE };
    g_autofree char *of_none = ph_trend_line_text(&none), *of_some = ph_trend_line_text(&some);
    g_autofree char *of_flat = ph_trend_line_text(&flat);

    (void)state;
    assert_string_equal(of_none, "+0.10 % a week (−0.40 … 0.60): not distinguishable from none");
    assert_string_equal(of_some, "+0.12 % a week (0.05 … 0.19)");
    assert_string_equal(of_flat, "0.00 % a week (−0.02 … 0.01): not distinguishable from none");
}

/* 12 % above the floor, 0.4 % a week slower (0.3 … 0.5): ln 1.12 / 0.004 = 28.3 weeks. */
static void test_the_floor_is_reached_in_weeks(void **state)
{
    const ph_trend_line line = { 90, 0.004, { 0.003, 0.005 }, 1.0, TRUE };
    const ph_head_room found = ph_head_room_of(1.0, 1.0 + log(1.12), &line);
    g_autofree char *text = ph_head_room_text(&found);

    (void)state;
    assert_close(found.weeks, log(1.12) / 0.004, 1e-9);
    assert_close(found.ci95.low, log(1.12) / 0.005, 1e-9);
    assert_close(found.ci95.high, log(1.12) / 0.003, 1e-9);
    assert_string_equal(text,
                        "12 % above the floor; at this slope it is reached in 29 weeks (22 … 38)");
}

static void assert_text(double room, ph_trend_line line, const char *expected)
{
    const ph_head_room found = ph_head_room_of(1.0, 1.0 + room, &line);
    g_autofree char *text = ph_head_room_text(&found);

    assert_string_equal(text, expected);
}

static void test_a_floor_that_is_not_reached(void **state)
{
    const ph_trend_line slow = { 90, 0.001, { 0.0005, 0.0015 }, 1.0, TRUE };
    const ph_trend_line none = { 90, 0.01, { -0.01, 0.03 }, 1.0, FALSE };
    const ph_trend_line faster = { 90, -0.01, { -0.02, -0.005 }, 1.0, TRUE };

    (void)state;
    assert_text(log(1.12), slow,
                "12 % above the floor; at this slope it is not reached within a year");
    assert_text(log(1.12), none, "12 % above the floor");
    assert_text(log(2.34), none, "2.34 times the floor");
    assert_text(log(1.12), faster, "12 % above the floor");
    assert_text(-0.01, slow, "the floor is missed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_slope_and_its_interval),
        cmocka_unit_test(test_too_few_have_no_line),
        cmocka_unit_test(test_what_cannot_be_told_from_none_is_said),
        cmocka_unit_test(test_the_floor_is_reached_in_weeks),
        cmocka_unit_test(test_a_floor_that_is_not_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
