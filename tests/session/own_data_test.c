/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Copybook and data are looked at before anything waits for them: what is no file is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>

#include "error/error.h"
#include "scratch_folder.h"
#include "session/own_data.h"

static void assert_refused(const ph_own_data *own_data, const char *message)
{
    g_autoptr(GError) error = NULL;

    assert_false(ph_own_data_can_be_read(own_data, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
    assert_string_equal(error->message, message);
}

static void test_files_can_be_read(void **state)
{
    char file[] = "/proc/self/exe";
    const ph_own_data own_data = { .copybook = file, .data = file };
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_true(ph_own_data_can_be_read(&own_data, &error));
    assert_null(error);
}

static void test_what_is_no_file_is_refused(void **state)
{
    char file[] = "/proc/self/exe", folder[] = "/", device[] = "/dev/null", none[] = "/no/such";

    (void)state;
    assert_refused(&(ph_own_data){ .copybook = folder, .data = file },
                   "copybook / is a directory, not a regular file");
    assert_refused(&(ph_own_data){ .copybook = file, .data = device },
                   "data file /dev/null is a device, not a regular file: save what it gives as one "
                   "first");
    assert_refused(&(ph_own_data){ .copybook = file, .data = none },
                   "data file /no/such: No such file or directory");
}

static void test_a_fifo_is_not_waited_for(void **state)
{
    char file[] = "/proc/self/exe";
    char *folder = scratch_folder_new();
    g_autofree char *fifo = scratch_path(folder, "fifo");
    g_autofree char *message = NULL;

    (void)state;
    assert_int_equal(mkfifo(fifo, 0600), 0);
    message = g_strdup_printf("data file %s is a FIFO, not a regular file: save what it gives as "
                              "one first",
                              fifo);
    assert_refused(&(ph_own_data){ .copybook = file, .data = fifo }, message);
    scratch_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_can_be_read),
        cmocka_unit_test(test_what_is_no_file_is_refused),
        cmocka_unit_test(test_a_fifo_is_not_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
