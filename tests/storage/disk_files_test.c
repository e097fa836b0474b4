/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files without a name, what of them is in memory, and what the device below them does. */
#include "group.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/nameless_file.h"
#include "storage/page_cache.h"
#include "storage/write_whole.h"

enum { MIB = 1 << 20, BYTES = 4 * MIB };

static int file_of_bytes(void)
{
    g_autofree guint8 *bytes = g_malloc0(BYTES);
    const int descriptor = ph_nameless_file_new(group_folder, NULL);

    assert_true(descriptor >= 0);
    assert_true(ph_write_whole(descriptor, bytes, BYTES));
    return descriptor;
}

static void assert_empty_folder(void)
{
    g_autofree char *names = group_names("");

    assert_string_equal(names, "");
}

static void test_it_has_no_name(void **state)
{
    const int descriptor = file_of_bytes();
    struct stat status;

    (void)state;
    assert_empty_folder();
    assert_int_equal(fstat(descriptor, &status), 0);
    assert_int_equal(status.st_nlink, 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    (void)close(descriptor);
}

static void test_it_is_opened_once_more(void **state)
{
    const int descriptor = file_of_bytes();
    const int reader = ph_nameless_file_open(descriptor, O_RDONLY, NULL);
    char byte = 0;

    (void)state;
    assert_true(reader >= 0);
    assert_int_equal(lseek(descriptor, 0, SEEK_CUR), BYTES);
    assert_int_equal(lseek(reader, 0, SEEK_CUR), 0);
    assert_int_equal(read(reader, &byte, 1), 1);
    assert_true(write(reader, &byte, 1) < 0);
    (void)close(reader);
    (void)close(descriptor);
}

static void assert_refused(const char *folder, const char *reason)
{
    g_autoptr(GError) error = NULL;

    assert_int_equal(ph_nameless_file_new(folder, &error), -1);
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_string_equal(error->message, reason);
}

static void test_where_none_can_be(void **state)
{
    g_autofree char *file = scratch_path(group_folder, "file");
    g_autofree char *missing = scratch_path(group_folder, "missing");

    (void)state;
    scratch_write(group_folder, "file", "");
    assert_refused(file, "Not a directory");
    assert_refused(missing, "No such file or directory");
}

static void test_what_was_written_is_in_memory(void **state)
{
    const int descriptor = file_of_bytes();

    (void)state;
    assert_true(ph_page_cache_share(descriptor, BYTES) >= 0.999);
    assert_true(ph_page_cache_write_back(descriptor, NULL));
    assert_true(ph_page_cache_drop(descriptor, NULL));
    /* On tmpfs it stays; and never is it more than all, or less than nothing. */
    assert_in_range((int)(100 * ph_page_cache_share(descriptor, BYTES)), 0, 100);
    (void)close(descriptor);
}

static void test_nobody_says_it_of_a_pipe(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_true(isnan(ph_page_cache_share(ends[0], BYTES)));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, group_clear)
    const struct CMUnitTest tests[] = {
        TEST(test_it_has_no_name),           TEST(test_it_is_opened_once_more),
        TEST(test_where_none_can_be),        TEST(test_what_was_written_is_in_memory),
        TEST(test_nobody_says_it_of_a_pipe),
    };

    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
