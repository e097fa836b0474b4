/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls on files that do not repeat within 3 % are named, and nothing else is. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model/stored_scatter.h"

static ph_result *add(ph_measurement *measurement, const char *benchmark, double cv)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(benchmark);
    result->subject = g_strdup("native");
    result->level = g_strdup(PH_LEVEL_NAME_DISK);
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    result->state = PH_STATE_MEASURED;
    result->cv = cv;
    result->stored = ph_stored_new(2);
    g_ptr_array_add(measurement->results, result);
    return result;
}

static void assert_scatter(const ph_measurement *measurement, const char *expected)
{
    g_autofree char *found = ph_stored_scatter(measurement);

    if (expected)
        assert_string_equal(found, expected);
    else
        assert_null(found);
}

static void test_who_scatters_is_named(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    ph_result *elsewhere;

    (void)state;
    assert_scatter(measurement, NULL);
    (void)add(measurement, "file-comp3/warm", 0.03);
    add(measurement, "file-comp3/cold", 0.0301)->state = PH_STATE_VOID;
    elsewhere = add(measurement, "comp3/L2", 0.5);
    g_clear_pointer(&elsewhere->stored, ph_stored_free);
    (void)add(measurement, "file-display/warm", NAN);
    assert_scatter(measurement, NULL);
    (void)add(measurement, "file-display/cold", 0.0301);
    assert_scatter(measurement, "the disk, or the CPU, is not quiet: between launches calls differ "
                                "by more than 3 %: file-display/cold of native by 3.01 %");
    (void)add(measurement, "own.bin/warm", 0.125);
    assert_scatter(measurement, "the disk, or the CPU, is not quiet: between launches calls differ "
                                "by more than 3 %: file-display/cold of native by 3.01 %, "
                                "own.bin/warm of native by 12.5 %");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_scatters_is_named),
    };

    return cmocka_run_group_tests_name("scatter of calls on files", tests, NULL, NULL);
}
