/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a function is declared is told without the folders of the machine that built it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "explain/code_place.h"

static void test_places(void **state)
{
    static const struct {
        const char *path, *told;
    } cases[] = {
        { "/cargo/registry/src/registry-1949cf8c6b5b557f/copybook-codec-0.8.1/src/"
          "numeric.rs",
          "copybook-codec-0.8.1/src/numeric.rs:7" },
        { "/home/somebody/copybook-rs/crates/copybook-codec/src/lib_api/envelope.rs",
          "copybook-codec/src/lib_api/envelope.rs:7" },
        { "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/hash/sip.rs",
          "library/core/src/hash/sip.rs:7" },
        { "/home/somebody/numeric.c", "numeric.c:7" },
        { "numeric.c", "numeric.c:7" },
        { "src/numeric.rs", "numeric.rs:7" },
        { "/src/numeric.rs", "src/numeric.rs:7" },
        { "", ":7" },
        { "/a/\033[1m.rs", "\\u001b[1m.rs:7" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *place = ph_code_place(cases[i].path, 7);

        assert_string_equal(place, cases[i].told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_places) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
