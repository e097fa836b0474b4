/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A cause is one whose counter moved since the last reading, and none where there is no counter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "worker/disturbance.h"

static char folder[] = "/tmp/disturbance-test-XXXXXX";
static char own[sizeof(folder) + 16], above[sizeof(folder) + 16];

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(own, sizeof(own), "%s/own", folder);
    (void)snprintf(above, sizeof(above), "%s/above", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return unlink(own) | unlink(above) | rmdir(folder);
}

static void test_a_quota_of_any_group(void **state)
{
    const char *const files[] = { own, above, "/nowhere/cpu.stat" };
    ph_disturbance disturbance;
    uint64_t periods;

    (void)state;
    write_file(own, "nr_periods 9\nnr_throttled 5\nthrottled_time 7\n");                 /* v1 */
    write_file(above, "usage_usec 5\nnr_periods 9\nnr_throttled 3\nthrottled_usec 1\n"); /* v2 */
    ph_disturbance_open(&disturbance, files, 3);
    assert_int_equal(ph_disturbance_read(&disturbance, true) & PH_NOISE_BIT(PH_NOISE_THROTTLING),
                     0);

    write_file(above, "usage_usec 9\nnr_periods 12\nnr_throttled 5\nthrottled_usec 2\n");
    /* Who kept its CPU was not throttled: that is found with the next who did not. */
    assert_int_equal(ph_disturbance_read(&disturbance, false) & PH_NOISE_BIT(PH_NOISE_THROTTLING),
                     0);
    assert_int_not_equal(
        ph_disturbance_read(&disturbance, true) & PH_NOISE_BIT(PH_NOISE_THROTTLING), 0);
    /* Said once: the next block did not suffer from that. */
    assert_int_equal(ph_disturbance_read(&disturbance, true) & PH_NOISE_BIT(PH_NOISE_THROTTLING),
                     0);
    assert_true(ph_disturbance_total(&disturbance, PH_NOISE_THROTTLING, &periods));
    assert_int_equal(periods, 2);
    ph_disturbance_close(&disturbance);
}

static void test_without_a_counter_there_is_no_cause(void **state)
{
    ph_disturbance disturbance;
    uint64_t periods;

    (void)state;
    ph_disturbance_open(&disturbance, NULL, 0);
    assert_int_equal(ph_disturbance_read(&disturbance, true) & PH_NOISE_BIT(PH_NOISE_THROTTLING),
                     0);
    assert_false(ph_disturbance_total(&disturbance, PH_NOISE_THROTTLING, &periods));
    ph_disturbance_close(&disturbance);
}

/* Every Linux has the CPU's stolen time, and what a thread is told of itself. */
static void test_what_every_kernel_counts(void **state)
{
    ph_disturbance disturbance;
    uint64_t added;

    (void)state;
    ph_disturbance_open(&disturbance, NULL, 0);
    (void)ph_disturbance_read(&disturbance, true);
    assert_true(ph_disturbance_total(&disturbance, PH_NOISE_STEAL, &added));
    assert_true(ph_disturbance_total(&disturbance, PH_NOISE_SWITCH, &added));
    assert_true(ph_disturbance_total(&disturbance, PH_NOISE_MAJOR_FAULT, &added));
    ph_disturbance_close(&disturbance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_quota_of_any_group),
        cmocka_unit_test(test_without_a_counter_there_is_no_cause),
        cmocka_unit_test(test_what_every_kernel_counts),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
