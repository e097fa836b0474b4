/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures over time as paths: exact at both ends, small, and a bad night flattens nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "dashboard/course.h"
#include "dashboard/day_bins.h"
#include "dashboard/signed_percent.h"

static const ph_course_scale tens = { 0.0, 10.0, 20 };

static void assert_near(double value, double expected, double most)
{
    assert_true(fabs(value - expected) <= most);
}

static void test_lines(void **state)
{
    static const double values[] = { 0.0, 5.0, 10.0, 10.0, 20.0, -3.0 };
    g_autofree char *line = ph_course_line(&tens, values, G_N_ELEMENTS(values));
    g_autofree char *point = ph_course_line(&tens, values, 1);

    (void)state;
    assert_string_equal(line, "M0 20l1-10 1-10 1 0 1 0 1 20");
    assert_string_equal(point, "M0 20h1");
    assert_int_equal(ph_course_width(6), 5);
    assert_int_equal(ph_course_width(1), 1);
}

static void test_a_band_goes_there_and_back(void **state)
{
    static const double low[] = { 1.0, 2.0, 1.0 }, high[] = { 9.0, 10.0, 8.0 };
    g_autofree char *band = ph_course_band(&tens, low, high, 3);
    g_autofree char *point = ph_course_band(&tens, low, high, 1);

    (void)state;
    assert_string_equal(band, "M0 2l1-2 1 4v14l-1-2 -1 2z");
    assert_string_equal(point, "M0 2h1v16z");
}

static void test_levels_and_marks(void **state)
{
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(ph_course_step));
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(guint));
    const ph_course_step first = { 0, 5.0 }, second = { 3, 10.0 };
    const guint place = 3;

    (void)state;
    g_array_append_val(steps, first);
    g_array_append_val(steps, second);
    g_array_append_val(places, place);
    g_autofree char *levels = ph_course_levels(&tens, steps, 6);
    g_autofree char *marks = ph_course_marks(&tens, places);

    assert_string_equal(levels, "M0 10h3v-10h2");
    assert_string_equal(marks, "M3 0v20");
}

static void test_scales(void **state)
{
    double values[200];
    ph_course_scale scale;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(values); i++)
        values[i] = i % 2 ? 0.1 : -0.1;
    scale = ph_course_scale_of(values, G_N_ELEMENTS(values), 1.0, 80);
    assert_near(scale.high - scale.low, 1.0, 1e-9);
    values[7] = 50.0;
    scale = ph_course_scale_of(values, G_N_ELEMENTS(values), 1.0, 80);
    assert_near(scale.high - scale.low, 1.0, 1e-9);
    ph_course_scale_hold(&scale, 3.0);
    assert_near(scale.high, 3.0, 0.0);
    scale = ph_course_scale_of(values, 8, 1.0, 80); /* Of so few, none is left out. */
    assert_true(scale.high > 50.0);
}

static void test_bins_of_days(void **state)
{
    static const double values[] = { 1.0, 3.0, 2.0, 9.0, 4.0 };
    static const gint64 hours[] = { 0, 1, 23, 29, 216 };
    gint64 times_us[G_N_ELEMENTS(hours)];
    const ph_day_bin *bin;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(hours); i++)
        times_us[i] = hours[i] * G_TIME_SPAN_HOUR;
    g_autoptr(GArray) days = ph_day_bins(values, times_us, G_N_ELEMENTS(values), 365);
    g_autoptr(GArray) fewer = ph_day_bins(values, times_us, G_N_ELEMENTS(values), 2);

    assert_int_equal(days->len, 3);
    bin = &g_array_index(days, ph_day_bin, 0);
    assert_int_equal(bin->first, 0);
    assert_int_equal(bin->count, 3);
    assert_near(bin->low, 1.0, 0.0);
    assert_near(bin->median, 2.0, 0.0);
    assert_near(bin->high, 3.0, 0.0);
    assert_int_equal(fewer->len, 2);
    assert_int_equal(g_array_index(fewer, ph_day_bin, 1).first, 4);
}

static void test_signed_per_cents(void **state)
{
    static const struct {
        double percent;
        const char *text;
    } cases[] = {
        { 5.21, "+5.2\u00a0%" },
        { -0.33, "−0.3\u00a0%" },
        { -0.01, "0.0\u00a0%" },
        { 0.0, "0.0\u00a0%" },
        { NAN, "" },
        { INFINITY, "" },
    };
    g_autofree char *interval = ph_signed_percent_interval((ph_interval){ -0.25, 1.0 }, 2);
    g_autofree char *none = ph_signed_percent_interval((ph_interval){ NAN, NAN }, 2);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = ph_signed_percent(cases[i].percent, 1);

        assert_string_equal(text, cases[i].text);
    }
    assert_string_equal(interval, "−0.25 … +1.00\u00a0%");
    assert_string_equal(none, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_a_band_goes_there_and_back),
        cmocka_unit_test(test_levels_and_marks),
        cmocka_unit_test(test_scales),
        cmocka_unit_test(test_bins_of_days),
        cmocka_unit_test(test_signed_per_cents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
