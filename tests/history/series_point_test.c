/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs of one commit are one point, weighed by what they know. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "series/series_point.h"
#include "series/trend.h"

#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static void add(GArray *runs, gint64 run_id, gint64 position, double value, double error)
{
    const ph_trend_point run = {
        .run_id = run_id, .position = position, .value = value, .error = error, .launches = 10
    };

    g_array_append_val(runs, run);
}

static void test_commits_are_in_order_and_weighed_by_precision(void **state)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    g_autoptr(GArray) pooled = NULL;
    const ph_series_point *points;

    (void)state;
    add(runs, 7, 30, 3.0, 0.002);
    add(runs, 9, 10, 1.3, 0.01);  /* Weight 1, */
    add(runs, 3, 10, 1.0, 0.005); /* beside 4. */
    add(runs, 5, 20, 2.0, NAN);
    pooled = ph_series_pool(runs);
    points = (const ph_series_point *)(const void *)pooled->data;
    assert_int_equal(pooled->len, 3);
    assert_int_equal(points[0].position, 10);
    assert_int_equal(points[0].run_id, 9);
    assert_close(points[0].value, 1.06, 1e-12);
    assert_close(points[0].error, 0.01 / sqrt(5.0), 1e-12);
    assert_close(points[1].value, 2.0, 0.0);
    assert_true(isnan(points[1].error));
    assert_int_equal(points[2].position, 30);
}

/* An error that is none, by luck, outweighs nothing; one that is not known counts as the largest.
 */
static void test_no_precision_is_believed_beyond_reason(void **state)
{
    g_autoptr(GArray) lucky = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    g_autoptr(GArray) unknown = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    g_autoptr(GArray) of_lucky = NULL, of_unknown = NULL;

    (void)state;
    add(lucky, 1, 1, 1.0, 0.0);
    add(lucky, 2, 1, 2.0, 0.001);
    of_lucky = ph_series_pool(lucky);
    assert_close(g_array_index(of_lucky, ph_series_point, 0).value, 1.5, 1e-12);
    add(unknown, 1, 1, 1.0, NAN);
    add(unknown, 2, 1, 2.0, 0.004);
    of_unknown = ph_series_pool(unknown);
    assert_close(g_array_index(of_unknown, ph_series_point, 0).value, 1.5, 1e-12);
}

static void test_positions_are_found(void **state)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    g_autoptr(GArray) none = ph_series_pool(runs);
    g_autoptr(GArray) pooled = NULL;

    (void)state;
    assert_int_equal(ph_series_find(none, 1), 0);
    for (gint64 position = 2; position <= 20; position += 2)
        add(runs, position, position, 1.0, 0.001);
    pooled = ph_series_pool(runs);
    assert_int_equal(ph_series_find(pooled, 0), 0);
    assert_int_equal(ph_series_find(pooled, 8), 3);
    assert_int_equal(ph_series_find(pooled, 9), 4);
    assert_int_equal(ph_series_find(pooled, 21), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commits_are_in_order_and_weighed_by_precision),
        cmocka_unit_test(test_no_precision_is_believed_beyond_reason),
        cmocka_unit_test(test_positions_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
