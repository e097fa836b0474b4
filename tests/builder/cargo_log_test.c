/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is kept of a compiler's first error is printable, and of a length that a document takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "builder/cargo_log.h"

/* Of a log with this text; the caller frees it. */
static char *first_error_of(const char *log)
{
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "perfharness-test-XXXXXX", NULL);
    char *told;

    assert_true(g_close(g_mkstemp(path), NULL));
    assert_true(g_file_set_contents(path, log, -1, NULL));
    told = ph_cargo_log_first_error(path);
    (void)g_unlink(path);
    return told;
}

static void test_the_first_error_is_told(void **state)
{
    g_autofree char *told = first_error_of("   Compiling a v1\nwarning: x\n\nerror[E0425]: no\n"
                                           " --> src/lib.rs:1:1\n\nerror: more\n");
    g_autofree char *none = first_error_of("   Compiling a v1\n");

    (void)state;
    assert_string_equal(told, "error[E0425]: no\n --> src/lib.rs:1:1\n");
    assert_null(none);
}

/* One line, and all of them: escaped, a byte takes four. */
static void test_a_line_of_any_length_is_cut(void **state)
{
    g_autofree char *line = g_strnfill(70000, '\x01');
    g_autofree char *long_line = g_strdup_printf("error: %s\n | next\n", line);
    g_autofree char *told = first_error_of(long_line);
    g_auto(GStrv) lines = g_strsplit(told, "\n", -1);
    g_autoptr(GString) log = g_string_new("error: x\n");
    g_autofree char *all = NULL;

    (void)state;
    assert_in_range(strlen(lines[0]), 490, 500);
    assert_true(g_str_has_suffix(lines[0], "…"));
    assert_string_equal(lines[1], " | next");
    for (guint i = 0; i < 100; i++)
        g_string_append_printf(log, "%s\n", line);
    all = first_error_of(log->str);
    assert_in_range(strlen(all), 15000, 16384);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_error_is_told),
        cmocka_unit_test(test_a_line_of_any_length_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
