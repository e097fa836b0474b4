/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A CPU is quiet while its probe takes about as little as ever. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "measure/quiet_cpu.h"

/* What was noted stays: one test after another. */
static void test_the_fastest_so_far_is_quiet(void **state)
{
    (void)state;
    ph_quiet_cpu_note(NAN);
    assert_true(ph_quiet_cpu_is(5000.0));
    ph_quiet_cpu_note(3000.0);
    assert_true(ph_quiet_cpu_is(3400.0));
    assert_false(ph_quiet_cpu_is(3500.0));
    ph_quiet_cpu_note(2000.0);
    ph_quiet_cpu_note(3000.0);
    ph_quiet_cpu_note(NAN);
    assert_true(ph_quiet_cpu_is(2200.0));
    assert_false(ph_quiet_cpu_is(2400.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_the_fastest_so_far_is_quiet) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
