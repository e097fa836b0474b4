/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is inlined into a function is found by its addresses, where line tables say so. */
#define _GNU_SOURCE /* dladdr1 */
#include <dlfcn.h>
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "error/error.h"
#include "explain/inline_frames.h"

/* Every address of the function, as the file has them. */
static GArray *addresses_of(const char *library, const char *function)
{
    GArray *addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
    void *loaded = dlopen(library, RTLD_NOW), *symbol = loaded ? dlsym(loaded, function) : NULL;
    const ElfW(Sym) *entry = NULL;
    Dl_info info;

    assert_non_null(symbol);
    assert_true(dladdr1(symbol, &info, (void **)&entry, RTLD_DL_SYMENT));
    for (guint64 i = 0; i < entry->st_size; i++) {
        const guint64 address = entry->st_value + i;

        g_array_append_val(addresses, address);
    }
    (void)dlclose(loaded);
    return addresses;
}

static void test_frames(void **state)
{
    g_autoptr(GArray) addresses = addresses_of(WITH_LINES, "ph_test_inlined");
    g_autoptr(ph_inline_frames) frames = ph_inline_frames_find(WITH_LINES, addresses, NULL);
    guint of_inner = 0, of_none = 0;

    (void)state;
    assert_non_null(frames);
    assert_true(ph_inline_frames_are_known(frames));
    for (guint i = 0; i < addresses->len; i++) {
        const GPtrArray *chain = ph_inline_frames_at(frames, g_array_index(addresses, guint64, i));

        of_none += !chain;
        if (!chain || chain->len != 2)
            continue;
        assert_string_equal(chain->pdata[0], "outer");
        assert_string_equal(chain->pdata[1], "inner");
        of_inner++;
    }
    assert_true(of_inner > 0);
    assert_true(of_none > 0);
    assert_null(ph_inline_frames_at(frames, 1));
}

/* Where functions are declared: inlined ones by name, the symbol table's by where it is, too. */
static void test_places(void **state)
{
    g_autoptr(GArray) addresses = addresses_of(WITH_LINES, "ph_test_inlined");
    g_autoptr(ph_inline_frames) frames = ph_inline_frames_find(WITH_LINES, addresses, NULL);
    const guint64 first = g_array_index(addresses, guint64, 0);

    (void)state;
    assert_non_null(frames);
    assert_string_equal(ph_inline_frames_place(frames, "ph_test_inlined"), "inlined.c:17");
    assert_string_equal(ph_inline_frames_place(frames, "inner"), "inlined.c:5");
    assert_string_equal(ph_inline_frames_place_at(frames, first), "inlined.c:17");
    assert_null(ph_inline_frames_place(frames, "nobody"));
    assert_null(ph_inline_frames_place_at(frames, 1));
}

static void test_without_lines(void **state)
{
    g_autoptr(GArray) addresses = addresses_of(WITHOUT_LINES, "ph_test_inlined");
    g_autoptr(ph_inline_frames) frames = ph_inline_frames_find(WITHOUT_LINES, addresses, NULL);

    (void)state;
    assert_non_null(frames);
    assert_false(ph_inline_frames_are_known(frames));
    assert_null(ph_inline_frames_at(frames, g_array_index(addresses, guint64, 0)));
    assert_null(ph_inline_frames_place(frames, "ph_test_inlined"));
}

static void test_damaged_tables(void **state)
{
    enum { FLIPS = 300, BITS_EACH = 40 };
    g_autoptr(GArray) addresses = addresses_of(WITH_LINES, "ph_test_inlined");
    g_autofree char *folder = g_dir_make_tmp("inline-frames-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "damaged.so", NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    g_autofree char *bytes = NULL;
    gsize length = 0;

    (void)state;
    assert_true(g_file_get_contents(WITH_LINES, &bytes, &length, NULL));
    for (int i = 0; i < FLIPS; i++) {
        g_autofree char *damaged = g_memdup2(bytes, length);
        g_autoptr(ph_inline_frames) frames = NULL;

        for (int k = 0; k < BITS_EACH; k++)
            damaged[g_rand_int_range(random, 64, (gint32)length)] =
                (char)g_rand_int_range(random, 0, 256);
        assert_true(g_file_set_contents_full(path, damaged, (gssize)length,
                                             G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        frames = ph_inline_frames_find(path, addresses, NULL);
        assert_non_null(frames);
    }
    assert_int_equal(g_remove(path), 0);
    assert_int_equal(g_rmdir(folder), 0);
}

static void test_no_file(void **state)
{
    g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_null(ph_inline_frames_find("/nonexistent.so", addresses, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames),        cmocka_unit_test(test_places),
        cmocka_unit_test(test_without_lines), cmocka_unit_test(test_damaged_tables),
        cmocka_unit_test(test_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
