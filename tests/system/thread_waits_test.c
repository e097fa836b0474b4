/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How long a thread waited for a CPU, and how often for anything else, as /proc shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <time.h>
#include <unistd.h>

#include "planted_root.h"
#include "system/thread_waits.h"

enum { SLEEPS = 20 };

static double planted_delay_ns(const char *root, const char *text)
{
    int descriptor;
    double delay_ns;

    plant(root, "/proc/7/schedstat", text);
    descriptor = ph_run_delay_open(root, "7");
    assert_true(descriptor >= 0);
    delay_ns = ph_run_delay_ns(descriptor);
    close(descriptor);
    return delay_ns;
}

static void test_what_is_said(void **state)
{
    char *root = planted_root_new();

    (void)state;
    assert_true(planted_delay_ns(root, "498680 198554 2\n") == 198554);
    plant(root, "/proc/7/status",
          "Name:\ta\nvoluntary_ctxt_switches:\t12\n"
          "nonvoluntary_ctxt_switches:\t34\n");
    assert_true(ph_voluntary_switches(root, "7") == 12);
    planted_root_remove(root);
}

static void test_what_is_not_there_is_no_number(void **state)
{
    static const char *const texts[] = { "", "1", "1 ", "1 x 2", "x 1 2" };
    char *root = planted_root_new();

    (void)state;
    assert_true(isnan(ph_run_delay_ns(ph_run_delay_open(root, "7"))));
    assert_true(isnan(ph_voluntary_switches(root, "7")));
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_true(isnan(planted_delay_ns(root, texts[i])));
    plant(root, "/proc/7/status", "nonvoluntary_ctxt_switches:\t34\n");
    assert_true(isnan(ph_voluntary_switches(root, "7")));
    plant(root, "/proc/7/status", "voluntary_ctxt_switches:\tmany\n");
    assert_true(isnan(ph_voluntary_switches(root, "7")));
    planted_root_remove(root);
}

/* Where this kernel says it. */
static void test_who_sleeps_gives_up_the_cpu(void **state)
{
    const struct timespec pause = { .tv_nsec = 100000 };
    const double before = ph_voluntary_switches("", PH_THREAD_SELF);

    (void)state;
    if (isnan(before))
        skip();
    for (int i = 0; i < SLEEPS; i++)
        (void)nanosleep(&pause, NULL);
    assert_true(ph_voluntary_switches("", PH_THREAD_SELF) >= before + SLEEPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_said),
        cmocka_unit_test(test_what_is_not_there_is_no_number),
        cmocka_unit_test(test_who_sleeps_gives_up_the_cpu),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
