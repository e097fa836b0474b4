/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of functions as people know them, whatever a linker is given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "explain/readable_name.h"

static void test_names(void **state)
{
    static const struct {
        const char *linkage_name, *name, *crate;
        gboolean is_rust;
    } cases[] = {
        { "_ZN14copybook_codec7numeric21decode_packed_decimal17h91d8490926ad9e84E",
          "copybook_codec::numeric::decode_packed_decimal", "copybook_codec", TRUE },
        { "_ZN14copybook_codec7numeric21decode_packed_decimal17h91d8490926ad9e84E.llvm.123",
          "copybook_codec::numeric::decode_packed_decimal", "copybook_codec", TRUE },
        { "_ZN55_$LT$copybook_core..A$u20$as$u20$core..fmt..Display$GT$3fmt17h1234567890abcdefE",
          "<copybook_core::A as core::fmt::Display>::fmt", "copybook_core", TRUE },
        { "_RNvCsgStHSCytQ6I_7mycrate3foo", "mycrate::foo", "mycrate", TRUE },
        { "_RNvNtCs1234_4core3fmt1a", "core::fmt::a", "core", TRUE },
        { "_ZN3foo3barEi", "foo::bar(int)", "", FALSE },
        { "decode", "decode", "", FALSE },
        { "decode.part.0", "decode", "", FALSE },
        { "decode.constprop.0.cold", "decode", "", FALSE },
        { ".cold", ".cold", "", FALSE },
        { "", "", "", FALSE },
        { "evil\033[2J\n\xff", "evil\\u001b[2J\\u000a\xef\xbf\xbd", "", FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gboolean is_rust;
        g_autofree char *name = ph_readable_name(cases[i].linkage_name, &is_rust);
        g_autofree char *crate = is_rust ? ph_readable_name_crate(name) : g_strdup("");

        assert_string_equal(name, cases[i].name);
        assert_int_equal(is_rust, cases[i].is_rust);
        assert_string_equal(crate, cases[i].crate);
    }
}

static void test_crates(void **state)
{
    static const struct {
        const char *name, *crate;
    } cases[] = {
        { "<&mut copybook_codec::A as core::fmt::Write>::write_str", "copybook_codec" },
        { "<dyn a::B as c::D>::e", "a" },
        { "<[T] as core::fmt::Debug>::fmt", "" },
        { "<T as core::fmt::Debug>::fmt", "" },
        { "a::b", "a" },
        { "<", "" },
        { "", "" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *crate = ph_readable_name_crate(cases[i].name);

        assert_string_equal(crate, cases[i].crate);
    }
}

/* Doubles at every step what stands before: a name of 400 bytes would be one of petabytes. */
static char *bomb(void)
{
    GString *name = g_string_new("_RINvC1a1b");

    for (int i = 0; i < 50; i++)
        g_string_append(name, i == 0 ? "TllE" : "TBb_Bb_E");
    g_string_append(name, "E");
    return g_string_free(name, FALSE);
}

static void test_hostile_names_are_bounded(void **state)
{
    g_autofree char *longest = g_strnfill(100000, 'x');
    g_autofree char *doubling = bomb();
    const char *const names[] = { longest, doubling };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = ph_readable_name(names[i], NULL);

        assert_true(strlen(name) <= PH_READABLE_NAME_BYTES_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_crates),
        cmocka_unit_test(test_hostile_names_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
