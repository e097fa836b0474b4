/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The estimates against values worked out by hand and from printed t-tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/statistics.h"

/* cmocka compares floats; these are doubles. */
#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static GArray *array_of(const double *values, guint count)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(double));

    g_array_append_vals(array, values, count);
    return array;
}

static void test_quantiles_interpolate(void **state)
{
    const double values[] = { 4.0, 1.0, 3.0, 2.0 };
    g_autoptr(GArray) array = array_of(values, 4);

    (void)state;
    assert_close(ph_quantile(array, 0.5), 2.5, 1e-12);
    assert_close(ph_quantile(array, 0.0), 1.0, 1e-12);
    assert_close(ph_quantile(array, 1.0), 4.0, 1e-12);
}

/* Quartiles 2 and 4, as they were with 5 in place of 500; 2/1.349 x (1 + 2/5) x sqrt(pi/2 / 5). */
static void test_the_error_of_a_median_is_that_of_its_middle(void **state)
{
    const double values[] = { 2.0, 500.0, 1.0, 4.0, 3.0 };
    g_autoptr(GArray) array = array_of(values, 5);
    g_autoptr(GArray) one = array_of(values, 1);

    (void)state;
    assert_close(ph_median_error(array), 1.163378, 1e-5);
    assert_true(isnan(ph_median_error(one)));
}

/* Mean 12, s = 1.581139, 4 degrees of freedom: t(0.975) = 2.776445. */
static void test_interval_is_students(void **state)
{
    const double values[] = { 10.0, 11.0, 12.0, 13.0, 14.0 };
    g_autoptr(GArray) array = array_of(values, 5);
    const double half = 2.776445 * 1.581139 / sqrt(5.0);
    const ph_interval interval = ph_mean_interval(array);

    (void)state;
    assert_close(interval.low, 12.0 - half, 1e-5);
    assert_close(interval.high, 12.0 + half, 1e-5);
}

static void test_one_value_has_no_interval(void **state)
{
    const double value = 7.0;
    g_autoptr(GArray) array = array_of(&value, 1);
    const ph_interval interval = ph_mean_interval(array);

    (void)state;
    assert_true(isnan(interval.low) && isnan(interval.high));
    assert_true(isnan(ph_mean_is_zero_p_value(array)));
}

/* t = 12 / (1.581139 / √5) = 16.97 on 4 degrees of freedom. */
static void test_p_value_is_two_sided(void **state)
{
    const double far[] = { 10.0, 11.0, 12.0, 13.0, 14.0 }, near[] = { -2.0, -1.0, 0.0, 1.0, 2.0 };
    g_autoptr(GArray) away = array_of(far, 5);
    g_autoptr(GArray) around = array_of(near, 5);

    (void)state;
    assert_true(ph_mean_is_zero_p_value(away) < 1e-4);
    assert_true(ph_mean_is_zero_p_value(away) > 5e-5);
    assert_close(ph_mean_is_zero_p_value(around), 1.0, 1e-9);
}

/* Geometric mean of 1, 10, 100 is 10; s of the logarithms is ln 10, t(0.975) of 2 is 4.302653. */
static void test_interval_of_logarithms(void **state)
{
    const double values[] = { 1.0, 10.0, 100.0 };
    g_autoptr(GArray) array = array_of(values, 3);
    const double half = 4.302653 * log(10.0) / sqrt(3.0);
    const ph_interval interval = ph_log_mean_interval(array);

    (void)state;
    assert_close(interval.low, 10.0 * exp(-half), 1e-5);
    assert_close(interval.high / (10.0 * exp(half)), 1.0, 1e-6);
}

/*
 * Of like spreads: error sqrt(2 / 3), 4 degrees of freedom, t = sqrt(6), whose p-value has a closed
 * form. Of unlike ones, here none at all, only the other's degrees of freedom count.
 */
static void test_difference_is_welchs(void **state)
{
    const double low[] = { 1.0, 2.0, 3.0 }, high[] = { 3.0, 4.0, 5.0 };
    const double still[] = { 0.0, 0.0 }, spread[] = { 10.0, 11.0, 12.0, 13.0, 14.0 };
    g_autoptr(GArray) base = array_of(low, 3);
    g_autoptr(GArray) head = array_of(high, 3);
    g_autoptr(GArray) zero = array_of(still, 2);
    g_autoptr(GArray) wide = array_of(spread, 5);
    const ph_difference alike = ph_mean_difference(base, head);
    const ph_difference unlike = ph_mean_difference(zero, wide);

    (void)state;
    assert_close(alike.mean, 2.0, 1e-12);
    assert_close(alike.ci95.low, 2.0 - 2.776445 * sqrt(2.0 / 3.0), 1e-5);
    assert_close(alike.ci95.high, 2.0 + 2.776445 * sqrt(2.0 / 3.0), 1e-5);
    assert_close(alike.p_value, 0.070484, 1e-5);
    assert_close(unlike.ci95.low, 12.0 - 2.776445 * 1.581139 / sqrt(5.0), 1e-5);
    assert_close(ph_mean_difference(base, base).p_value, 1.0, 1e-12);
}

/* Without any spread the difference is certain. */
static void test_difference_without_spread(void **state)
{
    const double ones[] = { 1.0, 1.0 }, twos[] = { 2.0, 2.0 };
    g_autoptr(GArray) base = array_of(ones, 2);
    g_autoptr(GArray) head = array_of(twos, 2);
    const ph_difference difference = ph_mean_difference(base, head);

    (void)state;
    assert_close(difference.ci95.low, 1.0, 0.0);
    assert_close(difference.ci95.high, 1.0, 0.0);
    assert_close(difference.p_value, 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles_interpolate),
        cmocka_unit_test(test_the_error_of_a_median_is_that_of_its_middle),
        cmocka_unit_test(test_interval_is_students),
        cmocka_unit_test(test_one_value_has_no_interval),
        cmocka_unit_test(test_p_value_is_two_sided),
        cmocka_unit_test(test_interval_of_logarithms),
        cmocka_unit_test(test_difference_is_welchs),
        cmocka_unit_test(test_difference_without_spread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
