/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Callgrind's files are read as its manual has them: own costs, not those of calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "compare/callgrind_file.h"
#include "error/error.h"

/* As callgrind 3.19 writes it, shortened: our loop costs 900, a call from it 9000 elsewhere. */
static const char counted[] = "# callgrind format\n"
                              "events: Ir\n"
                              "summary: 0\n"
                              "\n"
                              "ob=/tmp/base.so\n"
                              "fl=???\n"
                              "fn=decode\n"
                              "0 400\n"
                              "cob=/lib/libc.so.6\n"
                              "cfn=memcpy\n"
                              "calls=90 0 \n"
                              "0 9000\n"
                              "0 500\n"
                              "\n"
                              "fn=rarely\n"
                              "12 20\n"
                              "\n"
                              "ob=/lib/libc.so.6\n"
                              "fn=memcpy\n"
                              "0 9000\n"
                              "\n"
                              "ob=/tmp/base.so\n"
                              "fn=called\n"
                              "3 60\n"
                              "fe=other.c\n"
                              "4 60\n"
                              "totals: 10040\n";

static char *write_file(const char *text)
{
    char *path = NULL;
    const int descriptor = g_file_open_tmp("callgrind-XXXXXX", &path, NULL);

    assert_true(descriptor >= 0);
    assert_true(g_close(descriptor, NULL));
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void test_total_and_hot_functions(void **state)
{
    g_autofree char *path = write_file(counted);
    g_autoptr(GPtrArray) hot = g_ptr_array_new_with_free_func(g_free);
    double instructions = 0.0;

    (void)state;
    g_ptr_array_add(hot, g_strdup("decode"));
    assert_true(ph_callgrind_file_read(path, "/tmp/base.so", &instructions, hot, NULL));
    assert_true(instructions == 10040.0);
    assert_int_equal(hot->len, 2);
    assert_string_equal(hot->pdata[1], "called");
    assert_int_equal(g_remove(path), 0);
}

static void test_no_total(void **state)
{
    static const char *const texts[] = { "", "events: Ir\n", "totals: none\n", "totals: 0\n",
                                         "calls=\n1\nfn=\n2 x\ntotals:" };
    g_autoptr(GPtrArray) hot = g_ptr_array_new_with_free_func(g_free);
    double instructions;

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = write_file(texts[i]);
        g_autoptr(GError) error = NULL;

        assert_false(ph_callgrind_file_read(path, "/tmp/base.so", &instructions, hot, &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_PARSE));
        assert_int_equal(g_remove(path), 0);
        g_clear_error(&error);
        assert_false(ph_callgrind_file_read(path, "/tmp/base.so", &instructions, hot, &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_total_and_hot_functions),
        cmocka_unit_test(test_no_total),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
