/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changes as bars on one scale. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "change_bar.h"

static void assert_bar(double change, double longest, guint columns, const char *expected)
{
    g_autofree char *bar = ph_change_bar(change, longest, columns);

    assert_string_equal(bar, expected);
}

static void test_its_length_is_the_change(void **state)
{
    (void)state;
    assert_bar(0.10, 0.10, 4, "████");
    assert_bar(0.05, 0.10, 4, "██");
    assert_bar(-0.05, 0.10, 4, "██"); /* The sign is beside it. */
    assert_bar(0.10625, 0.20, 8, "████▎");
    assert_bar(0.0, 0.10, 4, "");
}

static void test_what_is_off_the_scale(void **state)
{
    (void)state;
    assert_bar(0.30, 0.10, 4, "████");
    assert_bar(INFINITY, 0.10, 4, "████");
    assert_bar(NAN, 0.10, 4, "");
    assert_bar(0.001, 0.10, 4, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_its_length_is_the_change),
        cmocka_unit_test(test_what_is_off_the_scale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
