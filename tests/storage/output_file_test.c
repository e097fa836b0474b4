/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a user names for output: a file is replaced, a link stays, what is no file is written to. */
#include "group.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/output_file.h"

enum { NOBODY = 65534 };

static gboolean write_text(const char *name, const char *text)
{
    g_autofree char *path = scratch_path(group_folder, name);

    return ph_output_file_check(path, NULL) && ph_output_file_write(path, text, NULL, NULL);
}

static void link_to(const char *target, const char *name)
{
    g_autofree char *path = scratch_path(group_folder, name);

    assert_int_equal(symlink(target, path), 0);
}

static void assert_text(const char *name, const char *expected)
{
    g_autofree char *text = scratch_read(group_folder, name);

    assert_non_null(text);
    assert_string_equal(text, expected);
}

static void assert_names(const char *expected)
{
    g_autofree char *names = group_names("");

    assert_string_equal(names, expected);
}

static mode_t type_of(const char *path)
{
    GStatBuf status;

    assert_int_equal(g_lstat(path, &status), 0);
    return status.st_mode & S_IFMT;
}

static void assert_link(const char *name)
{
    g_autofree char *path = scratch_path(group_folder, name);

    assert_int_equal(type_of(path), S_IFLNK);
}

/* Both say so, and why. */
static void assert_refused(const char *path, int cause, gboolean is_seen_before)
{
    g_autoptr(GError) error = NULL;

    assert_int_equal(ph_output_file_check(path, NULL), !is_seen_before);
    assert_false(ph_output_file_write(path, "text", NULL, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_non_null(strstr(error->message, g_strerror(cause)));
}

static void test_file_is_replaced(void **state)
{
    (void)state;
    assert_true(write_text("file", "what was there before, and longer"));
    assert_true(write_text("file", "new"));
    assert_text("file", "new");
    assert_names("file ");
}

static void test_end_of_links_is_replaced(void **state)
{
    (void)state;
    scratch_write(group_folder, "file", "old");
    link_to("file", "near");
    link_to("near", "far");
    assert_true(write_text("far", "new"));
    assert_text("file", "new");
    assert_link("near");
    assert_link("far");
    assert_names("far file near ");
}

static void test_link_to_what_is_not_there_yet(void **state)
{
    (void)state;
    link_to("file", "link");
    assert_true(write_text("link", "new"));
    assert_text("file", "new");
    assert_link("link");
    assert_names("file link ");
}

static void test_what_cannot_be(void **state)
{
    g_autofree char *circle = scratch_path(group_folder, "circle");
    g_autofree char *nowhere = scratch_path(group_folder, "no/file");

    (void)state;
    link_to("circle", "circle");
    assert_refused(group_folder, EISDIR, TRUE);
    assert_refused(circle, ELOOP, TRUE);
    assert_refused(nowhere, ENOENT, TRUE);
    assert_names("circle ");
}

static void test_device_stays(void **state)
{
    (void)state;
    link_to("/dev/null", "link");
    assert_true(write_text("link", "text"));
    assert_link("link");
    assert_int_equal(type_of("/dev/null"), S_IFCHR);
    assert_refused("/dev/full", ENOSPC, FALSE);
    assert_int_equal(type_of("/dev/full"), S_IFCHR);
}

static gboolean read_pipe(void)
{
    const pid_t pid = fork();

    if (pid == 0) {
        g_autofree char *text = scratch_read(group_folder, "pipe");

        _exit(g_strcmp0(text, "through") == 0 ? 0 : 1);
    }
    return pid > 0;
}

static void test_pipe_stays(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "pipe");
    int status = -1;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_true(read_pipe());
    assert_true(write_text("pipe", "through"));
    assert_true(wait(&status) > 0);
    assert_int_equal(status, 0);
    assert_int_equal(type_of(path), S_IFIFO);
    assert_names("pipe ");
}

/* A text of which a reader takes nothing. */
static void test_reader_who_is_gone(void **state)
{
    g_autofree char *path = NULL;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    (void)close(ends[0]);
    path = g_strdup_printf("/proc/self/fd/%d", ends[1]);
    assert_refused(path, EPIPE, FALSE);
    (void)close(ends[1]);
}

/* As the shell has opened it: behind what is there, as `>>` asks. */
static void test_own_descriptor(void **state)
{
    g_autofree char *file = scratch_path(group_folder, "file");
    g_autofree char *path = NULL;
    int descriptor;

    (void)state;
    scratch_write(group_folder, "file", "one ");
    descriptor = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);
    path = g_strdup_printf("/dev/fd/%d", descriptor);
    assert_true(ph_output_file_check(path, NULL) && ph_output_file_write(path, "two", NULL, NULL));
    assert_int_equal(write(descriptor, " three", 6), 6);
    (void)close(descriptor);
    assert_text("file", "one two three");
    assert_names("file ");
}

