/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A change in words: shares of per cent, and factors from twice on. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verdict/change_text.h"

static void test_changes(void **state)
{
    static const struct {
        double change;
        int decimals;
        const char *text;
    } cases[] = {
        { 0.012, 1, "1.2 % slower" },  { -0.004, 1, "0.4 % faster" },
        { 0.0004, 1, "0.0 %" },        { 0.0004, 2, "0.04 % slower" },
        { -0.00004, 2, "0.00 %" },     { 0.499, 1, "49.9 % slower" },
        { 0.5, 1, "2.0 × slower" },    { 1.0 - 1.0 / 4.2, 1, "4.2 × slower" },
        { -0.99, 1, "99.0 % faster" }, { -1.0, 1, "2.0 × faster" },
        { -40.26, 2, "41 × faster" },  { NAN, 1, "-" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = ph_change_text(cases[i].change, cases[i].decimals);

        assert_string_equal(text, cases[i].text);
    }
}

static void test_intervals(void **state)
{
    static const struct {
        ph_interval change;
        const char *text;
    } cases[] = {
        { { -0.003, 0.027 }, "−0.3 … +2.7 %" },
        { { -0.0001, 0.9 / 100 }, "0.0 … +0.9 %" },
        { { -40.4, -39.2 }, "40 … 41 × faster" },
        { { 0.6, 0.75 }, "2.5 … 4.0 × slower" },
        { { -1.4, -0.8 }, "1.8 … 2.4 × faster" },
        { { -2.0, 0.3 }, "3.0 × faster … 30.0 % slower" },
        { { -2.0, 0.6 }, "3.0 × faster … 2.5 × slower" },
        { { NAN, NAN }, "-" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = ph_change_interval_text(cases[i].change, 1);

        assert_string_equal(text, cases[i].text);
    }
}

static void test_ratios_of_times(void **state)
{
    g_autofree char *change = ph_change_text_of_ratio(1.25, 2);
    g_autofree char *interval = ph_change_interval_text_of_ratio((ph_interval){ 0.8, 1.25 }, 1);
    g_autofree char *deciding = ph_change_deciding_text(0.9975, (ph_interval){ 0.8, 1.25 });
    g_autofree char *sure = ph_change_deciding_text(1.0 - 1e-6, (ph_interval){ 0.8, 1.25 });

    (void)state;
    assert_string_equal(change, "20.00 % slower");
    assert_string_equal(interval, "−25.0 … +20.0 %");
    assert_string_equal(deciding, "99.75 %: −25.00 … +20.00 %");
    assert_string_equal(sure, "99.9999 %: −25.00 … +20.00 %");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_ratios_of_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
