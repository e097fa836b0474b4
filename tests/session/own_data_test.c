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

/* The layout of what a file of this text says; NULL and error. */
static ph_record_layout *layout_of(const char *text, ph_layout_policy policy, const char *record,
                                   GError **error)
{
    char *folder = scratch_folder_new();
    g_autofree char *path = scratch_path(folder, "own.cpy");
    const ph_own_data own_data = { .copybook = path, .record = record, .layout_policy = policy };
    ph_record_layout *layout;

    assert_true(g_file_set_contents(path, text, -1, NULL));
    layout = ph_own_data_layout(&own_data, error);
    scratch_folder_remove(folder);
    return layout;
}

static void test_how_the_copybook_lays_a_record_out(void **state)
{
    static const char text[] =
        "       01 A.\n           05 N PIC 9.\n"
        "           05 T PIC X OCCURS 1 TO 3 DEPENDING ON N.\n       01 B PIC X(9).\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_record_layout) layout = layout_of(text, PH_LAYOUT_POLICY_VOID, "a", &error);

    (void)state;
    assert_non_null(layout);
    assert_string_equal(layout->record, "A");
    assert_int_equal(layout->length_min, 2);
    assert_int_equal(layout->length_max, 4);
    assert_int_equal(layout->compared, PH_LAYOUT_COMPARED_NOTHING);
    /* Which of them is meant is to be said, whatever may differ. */
    assert_null(layout_of(text, PH_LAYOUT_POLICY_WARN, NULL, &error));
    assert_non_null(strstr(error->message, "--record: A, B"));
}

static void test_a_copybook_that_is_not_understood(void **state)
{
    static const char text[] = "       01 A.\n           05 N PIC Q.\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_record_layout) layout = NULL;

    (void)state;
    assert_null(layout_of(text, PH_LAYOUT_POLICY_VOID, NULL, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
    assert_non_null(strstr(error->message, "own.cpy:2:"));
    layout = layout_of(text, PH_LAYOUT_POLICY_WARN, NULL, NULL);
    assert_non_null(layout);
    assert_null(layout->record);
    assert_string_equal(strstr(layout->unknown, "own.cpy"), strstr(error->message, "own.cpy"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_can_be_read),
        cmocka_unit_test(test_what_is_no_file_is_refused),
        cmocka_unit_test(test_a_fifo_is_not_waited_for),
        cmocka_unit_test(test_how_the_copybook_lays_a_record_out),
        cmocka_unit_test(test_a_copybook_that_is_not_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
