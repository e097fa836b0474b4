/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which exit status a missing number is, and which of several is the gravest. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up_run.h"
#include "verdict/shortfall.h"

static void add(ph_measurement *run, ph_state state, ph_error cause, const char *reason)
{
    ph_result *result = ph_made_up_figure(run, PH_HEADLINE_COMP3, 571.0);

    result->state = state;
    result->cause = cause;
    result->reason = g_strdup(reason);
}

static void test_what_is_missing(void **state)
{
    static const struct {
        ph_state state;
        ph_error cause;
        const char *reason;
        ph_exit status;
    } cases[] = {
        { PH_STATE_MEASURED, 0, NULL, PH_EXIT_PASS },
        { PH_STATE_FAILED, PH_ERROR_ENVIRONMENT, PH_TOO_BUSY, PH_EXIT_INCONCLUSIVE },
        { PH_STATE_FAILED, PH_ERROR_ENVIRONMENT, PH_TOO_BUSY_REFEREE, PH_EXIT_INCONCLUSIVE },
        { PH_STATE_FAILED, PH_ERROR_TIMEOUT, "it was not measured", PH_EXIT_FAILED },
        { PH_STATE_FAILED, PH_ERROR_SUBJECT_LOAD, "no library", PH_EXIT_FAILED },
        { PH_STATE_FAILED, PH_ERROR_DATA, "customer.bin has changed", PH_EXIT_FAILED },
        { PH_STATE_FAILED, PH_ERROR_COUNT, "nobody knows", PH_EXIT_REGRESSION },
        { PH_STATE_FAILED, PH_ERROR_SUBJECT_CRASH, "it was killed", PH_EXIT_REGRESSION },
        { PH_STATE_VOID, PH_ERROR_MISMATCH, "wrong answer", PH_EXIT_REGRESSION },
        /* A subject's own words are no excuse. */
        { PH_STATE_VOID, PH_ERROR_MISMATCH, PH_TOO_BUSY, PH_EXIT_REGRESSION },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_measurement) run = ph_made_up_run(NULL, NULL);

        (void)ph_made_up_figure(run, PH_HEADLINE_DISPLAY, 4096.0);
        add(run, cases[i].state, cases[i].cause, cases[i].reason);
        assert_int_equal(ph_shortfall_exit(run), cases[i].status);
    }
}

static void test_what_is_void_as_it_should_be_lacks_nothing(void **state)
{
    g_autoptr(ph_measurement) run = ph_made_up_run(NULL, NULL);
    ph_result *result;

    (void)state;
    add(run, PH_STATE_VOID, PH_ERROR_MISMATCH, "wrong answer");
    result = run->results->pdata[0];
    result->expectation = PH_EXPECT_KNOWN_FAULT;
    assert_int_equal(ph_shortfall_exit(run), PH_EXIT_PASS);
}

static void test_the_gravest_stands(void **state)
{
    g_autoptr(ph_measurement) run = ph_made_up_run(NULL, NULL);

    (void)state;
    ph_measurement_fail(run, "CBKB011: comp3/L2, native, kernel level: failed: " PH_TOO_BUSY);
    assert_int_equal(ph_shortfall_exit(run), PH_EXIT_INCONCLUSIVE);
    ph_measurement_fail(run, "CBKB008: subject a: no library");
    assert_int_equal(ph_shortfall_exit(run), PH_EXIT_FAILED);
    ph_measurement_fail(run, "CBKB009: subject b: it was killed while it was loaded");
    assert_int_equal(ph_shortfall_exit(run), PH_EXIT_REGRESSION);
    ph_measurement_fail(run, "CBKB001: the run's time was over");
    assert_int_equal(ph_shortfall_exit(run), PH_EXIT_REGRESSION);
}

static void test_a_gate_says_the_same(void **state)
{
    (void)state;
    assert_int_equal(ph_shortfall_verdict(PH_EXIT_PASS), PH_VERDICT_PASS);
    assert_int_equal(ph_shortfall_verdict(PH_EXIT_INCONCLUSIVE), PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(ph_shortfall_verdict(PH_EXIT_FAILED), PH_VERDICT_INCONCLUSIVE);
    assert_int_equal(ph_shortfall_verdict(PH_EXIT_REGRESSION), PH_VERDICT_FAIL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_missing),
        cmocka_unit_test(test_what_is_void_as_it_should_be_lacks_nothing),
        cmocka_unit_test(test_the_gravest_stands),
        cmocka_unit_test(test_a_gate_says_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
