/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sizes of caches come back as they were written, and what is no three of them is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system/cpu_caches.h"

static void sizes_are_read(void **state)
{
    static const struct {
        const char *text, *bytes;
    } cases[] = {
        { "32K,1M,16M", "32768,1048576,16777216" },
        { "8192,8193,1G", "8192,8193,1073741824" },
        { "0,0,0", "0,0,0" },
        { "0,256K,0", "0,262144,0" },
        { "48K,0,32M", "49152,0,33554432" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ph_cpu_caches caches = { 1, 1, 1 };
        assert_true(ph_cpu_caches_read(cases[i].text, &caches));
        g_autofree char *bytes = ph_cpu_caches_text(caches);
        assert_string_equal(bytes, cases[i].bytes);
    }
}

static void what_is_no_three_sizes_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        ",,",
        "32K,1M",
        "32K,1M,16M,",
        "32K,1M,16M,1G",
        "32k,1M,16M",
        "32KiB,1M,16M",
        " 32K,1M,16M",
        "+32K,1M,16M",
        "-32K,1M,16M",
        "1M,32K,16M",
        "32K,16M,1M",
        "32K,32K,16M",
        "1M,0,32K",
        "8191,1M,16M",
        "32K,1M,2G",
        "32K,1M,1025M",
        "32K,1M,1048577K",
        "32K,1M,0x10",
        "32K,1M,18446744073709551617",
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        ph_cpu_caches caches = { 1, 2, 3 };
        if (ph_cpu_caches_read(texts[i], &caches))
            fail_msg("\"%s\" is read", texts[i]);
        assert_int_equal(caches.l1d_bytes + caches.l2_bytes + caches.l3_bytes, 6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_read),
        cmocka_unit_test(what_is_no_three_sizes_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
