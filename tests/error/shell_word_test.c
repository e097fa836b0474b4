/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words of a command line can be copied from a terminal, whatever is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error/shell_word.h"

static const struct {
    const char *word;
    const char *shown;
} cases[] = {
    { "build/base.so", "build/base.so" },
    { "--cpu=3", "--cpu=3" },
    { "", "''" },
    { "a b.so?isa=avx2", "'a b.so?isa=avx2'" },
    { "it's", "'it'\\''s'" },
    { "caf\xc3\xa9", "'caf\xc3\xa9'" },
    { "a\x1b[31m.so", "$'a\\x1b[31m.so'" },
    { "it's\\\n\xc3\xa9", "$'it\\'s\\\\\\x0a\xc3\xa9'" },
    { "\x7f"
      "a",
      "$'\\x7fa'" },
    /* No UTF-8, a character that is cut off, and one that turns the line around. */
    { "caf\xe9.so", "$'caf\\xe9.so'" },
    { "caf\xc3", "$'caf\\xc3'" },
    { "\xe2\x80\xae", "$'\\xe2\\x80\\xae'" },
};

static void test_words_are_quoted_where_they_must_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        g_autofree char *shown = ph_shell_word(cases[i].word);

        assert_string_equal(shown, cases[i].shown);
    }
}

/* bash reads them as they were. */
static void test_a_shell_reads_the_word(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        g_autofree char *shown = ph_shell_word(cases[i].word);
        g_autofree char *script = g_strdup_printf("printf %%s %s", shown);
        char *arguments[] = { (char *)"bash", (char *)"-c", script, NULL };
        g_autofree char *said = NULL;

        assert_true(g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said,
                                 NULL, NULL, NULL));
        assert_string_equal(said, cases[i].word);
    }
}

/* What is no word stays none: nobody runs a second command by copying a line. */
static void test_lines_are_words_or_refused(void **state)
{
    static const char *const refused[] = {
        "",           " a",         "a ",        "a  b", "a; b",     "a b|sh", "$(a)",
        "a `b`",      "a\nb",       "'a",        "'a'b", "\"a\"",    "a\\;b",  "$'a'",
        "$'\\x41'",   "$'a",        "'a';b",     "a&b",  "~/a",      "#a",     "a>b",
        "$'\\x0a';b", "'a'\\''b'c", "'a'\\;'b'", "a\tb", "$'\\x00'", "$'\\x0",
    };
    g_autoptr(GString) line = g_string_new("a");

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
        if (ph_shell_words(refused[i]))
            fail_msg("%s", refused[i]);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        g_string_append_printf(line, " %s", cases[i].shown);

    g_auto(GStrv) words = ph_shell_words(line->str);
    assert_non_null(words);
    assert_int_equal(g_strv_length(words), 1 + sizeof(cases) / sizeof(*cases));
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_string_equal(words[i + 1], cases[i].word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_quoted_where_they_must_be),
        cmocka_unit_test(test_a_shell_reads_the_word),
        cmocka_unit_test(test_lines_are_words_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
