/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stolen time, throttling and memory stalls as both kinds of control groups and /proc show them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "planted_root.h"
#include "system/host_counters.h"

static void assert_near(double value, double expected)
{
    assert_true(fabs(value - expected) < 1e-9);
}

static void plant_v2(const char *root)
{
    plant(root, "/proc/self/cgroup", "0::/a/b\n");
    plant(root, "/proc/self/mountinfo", "30 23 0:26 / /cg rw - cgroup2 cgroup2 rw\n");
    plant(root, "/cg/a/b/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 3\n");
    plant(root, "/cg/a/cpu.stat", "usage_usec 5\nnr_throttled 4\nthrottled_usec 1\n");
    plant(root, "/cg/cpu.stat", "usage_usec 5\n");
}

static void test_counts_of_one_host(void **state)
{
    char *root = planted_root_new();
    const double ticks_per_s = (double)sysconf(_SC_CLK_TCK);

    (void)state;
    plant_v2(root);
    plant(root, "/proc/stat",
          "cpu  1 1 1 1 1 1 1 1 0 0\ncpu1 1 2 3 4 5 6 7 80 0 0\ncpu11 0 0 0 0 0 0 0 9 0 0\n");
    plant(root, "/proc/pressure/memory",
          "some avg10=0.00 avg60=0.00 avg300=0.00 total=2500000\nfull avg10=0.00 total=1\n");
    g_autoptr(GPtrArray) files = ph_host_throttling_files(root);
    assert_int_equal(files->len, 3);
    assert_string_equal(files->pdata[0], "/cg/a/b/cpu.stat");
    assert_string_equal(files->pdata[2], "/cg/cpu.stat");
    const ph_host_counters before = ph_host_counters_read(root, 1);
    assert_near(before.steal_s, 80 / ticks_per_s);
    assert_near(before.throttled_periods, 7);
    assert_near(before.memory_stall_s, 2.5);
    assert_near(ph_host_counters_read(root, 11).steal_s, 9 / ticks_per_s);

    plant(root, "/cg/a/cpu.stat", "nr_throttled 6\n");
    const ph_host_counters after = ph_host_counters_read(root, 1);
    const ph_host_counters since = ph_host_counters_since(&before, &after);
    assert_near(since.steal_s, 0);
    assert_near(since.throttled_periods, 2);
    assert_near(since.memory_stall_s, 0);
    planted_root_remove(root);
}

static void test_control_groups_of_version_1(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant(root, "/proc/self/cgroup", "2:cpu,cpuacct:/a\n");
    plant(root, "/proc/self/mountinfo", "30 23 0:26 / /cg rw - cgroup cgroup rw,cpu,cpuacct\n");
    plant(root, "/cg/a/cpu.stat", "nr_periods 9\nnr_throttled 5\nthrottled_time 7\n");
    assert_near(ph_host_counters_read(root, 0).throttled_periods, 5);
    planted_root_remove(root);
}

static void test_what_is_not_there_is_no_number(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant(root, "/proc/stat", "cpu  1 1 1\ncpu1 1 2 3\n");
    plant(root, "/proc/pressure/memory", "total=1\n");
    const ph_host_counters counters = ph_host_counters_read(root, 1);
    assert_true(isnan(counters.steal_s));
    assert_true(isnan(counters.throttled_periods));
    assert_true(isnan(counters.memory_stall_s));
    g_autoptr(GPtrArray) files = ph_host_throttling_files(root);
    assert_int_equal(files->len, 0);
    planted_root_remove(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_of_one_host),
        cmocka_unit_test(test_control_groups_of_version_1),
        cmocka_unit_test(test_what_is_not_there_is_no_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
