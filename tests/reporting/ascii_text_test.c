/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts of ours on terminals that have ASCII alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ascii_text.h"

static void assert_ascii(const char *text, const char *expected)
{
    g_autofree char *ascii = ph_ascii_text(text);

    assert_string_equal(ascii, expected);
}

static void test_signs_look_alike(void **state)
{
    (void)state;
    assert_ascii("plain\n", "plain\n");
    assert_ascii("▲ 5.2 % slower (5.0 … 5.4), 3 ×, −0.1 ± 0.2", "A 5.2 % slower (5.0 ~ 5.4), 3 x, "
                                                                "-0.1 +-0.2");
    assert_ascii("±", "+-");
    assert_ascii("▁▂▃▄▅▆▇█┃◇▼", "..:-=+*#|oV");
    assert_ascii("┌─┐│├┤└┘△▽◢", "+-+|++++^v/");
    assert_ascii("██▉▎ (142 → 145)", "###= (142 > 145)");
}

static void test_dots_stay_where_they_are(void **state)
{
    (void)state;
    assert_ascii("⠀⠁⣿", " **");
}

static void test_what_has_no_likeness(void **state)
{
    (void)state;
    assert_ascii("Müller", "M?ller");
    assert_ascii("記録", "????"); /* As wide as it was. */
    assert_ascii("e\u0301", "e");
    assert_ascii("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs_look_alike),
        cmocka_unit_test(test_dots_stay_where_they_are),
        cmocka_unit_test(test_what_has_no_likeness),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
