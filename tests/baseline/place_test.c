/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What names a FILE and what a FOLDER; that no host and no suite leads out of a folder; and what a
 * folder has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "baseline/place.h"
#include "error/error.h"
#include "made_up_entry.h"
#include "scratch_folder.h"

static int make_folder(void **state)
{
    *state = scratch_folder_new();
    return 0;
}

static int remove_folder(void **state)
{
    scratch_folder_remove(*state);
    return 0;
}

static void assert_is_folder(const char *folder, const char *name, gboolean expected)
{
    g_autofree char *path = scratch_path(folder, name);

    if (ph_baseline_place_is_folder(path) != expected)
        fail_msg("%s: %s", name, expected ? "a folder was expected" : "a file was expected");
}

static void test_files_and_folders(void **state)
{
    const char *folder = *state;

    scratch_write(folder, "there/x", "");
    scratch_write(folder, "there.json", "{}");
    scratch_write(folder, "a-folder.json/x", "");
    assert_is_folder(folder, "there", TRUE);
    assert_is_folder(folder, "there/", TRUE);
    assert_is_folder(folder, "there.json", FALSE);
    assert_is_folder(folder, "there/x", FALSE);
    assert_is_folder(folder, "absent.json", FALSE);
    assert_is_folder(folder, "absent", TRUE);
    assert_is_folder(folder, "absent/", TRUE);
    assert_is_folder(folder, "a-folder.json", FALSE);
    assert_false(ph_baseline_place_is_folder(""));
}

static void test_where_things_are(void **state)
{
    g_autoptr(ph_baseline_place) file = ph_baseline_place_of_file("some/where.json");
    g_autoptr(ph_baseline_place) in = ph_baseline_place_in("all", MADE_UP_HOST, "x.y-1_z", NULL);

    (void)state;
    assert_string_equal(file->path, "some/where.json");
    assert_string_equal(file->histories, "some/baselines");
    assert_null(file->fingerprint);
    assert_null(file->candidate);
    assert_string_equal(in->path, "all/" MADE_UP_HOST "/x.y-1_z.json");
    assert_string_equal(in->histories, "all");
    assert_string_equal(in->candidate, "all/" MADE_UP_HOST "/x.y-1_z.candidate.json");
}

static void test_what_is_no_name(void **state)
{
    static const char *const names[][2] = {
        { "..", MADE_UP_SUITE },
        { "", MADE_UP_SUITE },
        { "0123456789ABCDEF", MADE_UP_SUITE },
        { "0123456789abcde", MADE_UP_SUITE },
        { MADE_UP_HOST "/..", MADE_UP_SUITE },
        { MADE_UP_HOST "\n", MADE_UP_SUITE },
        { MADE_UP_HOST, "" },
        { MADE_UP_HOST, ".." },
        { MADE_UP_HOST, ".hidden" },
        { MADE_UP_HOST, "../" MADE_UP_SUITE },
        { MADE_UP_HOST, "a/b" },
        { MADE_UP_HOST, "a\n" },
        { MADE_UP_HOST, MADE_UP_SUITE ".candidate" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;

        if (ph_baseline_place_in("all", names[i][0], names[i][1], &error))
            fail_msg("\"%s\", \"%s\" is a place", names[i][0], names[i][1]);
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
    }
}

/* Once a place has a history of its own, what is further down is nobody's business. */
static void test_histories_further_down(void **state)
{
    const char *folder = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_baseline_place) place = NULL;

    scratch_write(folder, "baselines/" MADE_UP_HOST "/" MADE_UP_SUITE ".jsonl", "");
    assert_null(ph_baseline_place_in(folder, MADE_UP_HOST, MADE_UP_SUITE, &error));
    assert_non_null(strstr(error->message, "the histories of a baseline.json are there"));
    place = ph_baseline_place_in(folder, MADE_UP_OTHER_HOST, MADE_UP_SUITE, NULL);
    assert_non_null(place);
    g_clear_pointer(&place, ph_baseline_place_free);
    scratch_write(folder, MADE_UP_HOST "/" MADE_UP_SUITE ".jsonl", "");
    place = ph_baseline_place_in(folder, MADE_UP_HOST, MADE_UP_SUITE, NULL);
    assert_non_null(place);
}

static void test_what_a_folder_has(void **state)
{
    static const char *const files[] = {
        MADE_UP_OTHER_HOST "/b.json",
        MADE_UP_OTHER_HOST "/a.jsonl",
        MADE_UP_OTHER_HOST "/a.json",
        MADE_UP_HOST "/c.jsonl",
        MADE_UP_HOST "/d.candidate.json",
        MADE_UP_HOST "/c.json.lock",
        MADE_UP_HOST "/.hidden.json",
        MADE_UP_HOST "/e.json.unfinished/entry.json",
        "0123/f.json",
        "g.json",
        "notes/h.json",
    };
    static const char *const expected[] = { MADE_UP_HOST "/c.json", MADE_UP_OTHER_HOST "/a.json",
                                            MADE_UP_OTHER_HOST "/b.json" };
    const char *folder = *state;
    g_autoptr(GPtrArray) places = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        scratch_write(folder, files[i], "");
    places = ph_baseline_places(folder);
    assert_int_equal(places->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < places->len; i++) {
        g_autofree char *path = scratch_path(folder, expected[i]);

        assert_string_equal(((ph_baseline_place *)places->pdata[i])->path, path);
    }
    g_ptr_array_unref(places);
    places = ph_baseline_places("/nowhere");
    assert_int_equal(places->len, 0);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(test_files_and_folders),    cmocka_unit_test(test_where_things_are),
        cmocka_unit_test(test_what_is_no_name), with_folder(test_histories_further_down),
        with_folder(test_what_a_folder_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
