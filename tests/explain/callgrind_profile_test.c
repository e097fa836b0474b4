/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Callgrind's files are read as its manual has them: own costs, and apart from them those of calls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "error/error.h"
#include "explain/callgrind_profile.h"

/* As callgrind 3.19 writes it, shortened: our loop costs 900, a call from it 9000 elsewhere. */
static const char counted[] = "# callgrind format\n"
                              "positions: instr\n"
                              "events: Ir\n"
                              "summary: 0\n"
                              "\n"
                              "ob=(2) /tmp/base.so\n"
                              "fl=(1) ???\n"
                              "fn=(10) decode'run'main\n"
                              "0x1100 400\n"
                              "cob=(3) /lib/libc.so.6\n"
                              "cfi=(2) memcpy.S\n"
                              "cfn=(11) memcpy'decode'run'main\n"
                              "calls=90 0x9a0 \n"
                              "0x1104 9000\n"
                              "cfn=(12) called'decode'run'main\n"
                              "calls=1 0x1300 \n"
                              "0x1104 120\n"
                              "0x1108 500\n"
                              "\n"
                              "fn=(13) rarely\n"
                              "0x1200 20\n"
                              "\n"
                              "ob=(3)\n"
                              "fn=(11)\n"
                              "0x9a0 9000\n"
                              "\n"
                              "ob=(2)\n"
                              "fn=(12)\n"
                              "0x1300 60\n"
                              "fe=(3) other.c\n"
                              "0x1304 60\n"
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

static ph_callgrind_profile *read_text(const char *text, GError **error)
{
    g_autofree char *path = write_file(text);
    ph_callgrind_profile *profile = ph_callgrind_profile_read(path, error);

    assert_int_equal(g_remove(path), 0);
    return profile;
}

static void test_total_and_hot_functions(void **state)
{
    g_autoptr(ph_callgrind_profile) profile = read_text(counted, NULL);
    g_autoptr(GPtrArray) hot = g_ptr_array_new_with_free_func(g_free);

    (void)state;
    assert_non_null(profile);
    assert_true(profile->instructions == 10040.0);
    g_ptr_array_add(hot, g_strdup("decode"));
    ph_callgrind_profile_add_hot(profile, "/tmp/base.so", hot);
    assert_int_equal(hot->len, 2);
    assert_string_equal(hot->pdata[1], "called");
}

static void test_places_and_calls(void **state)
{
    g_autoptr(ph_callgrind_profile) profile = read_text(counted, NULL);
    const ph_callgrind_cost *second = &g_array_index(profile->costs, ph_callgrind_cost, 1);
    const ph_callgrind_call *first = &g_array_index(profile->calls, ph_callgrind_call, 0);
    const ph_callgrind_call *next = &g_array_index(profile->calls, ph_callgrind_call, 1);
    double sum = 0.0;

    (void)state;
    assert_int_equal(profile->costs->len, 6);
    assert_string_equal(second->function, "decode");
    assert_string_equal(second->context, "decode'run'main");
    assert_string_equal(second->object, "/tmp/base.so");
    assert_int_equal(second->address, 0x1108);
    assert_true(second->instructions == 500.0);
    assert_int_equal(profile->calls->len, 2);
    assert_string_equal(first->from.function, "decode");
    assert_int_equal(first->from.address, 0x1104);
    assert_true(first->from.instructions == 9000.0);
    assert_string_equal(first->function, "memcpy");
    assert_string_equal(first->context, "memcpy'decode'run'main");
    assert_string_equal(first->object, "/lib/libc.so.6");
    /* Where no other is named, it is the caller's. */
    assert_string_equal(next->function, "called");
    assert_string_equal(next->object, "/tmp/base.so");
    for (guint i = 0; i < profile->costs->len; i++)
        sum += g_array_index(profile->costs, ph_callgrind_cost, i).instructions;
    assert_true(sum == profile->instructions);
}

/* Names are whatever a linker takes: one that looks like a number, or begins with what stands
 * between callers. */
static void test_names_of_anybody(void **state)
{
    g_autoptr(ph_callgrind_profile) profile = read_text("ob=(1) (2) a\nfn=(5) (5)\n1 2\n"
                                                        "fn=(6) 'x'y\n2 3\ntotals: 5\n",
                                                        NULL);
    const ph_callgrind_cost *first = &g_array_index(profile->costs, ph_callgrind_cost, 0);

    (void)state;
    assert_int_equal(profile->costs->len, 2);
    assert_string_equal(first->object, "(2) a");
    assert_string_equal(first->function, "(5)");
    assert_string_equal(first[1].function, "'x");
    assert_string_equal(first[1].context, "'x'y");
}

static void test_no_total(void **state)
{
    static const char *const texts[] = { "",
                                         "events: Ir\n",
                                         "totals: none\n",
                                         "totals: 0\n",
                                         "calls=\n1\nfn=\n2 x\n0x 3\ncfn=\ncalls=1\n4 5\ntotals:",
                                         ("fn=(\nob=()\n1 2\nfn=(7)\nob=(9999999999999) a\n1 2\n"
                                          "fn=(1) \nob=(1) '\n1 2\ncfn=(1)\ncalls=\n3 4\n") };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(read_text(texts[i], &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_PARSE));
    }
}

static void test_no_file(void **state)
{
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_null(ph_callgrind_profile_read("/nonexistent/count.1", &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_total_and_hot_functions),
        cmocka_unit_test(test_places_and_calls),
        cmocka_unit_test(test_names_of_anybody),
        cmocka_unit_test(test_no_total),
        cmocka_unit_test(test_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
