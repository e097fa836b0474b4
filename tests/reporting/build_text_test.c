/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a library was built from is said in a line that fits a terminal, as far as it is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "build_text.h"

#define COMMIT "1cb98b47444aafd199381b9fb8e956a77b1901e5"

static void assert_text(const ph_build_identity *built_from, const char *expected)
{
    g_autofree char *text = ph_build_text(built_from);

    if (g_strcmp0(text, expected) != 0)
        fail_msg("\"%s\" in place of \"%s\"", text ? text : "(NULL)",
                 expected ? expected : "(NULL)");
}

static void test_what_is_known_is_said(void **state)
{
    static const ph_build_identity nothing = { .build_s = -1.0 };
    const struct {
        ph_build_identity built_from;
        const char *text;
    } cases[] = {
        { { .release = "0.8.1", .origin = "registry", .commit = COMMIT, .build_s = -1.0 },
          "release 0.8.1, commit 1cb98b47444a" },
        { { .release = "0.8.1",
            .origin = "checkout",
            .commit = COMMIT,
            .is_dirty = PH_KNOWN_TRUE,
            .library_bytes = 1125472,
            .build_s = 41.23 },
          "checkout of 0.8.1, commit 1cb98b47444a, modified; 1,125,472 bytes, built in 41.2 s" },
        { { .release = "0.8.1", .is_dirty = PH_KNOWN_FALSE, .build_s = -1.0 }, "0.8.1" },
        { { .library_sha256 = "ab", .library_bytes = 999, .build_s = -1.0 }, "999 bytes" },
        { { .build_s = 0.0 }, "built in 0.0 s" },
        { { .release = "\x1b[2J", .build_s = -1.0 }, "\\u001b[2J" },
    };

    (void)state;
    assert_text(NULL, NULL);
    assert_text(&nothing, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_text(&cases[i].built_from, cases[i].text);
}

static void assert_printed(const ph_build_identity *built_from, const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);

    assert_non_null(to);
    ph_build_text_print(to, "  base: ", built_from);
    assert_int_equal(fclose(to), 0);
    assert_string_equal(text, expected);
    free(text);
}

static void test_a_line_has_80_columns(void **state)
{
    /* 8 and 72; one digit more is one too many. */
    ph_build_identity built_from = { .release = "0.88.123",
                                     .commit = COMMIT,
                                     .is_dirty = PH_KNOWN_TRUE,
                                     .library_bytes = 1125472,
                                     .build_s = 4.2 };

    (void)state;
    assert_printed(&built_from, "  base: 0.88.123, commit 1cb98b47444a, modified; 1,125,472 bytes, "
                                "built in 4.2 s\n");
    built_from.build_s = 41.2;
    assert_printed(&built_from, "  base: 0.88.123, commit 1cb98b47444a, modified\n"
                                "        1,125,472 bytes, built in 41.2 s\n");
    built_from = (ph_build_identity){ .build_s = -1.0 };
    assert_printed(&built_from, "");
    assert_printed(NULL, "");
}

static void test_the_harness(void **state)
{
    ph_harness_info harness = { 0 };
    g_autofree char *unknown = ph_build_text_harness(&harness);
    g_autofree char *version = NULL, *all = NULL;

    (void)state;
    assert_null(unknown);
    harness.version = "0.1.0";
    version = ph_build_text_harness(&harness);
    assert_string_equal(version, "0.1.0");
    harness.commit = COMMIT;
    harness.is_modified = TRUE;
    all = ph_build_text_harness(&harness);
    assert_string_equal(all, "0.1.0, commit 1cb98b47444a, modified");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_known_is_said),
        cmocka_unit_test(test_a_line_has_80_columns),
        cmocka_unit_test(test_the_harness),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
