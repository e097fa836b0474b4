/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of a check that takes long, and that nothing is of one which does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "worker/check_notice.h"

#define SECOND UINT64_C(1000000000)

static void test_long_checks_are_told_of_once(void **state)
{
    ph_check_notice notice = ph_check_notice_begin(1000, SECOND);
    double left = 0.0;

    (void)state;
    assert_false(ph_check_notice_is_due(&notice, 4, SECOND * 14 / 10, &left));
    /* A hundredth in a second. */
    assert_true(ph_check_notice_is_due(&notice, 6, SECOND * 2, &left));
    assert_true(fabs(left - 99.0) < 1e-9);
    assert_false(ph_check_notice_is_due(&notice, 10, SECOND * 3, &left));
}

static void test_short_checks_are_not(void **state)
{
    ph_check_notice notice = ph_check_notice_begin(1000, 0);
    double left = 0.0;

    (void)state;
    assert_false(ph_check_notice_is_due(&notice, 250, SECOND, &left));
    /* Not even where it turns out otherwise. */
    assert_false(ph_check_notice_is_due(&notice, 1, SECOND * 100, &left));
}

/* No pace is made up of nothing, and nothing is left at the end. */
static void test_nothing_is_said_where_nothing_is_left_or_known(void **state)
{
    ph_check_notice none = ph_check_notice_begin(0, 0), all = ph_check_notice_begin(1000, 0);
    double left = 0.0;

    (void)state;
    assert_false(ph_check_notice_is_due(&none, 1000, SECOND * 100, &left));
    assert_false(ph_check_notice_is_due(&all, 1000, SECOND * 100, &left));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_checks_are_told_of_once),
        cmocka_unit_test(test_short_checks_are_not),
        cmocka_unit_test(test_nothing_is_said_where_nothing_is_left_or_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
