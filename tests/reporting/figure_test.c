/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Factors and speeds in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "figure.h"

static void assert_text(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    g_free(text);
}

static void test_times(void **state)
{
    (void)state;
    assert_text(ph_figure_factor(0.475), "0.47 ×");
    assert_text(ph_figure_factor(9.84), "9.84 ×");
    assert_text(ph_figure_factor(26.64), "26.6 ×");
    assert_text(ph_figure_factor(312.4), "312 ×");
    assert_text(ph_figure_factor(NAN), "-");
}

static void test_a_speed_beside_another(void **state)
{
    (void)state;
    assert_text(ph_figure_speed(1.0 / 17.0, "C"), "17 × slower than C");
    assert_text(ph_figure_speed(0.125, "C"), "8.0 × slower than C");
    assert_text(ph_figure_speed(3.25, "C"), "3.2 × faster than C");
    assert_text(ph_figure_speed(0.9, "C"), "10.0 % slower than C");
    assert_text(ph_figure_speed(1.0001, "C"), "as fast as C");
    assert_text(ph_figure_speed(0.0, "C"), "-");
    assert_text(ph_figure_speed(NAN, "C"), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_a_speed_beside_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
