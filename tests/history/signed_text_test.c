/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signs of numbers, as they are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "series/signed_text.h"

static void assert_text(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    g_free(text);
}

static void test_a_minus_sign_is_one(void **state)
{
    (void)state;
    assert_text(ph_signed_text(g_strdup("-12.5")), "−12.5");
    assert_text(ph_signed_text(g_strdup("+3")), "+3");
    assert_text(ph_signed_text(g_strdup("3")), "3");
}

static void test_nothing_has_no_sign(void **state)
{
    (void)state;
    assert_text(ph_signed_text(g_strdup("-0.00")), "0.00");
    assert_text(ph_signed_text(g_strdup("+0")), "0");
    assert_text(ph_percent_text(-0.000001, 2), "0.00");
}

static void test_shares(void **state)
{
    (void)state;
    assert_text(ph_percent_text(0.0231, 2), "+2.31");
    assert_text(ph_percent_text(-0.004, 1), "−0.4");
    assert_text(ph_percent_bound_text(0.0231, 1), "2.3");
    assert_text(ph_percent_bound_text(-0.0231, 1), "−2.3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_minus_sign_is_one),
        cmocka_unit_test(test_nothing_has_no_sign),
        cmocka_unit_test(test_shares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
