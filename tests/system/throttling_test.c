/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How often a CPU throttled is as the kernel counts it, and what it does not count is not 0. */
#include "system/throttling.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "planted_root.h"

#define FOLDER "/sys/devices/system/cpu/cpu3/thermal_throttle"

static int set_up(void **state)
{
    *state = planted_root_new();
    return 0;
}

static int tear_down(void **state)
{
    planted_root_remove(*state);
    return 0;
}

static void test_both_counts(void **state)
{
    ph_throttling throttling;

    plant(*state, FOLDER "/core_throttle_count", "12\n");
    plant(*state, FOLDER "/package_throttle_count", "345\n");
    assert_true(ph_throttling_read(*state, 3, &throttling, NULL));
    assert_true(throttling.core == 12.0 && throttling.package == 345.0);
}

static void test_what_is_missing_is_not_known(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) of_package = NULL;
    ph_throttling throttling;

    assert_false(ph_throttling_read(*state, 3, &throttling, &error));
    assert_true(isnan(throttling.core) && isnan(throttling.package));
    assert_non_null(strstr(error->message, "core_throttle_count: No such file"));
    plant(*state, FOLDER "/core_throttle_count", "12\n");
    plant(*state, FOLDER "/package_throttle_count", "many\n");
    assert_false(ph_throttling_read(*state, 3, &throttling, &of_package));
    assert_true(throttling.core == 12.0 && isnan(throttling.package));
    assert_non_null(strstr(of_package->message, "package_throttle_count"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_missing_is_not_known, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
