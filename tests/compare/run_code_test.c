/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Code that ran is the same wherever it and its constants lie; it is another with another constant,
 * another function that it calls, or another instruction.
 */
#define _GNU_SOURCE /* dladdr1 */
#include <dlfcn.h>
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "compare/run_code.h"

static char *path_of(const char *name)
{
    return g_strdup_printf(MOVING_FOLDER "/%s.so", name);
}

/* The place of the function in the file. */
static guint64 address_in(const char *path, const char *function)
{
    void *loaded = dlopen(path, RTLD_NOW), *symbol = loaded ? dlsym(loaded, function) : NULL;
    const ElfW(Sym) *entry = NULL;
    guint64 address;
    Dl_info info;

    assert_non_null(symbol);
    assert_true(dladdr1(symbol, &info, (void **)&entry, RTLD_DL_SYMENT));
    address = entry->st_value;
    (void)dlclose(loaded);
    return address;
}

static char *digest_of(const char *name, const char *function)
{
    g_autofree char *path = path_of(name);
    g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
    const guint64 address = address_in(path, function);

    g_array_append_val(addresses, address);
    g_array_append_val(addresses, address);
    return ph_run_code_digest(path, addresses);
}

static void assert_same(const char *name, const char *other, gboolean is_same)
{
    g_autofree char *digest = digest_of(name, "ph_test_moving");
    g_autofree char *others = digest_of(other, "ph_test_moving");

    assert_non_null(digest);
    assert_non_null(others);
    assert_int_equal(g_str_equal(digest, others), is_same);
}

static void test_moved_code_is_the_same(void **state)
{
    g_autofree char *base = path_of("moving"), *moved = path_of("moving-moved");

    (void)state;
    assert_true(address_in(base, "ph_test_moving") != address_in(moved, "ph_test_moving"));
    assert_same("moving", "moving-moved", TRUE);
}

static void test_other_code_is_another(void **state)
{
    (void)state;
    assert_same("moving", "moving-constant", FALSE);
    assert_same("moving", "moving-callee", FALSE);
}

/* Two functions of the same bytes are two by their names. */
static void test_names_count(void **state)
{
    g_autofree char *first = digest_of("moving", "ph_test_first");
    g_autofree char *second = digest_of("moving", "ph_test_second");

    (void)state;
    assert_non_null(first);
    assert_true(!g_str_equal(first, second));
}

static void test_what_cannot_be_known(void **state)
{
    g_autofree char *path = path_of("moving");
    g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
    const guint64 nowhere = 1;

    (void)state;
    assert_null(ph_run_code_digest(path, addresses));
    g_array_append_val(addresses, nowhere);
    assert_null(ph_run_code_digest(path, addresses));
    assert_null(ph_run_code_digest("/nonexistent.so", addresses));
    assert_null(ph_run_code_digest("/dev/null", addresses));
}

static void test_damaged_files(void **state)
{
    enum { FLIPS = 300, BYTES_EACH = 20 };
    g_autofree char *original = path_of("moving");
    g_autofree char *folder = g_dir_make_tmp("run-code-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "damaged.so", NULL);
    g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
    const guint64 address = address_in(original, "ph_test_moving");
    g_autoptr(GRand) random = g_rand_new_with_seed(8);
    g_autofree char *bytes = NULL;
    gsize length = 0;

    (void)state;
    g_array_append_val(addresses, address);
    assert_true(g_file_get_contents(original, &bytes, &length, NULL));
    for (int i = 0; i < FLIPS; i++) {
        g_autofree char *damaged = g_memdup2(bytes, length);
        g_autofree char *digest = NULL;

        for (int k = 0; k < BYTES_EACH; k++)
            damaged[g_rand_int_range(random, 0, (gint32)length)] =
                (char)g_rand_int_range(random, 0, 256);
        assert_true(g_file_set_contents_full(path, damaged, (gssize)length,
                                             G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        digest = ph_run_code_digest(path, addresses);
    }
    assert_int_equal(g_remove(path), 0);
    assert_int_equal(g_rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef __x86_64__
        cmocka_unit_test(test_moved_code_is_the_same),
        cmocka_unit_test(test_other_code_is_another),
        cmocka_unit_test(test_names_count),
#endif
        cmocka_unit_test(test_what_cannot_be_known),
        cmocka_unit_test(test_damaged_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
