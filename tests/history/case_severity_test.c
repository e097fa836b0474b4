/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How bad a case is: exactly as much as a limit is not beyond it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "series/case_severity.h"

static void test_limits(void **state)
{
    (void)state;
    assert_int_equal(ph_case_severity_judge(0.1001, 0.01), PH_CASE_SEVERITY_CRITICAL);
    assert_int_equal(ph_case_severity_judge(0.10, 0.01), PH_CASE_SEVERITY_WARNING);
    assert_int_equal(ph_case_severity_judge(0.0501, 0.01), PH_CASE_SEVERITY_WARNING);
    assert_int_equal(ph_case_severity_judge(0.05, 0.01), PH_CASE_SEVERITY_NONE);
    assert_int_equal(ph_case_severity_judge(-0.03, 0.01), PH_CASE_SEVERITY_NONE);
    assert_int_equal(ph_case_severity_judge(-0.0301, 0.01), PH_CASE_SEVERITY_INFO);
}

static void test_chance(void **state)
{
    (void)state;
    assert_int_equal(ph_case_severity_judge(0.5, 0.05), PH_CASE_SEVERITY_NONE);
    assert_int_equal(ph_case_severity_judge(0.5, 0.0499), PH_CASE_SEVERITY_CRITICAL);
    assert_int_equal(ph_case_severity_judge(0.5, NAN), PH_CASE_SEVERITY_NONE);
}

static void test_words(void **state)
{
    (void)state;
    for (ph_case_severity severity = 0; severity < PH_CASE_SEVERITY_COUNT; severity++)
        assert_int_equal(ph_case_severity_of(ph_case_severity_word(severity)), severity);
    assert_int_equal(ph_case_severity_of("fatal"), PH_CASE_SEVERITY_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_chance),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
