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

/* Of records also of what they became, once that is known. */
static void test_a_share_of_memcpy(void **state)
{
    ph_result result = { .share_of_memcpy = 0.0034, .output_share_of_memcpy = 0.0374 };

    (void)state;
    assert_text(ph_figure_of_memcpy(&result), "0.34 %");
    result.output_bytes = 11;
    assert_text(ph_figure_of_memcpy(&result), "0.34 %, output 3.7 %");
}

static ph_result *add_result(ph_measurement *measurement, const char *subject, const char *level,
                             double throughput_mib_s)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup("record-comp3");
    result->subject = g_strdup(subject);
    result->level = g_strdup(level);
    result->state = PH_STATE_MEASURED;
    result->throughput_mib_s = throughput_mib_s;
    g_ptr_array_add(measurement->results, result);
    return result;
}

/* Of the same level, and not of itself. */
static void test_a_result_beside_the_reference(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    ph_result *record = add_result(measurement, "copybook-rs", "record", 20.0);
    ph_result *file = add_result(measurement, "copybook-rs", "file", 20.0);
    ph_result *reference = add_result(measurement, PH_REFERENCE_SUBJECT, "record", 1700.0);

    (void)state;
    assert_text(ph_figure_beside_reference(measurement, record), "85 × slower than C");
    assert_text(ph_figure_beside_reference(measurement, file), "-");
    assert_text(ph_figure_beside_reference(measurement, reference), "-");
    reference->state = PH_STATE_VOID;
    assert_text(ph_figure_beside_reference(measurement, record), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_a_speed_beside_another),
        cmocka_unit_test(test_a_share_of_memcpy),
        cmocka_unit_test(test_a_result_beside_the_reference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
