/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text is measured, shortened and broken by the columns that it takes on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "columns.h"

#define RED "\033[31m"
#define END "\033[0m"

static void test_columns_are_those_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(ph_columns_of(""), 0);
    assert_int_equal(ph_columns_of("comp3/L2"), 8);
    assert_int_equal(ph_columns_of("783 … 803"), 9);
    assert_int_equal(ph_columns_of("a\u0301"), 1); /* A letter and its accent. */
    assert_int_equal(ph_columns_of("記録"), 4);    /* Two wide ones. */
    assert_int_equal(ph_columns_of(RED "FAIL" END), 4);
}

static void assert_shortened(const char *text, guint columns, const char *expected)
{
    g_autofree char *shortened = ph_columns_shorten(text, columns);

    assert_string_equal(shortened, expected);
    assert_true(ph_columns_of(shortened) <= columns);
}

static void test_both_ends_are_kept(void **state)
{
    (void)state;
    assert_shortened("comp3/L2", 8, "comp3/L2");
    assert_shortened("comp3/stream", 8, "comp…eam");
    assert_shortened("comp3/stream", 1, "…");
    assert_shortened("記録記録", 6, "記…録");
    /* An accent stays with its letter, or goes with it. */
    assert_shortened("abcde\u0301f", 3, "a…f");
    assert_shortened("abcde\u0301f", 5, "ab…e\u0301f");
    assert_shortened("abcd" RED "ef" END, 5, "ab…" RED "ef" END);
}

static void assert_filled(const char *text, guint column, guint indent, guint end,
                          const char *expected)
{
    g_autoptr(GString) lines = g_string_new(NULL);

    ph_columns_fill(lines, text, column, indent, end);
    assert_string_equal(lines->str, expected);
}

static void test_lines_end_between_words(void **state)
{
    (void)state;
    assert_filled("", 0, 2, 10, "\n");
    assert_filled("one two", 0, 2, 7, "one two\n");
    assert_filled("one two", 0, 2, 6, "one\n  two\n");
    assert_filled("one two three", 4, 4, 12, "one two\n    three\n");
    assert_filled("beyond 5 %: it", 0, 0, 9, "beyond\n5 %: it\n");
    assert_filled("one  two\nthree", 0, 0, 8, "one  two\nthree\n");
    /* There is no room for the first word beside what stands there already. */
    assert_filled("three", 8, 2, 12, "\n  three\n");
    assert_filled(RED "one" END " two", 0, 0, 7, RED "one" END " two\n");
}

static void test_what_is_longer_than_a_line_is_cut(void **state)
{
    (void)state;
    assert_filled("abcdefghij", 0, 0, 4, "abcd\nefgh\nij\n");
    assert_filled("/usr/lib/x", 0, 2, 7, "/usr/\n  lib/x\n");
    assert_filled("x abcdefgh", 0, 0, 4, "x ab\ncdef\ngh\n");
    assert_filled("記録記", 0, 0, 3, "記\n録\n記\n");
    /* There is one column left, and it takes two. */
    assert_filled("abc 記録記", 0, 0, 5, "abc\n記録\n記\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_are_those_of_a_terminal),
        cmocka_unit_test(test_both_ends_are_kept),
        cmocka_unit_test(test_lines_end_between_words),
        cmocka_unit_test(test_what_is_longer_than_a_line_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
