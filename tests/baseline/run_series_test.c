/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs of many nights are sorted into series, and of each the newest that are alike are left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "baseline/run_series.h"
#include "made_up_entry.h"
#include "made_up_run.h"

/* A file whose hash is its name. */
static ph_run_file *add_file(GPtrArray *files, const char *name, int day, const char *host,
                             const char *suite)
{
    g_autofree char *timestamp = g_strdup_printf("2025-06-%02dT12:00:00Z", day);
    ph_run_file *file = g_new0(ph_run_file, 1);

    file->path = g_strdup(name);
    file->sha256 = g_strdup(name);
    file->run = made_up_suite_run(timestamp, host, suite, 2000.0, 5);
    g_ptr_array_add(files, file);
    return file;
}

static void assert_names(const ph_run_series *series, const char *expected)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < series->files->len; i++)
        g_string_append(names, ((ph_run_file *)series->files->pdata[i])->path);
    assert_string_equal(names->str, expected);
}

static void test_each_host_and_suite_is_a_series(void **state)
{
    GPtrArray *files = ph_run_files_new();
    g_autoptr(GPtrArray) all = NULL;

    (void)state;
    add_file(files, "a", 3, MADE_UP_OTHER_HOST, "standard");
    add_file(files, "b", 2, MADE_UP_HOST, "standard");
    add_file(files, "c", 9, MADE_UP_HOST, "critical");
    add_file(files, "d", 1, MADE_UP_OTHER_HOST, "standard");
    add_file(files, "b", 2, MADE_UP_HOST, "standard"); /* The same file once more. */
    add_file(files, "e", 1, MADE_UP_HOST, "standard");
    all = ph_run_series_split(files);
    assert_int_equal(all->len, 3);
    assert_names(all->pdata[0], "c");
    assert_names(all->pdata[1], "eb");
    assert_names(all->pdata[2], "da");
    assert_string_equal(((ph_run_series *)all->pdata[2])->fingerprint, MADE_UP_OTHER_HOST);
    assert_string_equal(((ph_run_series *)all->pdata[0])->suite, "critical");
}

static void test_none_is_no_series(void **state)
{
    g_autoptr(GPtrArray) all = ph_run_series_split(ph_run_files_new());

    (void)state;
    assert_int_equal(all->len, 0);
}

/* Nights 1 to 9, called by their digits; those before the fourth are of the release before. */
static GPtrArray *nine_nights(void)
{
    GPtrArray *files = ph_run_files_new();

    for (int day = 9; day >= 1; day--) {
        g_autofree char *name = g_strdup_printf("%d", day);
        ph_run_file *file = add_file(files, name, day, MADE_UP_HOST, MADE_UP_SUITE);

        (void)ph_made_up_subject(file->run, day < 4 ? "0.6.1" : "0.8.1");
    }
    return ph_run_series_split(files);
}

/* @param rejected  The night of the newest run that was; 0: none was. */
static void assert_narrowed(int rejected, guint count, const char *expected, guint of_others,
                            guint of_rejected)
{
    g_autoptr(GPtrArray) all = nine_nights();
    g_autoptr(GDateTime) newest =
        rejected ? g_date_time_new_utc(2025, 6, rejected, 12, 0, 0.0) : NULL;
    ph_run_series *series = all->pdata[0];

    ph_run_series_narrow(series, newest, count);
    assert_names(series, expected);
    assert_int_equal(series->of_others, of_others);
    assert_int_equal(series->of_rejected, of_rejected);
}

static void test_the_newest_that_are_alike_are_left(void **state)
{
    (void)state;
    assert_narrowed(0, 4, "6789", 3, 0);
    assert_narrowed(0, 7, "456789", 3, 0);
}

/* Those before what was rejected would only show the same again. */
static void test_what_is_not_newer_than_a_rejected_run_is_left_out(void **state)
{
    (void)state;
    assert_narrowed(1, 7, "456789", 2, 1);
    assert_narrowed(6, 7, "789", 0, 6);
    assert_narrowed(6, 2, "89", 0, 6);
    assert_narrowed(9, 7, "", 0, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_host_and_suite_is_a_series),
        cmocka_unit_test(test_none_is_no_series),
        cmocka_unit_test(test_the_newest_that_are_alike_are_left),
        cmocka_unit_test(test_what_is_not_newer_than_a_rejected_run_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
