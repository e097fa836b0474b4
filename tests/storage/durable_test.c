/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that are replaced whole, or stay as they were, with nothing left beside them. */
#include "group.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/durable.h"
#include "storage/temporary_file.h"

enum { LONG_BYTES = 300000, REPLACEMENTS = 50 };

static void assert_names(const char *folder, const char *expected)
{
    g_autofree char *names = group_names(folder);

    assert_string_equal(names, expected);
}

static void assert_text(const char *name, const char *expected)
{
    g_autofree char *text = scratch_read(group_folder, name);

    assert_non_null(text);
    assert_string_equal(text, expected);
}

static void test_file_is_written_anew(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "file");
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_true(ph_durable_write(path, "what was there before, and longer", &error));
    assert_true(ph_durable_write(path, "new", &error));
    assert_text("file", "new");
    assert_true(ph_durable_write(path, "", &error));
    assert_text("file", "");
    assert_null(error);
    assert_names("", "file ");
}

static void test_bytes_and_mode(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "file");
    g_autofree char *read = NULL;
    const mode_t umask_before = umask(022);
    gsize length = 0;
    GStatBuf status;

    (void)state;
    assert_true(ph_durable_write_content(
        path, (ph_durable_content){ "a\0b", 3, 0666, .is_passing = TRUE }, NULL));
    assert_true(g_file_get_contents(path, &read, &length, NULL));
    assert_int_equal(length, 3);
    assert_memory_equal(read, "a\0b", 3);
    assert_int_equal(g_stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    assert_true(ph_durable_write_content(path, (ph_durable_content){ "x", 1, 0600, FALSE }, NULL));
    assert_int_equal(g_stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    (void)umask(umask_before);
}

static char long_text[LONG_BYTES + 1];

static gboolean replace_many_times(void)
{
    g_autofree char *path = scratch_path(group_folder, "file");

    for (int i = 0; i < REPLACEMENTS; i++) {
        memset(long_text, 'a' + i % 26, LONG_BYTES);
        if (!ph_durable_write_content(
                path, (ph_durable_content){ long_text, LONG_BYTES, 0666, .is_passing = TRUE },
                NULL))
            return FALSE;
    }
    return TRUE;
}

static gboolean replace_behind_our_back(void)
{
    const pid_t pid = fork();

    if (pid != 0)
        return pid > 0;
    (void)replace_many_times();
    scratch_write(group_folder, "end", "");
    _exit(0);
}

/* Whoever reads meanwhile has one text or another, never the beginning of one. */
static void test_reader_never_sees_a_part(void **state)
{
    g_autofree char *end = scratch_path(group_folder, "end");
    helper writer;

    (void)state;
    scratch_write(group_folder, "file", "aa");
    writer = helper_start(replace_behind_our_back);
    while (!g_file_test(end, G_FILE_TEST_EXISTS)) {
        g_autofree char *text = scratch_read(group_folder, "file");
        const gsize length = text ? strlen(text) : 0;

        assert_true(length == 2 || length == LONG_BYTES);
        assert_int_equal(strspn(text, (char[]){ *text, '\0' }), length);
    }
    helper_let_go(&writer);
}

static void test_what_fails_leaves_nothing(void **state)
{
    g_autofree char *folder = scratch_path(group_folder, "folder");
    g_autofree char *nowhere = scratch_path(group_folder, "no/file");
    g_autofree char *begin =
        g_strdup_printf("writing %s: Failed to rename file “%s.", folder, folder);
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_int_equal(g_mkdir(folder, 0777), 0);
    assert_false(ph_durable_write(folder, "text", &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_true(g_str_has_prefix(error->message, begin));
    assert_true(g_str_has_suffix(error->message, "g_rename() failed: Is a directory"));
    g_clear_error(&error);
    assert_false(ph_durable_write(nowhere, "text", &error));
    assert_true(g_str_has_suffix(error->message, ".XXXXXX”: No such file or directory"));
    assert_names("", "folder ");
}

static void test_two_halves(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "file");
    ph_draft *draft;

    (void)state;
    scratch_write(group_folder, "file", "old");
    draft = ph_durable_draft(path, ph_durable_text("new"), NULL);
    assert_non_null(draft);
    assert_text("file", "old");
    ph_draft_free(draft);
    assert_names("", "file ");
    draft = ph_durable_draft(path, ph_durable_text("new"), NULL);
    assert_true(ph_durable_place(draft, path, NULL));
    ph_draft_free(draft);
    assert_text("file", "new");
    assert_names("", "file ");
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = MIN(bytes, limit.rlim_max);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The disk was full for a moment, long before the end: what is then missing is not forgotten. */
static void test_printing_remembers_its_failure(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "file");
    g_autoptr(ph_draft) draft = ph_draft_new(path, 0666);

    (void)state;
    memset(long_text, 'x', LONG_BYTES);
    (void)signal(SIGXFSZ, SIG_IGN);
    limit_files(1000);
    (void)fprintf(ph_draft_stream(draft), "%s", long_text);
    limit_files(RLIM_INFINITY);
    (void)fprintf(ph_draft_stream(draft), "and then\n");
    errno = 0;
    assert_false(ph_draft_flush(draft));
    assert_int_equal(errno, EFBIG);
}

static void test_printed_text_is_placed(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "file");
    g_autofree char *hidden = scratch_path(group_folder, ".file");
    g_autofree char *flushed = NULL;
    g_autoptr(ph_draft) draft = ph_draft_new(hidden, 0666);

    (void)state;
    (void)fprintf(ph_draft_stream(draft), "%d\n", 42);
    assert_true(ph_draft_flush(draft));
    assert_true(g_file_get_contents(ph_draft_name(draft), &flushed, NULL, NULL));
    assert_string_equal(flushed, "42\n");
    assert_true(ph_draft_sync(draft) && ph_draft_close(draft));
    assert_true(ph_draft_place(draft, path));
    assert_text("file", "42\n");
    assert_names("", "file ");
}

static void test_append_and_cut(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "a/b/file");
    g_autofree char *folder = scratch_path(group_folder, "a/b");
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_true(ph_durable_folder(folder, &error));
    assert_true(ph_durable_append(path, 0, "one\n", &error));
    assert_true(ph_durable_append(path, 4, "two\n", &error));
    assert_text("a/b/file", "one\ntwo\n");
    (void)signal(SIGXFSZ, SIG_IGN);
    limit_files(10);
    assert_false(ph_durable_append(path, 8, "three\n", &error));
    limit_files(RLIM_INFINITY);
    assert_text("a/b/file", "one\ntwo\n");
    g_clear_error(&error);
    assert_true(ph_durable_cut(path, 4, &error));
    assert_text("a/b/file", "one\n");
    assert_true(ph_durable_remove(path, &error));
    assert_true(ph_durable_remove(path, &error));
    assert_null(error);
}

static void test_temporary_file(void **state)
{
    g_autofree char *path = ph_temporary_file_new("list-XXXXXX", "1\n2\n", 4, NULL);
    g_autofree char *text = NULL;

    (void)state;
    assert_non_null(path);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, "1\n2\n");
    assert_int_equal(g_unlink(path), 0);
    assert_names("", "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, group_clear)
    const struct CMUnitTest tests[] = {
        TEST(test_file_is_written_anew),
        TEST(test_bytes_and_mode),
        TEST(test_reader_never_sees_a_part),
        TEST(test_what_fails_leaves_nothing),
        TEST(test_two_halves),
        TEST(test_printing_remembers_its_failure),
        TEST(test_printed_text_is_placed),
        TEST(test_append_and_cut),
        TEST(test_temporary_file),
    };

    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
