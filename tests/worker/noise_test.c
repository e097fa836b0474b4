/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The clock that was kept is read, whatever becomes of the C library's; where it is kept, nobody
 * writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "worker/noise.h"

static long forged_s;

/* In the place of the C library's: what the program's slot would lead to. */
int clock_gettime(clockid_t clock, struct timespec *ret)
{
    if (!forged_s)
        return (int)syscall(SYS_clock_gettime, clock, ret);
    *ret = (struct timespec){ .tv_sec = forged_s };
    return 0;
}

static uint64_t kernel_ns(void)
{
    struct timespec now;

    assert_int_equal(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now), 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

/* Until it is kept, it is the C library's. */
static void test_a_clock_that_is_not_kept(void **state)
{
    (void)state;
    forged_s = 42;
    assert_int_equal(ph_clock_ns(), UINT64_C(42000000000));
    forged_s = 0;
}

static void test_a_clock_that_is_kept(void **state)
{
    uint64_t before_ns, now_ns;

    (void)state;
    if (!dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD))
        skip(); /* As under valgrind: only the C library's can be kept. */
    ph_clock_keep();
    forged_s = 42;
    before_ns = kernel_ns();
    now_ns = ph_clock_ns();
    assert_in_range(now_ns, before_ns, kernel_ns());
    forged_s = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_clock_that_is_not_kept),
        cmocka_unit_test(test_a_clock_that_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
