/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Folders that appear whole or not at all, and those that are gone when their process is. */
#include "group.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/new_folder.h"
#include "storage/temporary_folder.h"

/* As old as nothing is that is about to be locked. */
enum { OLD_S = 3600 };

static void assert_names(const char *folder, const char *expected)
{
    g_autofree char *names = group_names(folder);

    assert_string_equal(names, expected);
}

static void test_new_folder_appears_whole(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "new");
    g_autoptr(GError) error = NULL;
    ph_new_folder *folder = ph_new_folder_begin(path, &error);
    g_autofree char *text = NULL;

    (void)state;
    assert_non_null(folder);
    assert_true(ph_new_folder_add(folder, "a", "1", &error));
    assert_true(ph_new_folder_add(folder, "b/c/d", "2", &error));
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    assert_true(ph_new_folder_finish(folder, &error));
    ph_new_folder_free(folder);
    assert_null(error);
    assert_names("", "new ");
    assert_names("new", "a b ");
    text = scratch_read(group_folder, "new/b/c/d");
    assert_string_equal(text, "2");
}

static void test_new_folder_or_nothing(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "new");
    g_autoptr(GError) error = NULL;
    ph_new_folder *folder = ph_new_folder_begin(path, &error);

    (void)state;
    assert_true(ph_new_folder_add(folder, "a", "1", &error));
    assert_true(ph_new_folder_add(folder, "b/c/d", "2", &error));
    assert_false(ph_new_folder_add(folder, "a/under a file", "3", &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    ph_new_folder_free(folder);
    assert_names("", "");
}

static void test_new_folder_is_new(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "new");
    g_autofree char *inside = scratch_path(group_folder, "new/file");
    g_autoptr(GError) error = NULL;
    ph_new_folder *folder;

    (void)state;
    assert_int_equal(g_mkdir(path, 0777), 0);
    folder = ph_new_folder_begin(path, &error);
    assert_non_null(folder);
    assert_true(ph_new_folder_add(folder, "a", "1", &error));
    scratch_write(group_folder, "new/file", "somebody else's, in the meantime");
    assert_false(ph_new_folder_finish(folder, &error));
    assert_non_null(strstr(error->message, "name a folder that is not there yet"));
    g_clear_error(&error);
    ph_new_folder_free(folder);
    assert_null(ph_new_folder_begin(path, &error));
    assert_non_null(strstr(error->message, "name a folder that is not there yet"));
    g_clear_error(&error);
    assert_null(ph_new_folder_begin(inside, &error));
    assert_names("", "new ");
    assert_names("new", "file ");
}

/* For whoever is killed before it can be removed. */
static gboolean make_temporary_folder(void)
{
    ph_temporary_folder *folder = ph_temporary_folder_new("a test", NULL);
    g_autofree char *path =
        folder ? g_build_filename(ph_temporary_folder_path(folder), "file", NULL) : NULL;

    return folder && g_file_set_contents(path, "text", -1, NULL);
}

/* The only one there is; the caller frees its name. */
static char *name_of_folder(void)
{
    g_autofree char *names = group_names("");

    assert_true(g_str_has_prefix(names, "perfharness-"));
    return g_strndup(names, strlen(names) - 1);
}

static void make_old(const char *name)
{
    g_autofree char *path = scratch_path(group_folder, name);
    const struct timespec then = { .tv_sec = time(NULL) - OLD_S };
    const struct timespec times[] = { then, then };

    assert_int_equal(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static gboolean is_there(const char *name)
{
    g_autofree char *path = scratch_path(group_folder, name);

    return g_file_test(path, G_FILE_TEST_IS_DIR);
}

/* Which is when what others left behind goes. */
static void make_and_free_another(void)
{
    ph_temporary_folder *folder = ph_temporary_folder_new("a test", NULL);

    assert_non_null(folder);
    ph_temporary_folder_free(folder);
}

static void test_temporary_folder_goes(void **state)
{
    ph_temporary_folder *folder = ph_temporary_folder_new("a test", NULL);
    g_autofree char *path = g_build_filename(ph_temporary_folder_path(folder), "file", NULL);

    (void)state;
    assert_true(g_file_set_contents(path, "text", -1, NULL));
    ph_temporary_folder_free(folder);
    assert_names("", "");
}

static void test_what_the_killed_left_goes_when_it_is_old(void **state)
{
    helper killed = helper_start(make_temporary_folder);
    g_autofree char *name = name_of_folder();

    (void)state;
    helper_kill(&killed);
    make_and_free_another();
    assert_true(is_there(name));
    make_old(name);
    make_and_free_another();
    assert_names("", "");
}

static void test_what_the_living_have_stays(void **state)
{
    helper living = helper_start(make_temporary_folder);
    g_autofree char *name = name_of_folder();

    (void)state;
    make_old(name);
    make_and_free_another();
    assert_true(is_there(name));
    helper_let_go(&living);
    make_and_free_another();
    assert_false(is_there(name));
}

static void test_what_is_not_ours_stays(void **state)
{
    static const char *const names[] = { "perfharness-abcdefg", "perfharness_abcdef", "other",
                                         "perfharness-linked" };
    g_autofree char *target = scratch_path(group_folder, "other");
    g_autofree char *link = scratch_path(group_folder, "perfharness-links0");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = scratch_path(group_folder, names[i]);

        assert_int_equal(g_mkdir(path, 0777), 0);
        make_old(names[i]);
    }
    assert_int_equal(symlink(target, link), 0);
    make_old("perfharness-links0");
    scratch_write(group_folder, "other/file", "not ours");
    make_old("other");
    make_and_free_another();
    assert_names("other", "file ");
    for (gsize i = 0; i < 3; i++)
        assert_true(is_there(names[i]));
    assert_false(is_there(names[3]));
}

static void test_nowhere_to_make_one(void **state)
{
    const char *folder = group_folder;
    g_autofree char *away = g_strconcat(folder, ".away", NULL);
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_int_equal(g_rename(folder, away), 0);
    assert_null(ph_temporary_folder_new("a test", &error));
    assert_int_equal(g_rename(away, folder), 0);
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_true(g_str_has_prefix(error->message, "making a folder for a test: "));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, group_clear)
    const struct CMUnitTest tests[] = {
        TEST(test_new_folder_appears_whole),
        TEST(test_new_folder_or_nothing),
        TEST(test_new_folder_is_new),
        TEST(test_temporary_folder_goes),
        TEST(test_what_the_killed_left_goes_when_it_is_old),
        TEST(test_what_the_living_have_stays),
        TEST(test_what_is_not_ours_stays),
        TEST(test_nowhere_to_make_one),
    };

    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
