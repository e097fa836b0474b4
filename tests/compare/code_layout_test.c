/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Machine code of two libraries: the same, moved, or not to be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "compare/code_layout.h"
#include "error/error.h"

static ph_code *read_placed(const char *name)
{
    g_autofree char *path = g_build_filename(PLACED_FOLDER, name, NULL);
    g_autoptr(GError) error = NULL;
    ph_code *code = ph_code_read(path, &error);

    if (!code)
        fail_msg("%s", error->message);
    return code;
}

static void test_identical_but_for_the_build_id(void **state)
{
    g_autoptr(ph_code) unmoved = read_placed("unmoved.so");
    g_autoptr(ph_code) again = read_placed("again.so");
    g_autoptr(ph_code) moved = read_placed("moved.so");

    (void)state;
    assert_true(ph_code_is_identical(unmoved, again));
    assert_false(ph_code_is_identical(unmoved, moved));
}

static void test_moved_functions_are_named(void **state)
{
    g_autoptr(ph_code) unmoved = read_placed("unmoved.so");
    g_autoptr(ph_code) again = read_placed("again.so");
    g_autoptr(ph_code) moved = read_placed("moved.so");
    g_autoptr(GPtrArray) any = g_ptr_array_new();
    g_autoptr(GPtrArray) hot = g_ptr_array_new();
    g_autoptr(GPtrArray) other = g_ptr_array_new();

    (void)state;
    g_ptr_array_add(hot, (gpointer) "ph_test_placed");
    g_ptr_array_add(hot, (gpointer) "memcpy");
    g_ptr_array_add(other, (gpointer) "memcpy");
    for (int i = 0; i < 2; i++) {
        g_autofree char *same = ph_code_moved(unmoved, again, i ? hot : any);
        g_autofree char *words = ph_code_moved(unmoved, moved, i ? hot : any);

        assert_null(same);
        assert_non_null(words);
        assert_non_null(strstr(words, "ph_test_placed begins at byte "));
        assert_non_null(strstr(words, "-falign-functions=64"));
        assert_null(strchr(words, '\n'));
    }
    assert_null(ph_code_moved(unmoved, moved, other));
}

static void test_plain_names(void **state)
{
    static const struct {
        const char *linkage_name, *plain;
    } cases[] = {
        { "decode", "decode" },
        { "_ZN8copybook6decode17h91d8490926ad9e84E", "_ZN8copybook6decode" },
        { "_ZN8copybook6decode17h91d8490926ad9e84E.llvm.123", "_ZN8copybook6decode" },
        { "_ZN8copybook6decode17h91d849092_ad9e84E", "_ZN8copybook6decode17h91d849092_ad9e84E" },
        { "17h91d8490926ad9e84E", "17h91d8490926ad9e84E" },
        { "_RNvCsgStHSCytQ6I_7mycrate3foo", "_RNvC7mycrate3foo" },
        { "_RNvNtCs1234_4core3fmtCs5_1a", "_RNvNtC4core3fmtC1a" },
        { "_RCs", "_RCs" },
        { "", "" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *plain = ph_code_plain_name(cases[i].linkage_name);

        assert_string_equal(plain, cases[i].plain);
    }
}

/* Either it is read, or there is one reason, which names the file. */
static gboolean read_bytes(const char *path, const char *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_code) code = NULL;

    (void)g_remove(path);
    assert_true(g_file_set_contents_full(path, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE,
                                         0600, NULL));
    code = ph_code_read(path, &error);
    assert_true((code == NULL) == (error != NULL));
    if (error) {
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_SUBJECT_LOAD));
        assert_non_null(strstr(error->message, path));
    } else {
        g_autoptr(GPtrArray) any = g_ptr_array_new();
        g_autofree char *moved = ph_code_moved(code, code, any);

        assert_null(moved);
    }
    return code != NULL;
}

static void test_damaged_files(void **state)
{
    enum { STEPS = 60, FLIPS = 400, HEADER_BYTES = 64, SECTION_TABLE_BYTES = 32 * HEADER_BYTES };
    g_autofree char *folder = g_dir_make_tmp("code-layout-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "damaged.so", NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(6);
    g_autofree char *bytes = NULL;
    gsize length = 0;

    (void)state;
    assert_true(g_file_get_contents(PLACED_FOLDER "/unmoved.so", &bytes, &length, NULL));
    assert_true(read_bytes(path, bytes, length));
    for (gsize i = 0; i < STEPS; i++)
        assert_false(read_bytes(path, bytes, i * length / STEPS));
    assert_false(read_bytes(path, "#!/bin/sh\n", 10));
    /* The headers of the file and, at its end, of the sections. */
    for (int i = 0; i < FLIPS; i++) {
        g_autofree char *damaged = g_memdup2(bytes, length);
        const gsize low = i % 2 ? 0 : length - SECTION_TABLE_BYTES;
        const gsize high = i % 2 ? HEADER_BYTES : length;
        const gsize at = (gsize)g_rand_int_range(random, (gint32)low, (gint32)high);

        damaged[at] = (char)g_rand_int_range(random, 0, 256);
        (void)read_bytes(path, damaged, length);
    }
    assert_int_equal(g_remove(path), 0);
    assert_int_equal(g_rmdir(folder), 0);
}

static void test_no_such_file(void **state)
{
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_null(ph_code_read(PLACED_FOLDER "/gone.so", &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identical_but_for_the_build_id),
        cmocka_unit_test(test_moved_functions_are_named),
        cmocka_unit_test(test_plain_names),
        cmocka_unit_test(test_damaged_files),
        cmocka_unit_test(test_no_such_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