/* What notes a signal and goes on does not wait for ever. */
static void test_pipe_that_nobody_reads(void **state)
{
    const gboolean is_interrupted = TRUE;
    g_autofree char *path = scratch_path(group_folder, "pipe");
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_true(ph_output_file_check(path, NULL));
    assert_false(ph_output_file_write(path, "text", &is_interrupted, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_INTERRUPTED));
    assert_names("pipe ");
}

static void test_socket(void **state)
{
    g_autofree char *path = scratch_path(group_folder, "socket");
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_int_equal(mknod(path, S_IFSOCK | 0600, 0), 0);
    assert_false(ph_output_file_check(path, &error));
    assert_string_equal(error->message, "it is a socket");
    assert_false(ph_output_file_write(path, "text", NULL, NULL));
    assert_names("socket ");
}

/* As in /tmp, also where what it leads to is not there. */
static void test_link_of_another_user(void **state)
{
    g_autofree char *folder = scratch_path(group_folder, "all");
    g_autofree char *link = scratch_path(folder, "link");

    (void)state;
    if (geteuid() != 0)
        skip(); /* It takes two users. */
    assert_int_equal(mkdir(folder, 0777) | chmod(folder, 01777), 0);
    link_to("../victim", "all/link");
    assert_int_equal(lchown(link, NOBODY, NOBODY), 0);
    assert_false(ph_output_file_check(link, NULL));
    assert_false(ph_output_file_write(link, "text", NULL, NULL));
    scratch_write(group_folder, "victim", "precious");
    assert_false(ph_output_file_check(link, NULL));
    assert_false(ph_output_file_write(link, "text", NULL, NULL));
    assert_text("victim", "precious");
    assert_int_equal(lchown(link, 0, 0), 0);
    assert_true(write_text("all/link", "new"));
    assert_text("victim", "new");
}

/* The check finds what the write would. */
static void test_file_that_is_not_ones_own_to_replace(void **state)
{
    g_autofree char *folder = scratch_path(group_folder, "all");
    g_autofree char *file = scratch_path(folder, "file");
    gboolean is_passed, is_written;

    (void)state;
    if (geteuid() != 0)
        skip(); /* It takes two users. */
    assert_int_equal(chmod(group_folder, 0755) | mkdir(folder, 0777) | chmod(folder, 01777), 0);
    scratch_write(folder, "file", "root's");
    assert_int_equal(chmod(file, 0666) | seteuid(NOBODY), 0);
    is_passed = ph_output_file_check(file, NULL);
    is_written = ph_output_file_write(file, "text", NULL, NULL);
    assert_int_equal(seteuid(0), 0);
    assert_false(is_passed || is_written);
    assert_text("all/file", "root's");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, group_clear)
    const struct CMUnitTest tests[] = {
        TEST(test_file_is_replaced),
        TEST(test_end_of_links_is_replaced),
        TEST(test_link_to_what_is_not_there_yet),
        TEST(test_what_cannot_be),
        TEST(test_device_stays),
        TEST(test_pipe_stays),
        TEST(test_reader_who_is_gone),
        TEST(test_own_descriptor),
        TEST(test_pipe_that_nobody_reads),
        TEST(test_socket),
        TEST(test_link_of_another_user),
        TEST(test_file_that_is_not_ones_own_to_replace),
    };

    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
