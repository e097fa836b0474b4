/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From blocks to one number a launch, and from launches to an estimate. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "verdict/contrast.h"

#define assert_close(value, expected, tolerance)                                                   \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static GArray *array_of(const double *values, guint count)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(double));

    g_array_append_vals(array, values, count);
    return array;
}

/* Whoever comes second is 10 % slower: the mirror image takes that out. */
static void test_order_cancels_out(void **state)
{
    g_autoptr(GArray) base = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) head = g_array_new(FALSE, FALSE, sizeof(double));

    (void)state;
    for (int round = 0; round < 20; round++) {
        const double base_ns = round % 2 ? 110.0 : 100.0;
        const double head_ns = 1.02 * (round % 2 ? 100.0 : 110.0);

        g_array_append_val(base, base_ns);
        g_array_append_val(head, head_ns);
    }
    assert_close(ph_contrast_log_ratio(base, head), log(1.02), 1e-12);
}

/* A block that was set aside takes its quadruple with it, and no more. */
static void test_disturbed_quadruples_are_left_out(void **state)
{
    const double base_ns[] = { 1, 1, 1, 1, 1, 1, 1, 1, NAN, 1, 1, 1, 1 };
    const double head_ns[] = { 2, 2, 2, 2, 2, 2, 2, 2, 9, 9, 2, 2, 7 };
    g_autoptr(GArray) base = array_of(base_ns, G_N_ELEMENTS(base_ns));
    g_autoptr(GArray) head = array_of(head_ns, G_N_ELEMENTS(head_ns));

    (void)state;
    assert_close(ph_contrast_log_ratio(base, head), log(2.0), 1e-12);
    g_array_index(head, double, 0) = NAN;
    assert_true(isnan(ph_contrast_log_ratio(base, head))); /* Four are too few. */
}

static void test_estimate_is_over_both_sets(void **state)
{
    const ph_slowdown_rule rule = { 0.005, 0.05, 0.10, 0.01 };
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&rule);
    ph_contrast *contrast = ph_contrast_of(report, "comp3/L2", "kernel", "");

    (void)state;
    assert_ptr_equal(contrast, ph_contrast_of(report, "comp3/L2", "kernel", ""));
    assert_ptr_not_equal(contrast, ph_contrast_of(report, "comp3/L2", "kernel", "scratch"));
    for (int i = 0; i < 2; i++) {
        const double first = log(i ? 1.1 : 1.2), second = log(i ? 1.3 : 1.4);
        const double base_ns = 100.0 + i, head_ns = 130.0 + i;

        g_array_append_val(contrast->first.logs, first);
        g_array_append_val(contrast->second.logs, second);
        g_array_append_val(contrast->first.base_ns, base_ns);
        g_array_append_val(contrast->first.head_ns, head_ns);
    }
    ph_contrast_estimate(contrast);
    assert_close(contrast->ratio, pow(1.1 * 1.2 * 1.3 * 1.4, 0.25), 1e-12);
    assert_true(contrast->ci95.low < contrast->ratio && contrast->ratio < contrast->ci95.high);
    assert_true(contrast->p_value < 0.01);
}

/* It is no fault of either build, and must not fail the comparison. */
static void test_a_busy_machine_is_no_error(void **state)
{
    const ph_slowdown_rule rule = { .floor = 0.005, .warn = 0.05, .fail = 0.1, .alpha = 0.01 };
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&rule);
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    ph_measurement_fail(measurement, "%s: comp3/L2, base, kernel level: failed: %s",
                        ph_error_code_id(PH_ERROR_ENVIRONMENT), PH_TOO_BUSY);
    /* In a subject's own words it is no excuse. */
    ph_measurement_fail(measurement, "%s: comp3/L2, head, kernel level: void: %s",
                        ph_error_code_id(PH_ERROR_MISMATCH), PH_TOO_BUSY);
    ph_measurement_fail(measurement, "it crashed");
    ph_contrast_take_messages(report, measurement);
    assert_int_equal(report->errors->len, 2);
    assert_string_equal(report->errors->pdata[1], "it crashed");
    assert_int_equal(report->notes->len, 1);
    assert_non_null(strstr(report->notes->pdata[0], "too busy"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_cancels_out),
        cmocka_unit_test(test_disturbed_quadruples_are_left_out),
        cmocka_unit_test(test_estimate_is_over_both_sets),
        cmocka_unit_test(test_a_busy_machine_is_no_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
