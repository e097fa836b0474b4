/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of a long check where there is no terminal: one plain line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "session/progress.h"

/* What the observer says on standard error. */
static void say(const char *name, double bytes, double seconds_left, char *ret, size_t size)
{
    const ph_benchmark benchmark = { .name = (char *)name };
    const int standard_error = dup(STDERR_FILENO);
    FILE *file = tmpfile();
    ph_run_observer observer;
    size_t length;

    assert_true(standard_error >= 0 && file);
    (void)dup2(fileno(file), STDERR_FILENO);
    observer = ph_progress_observer();
    observer.checking(observer.data, &benchmark, bytes, seconds_left);
    (void)dup2(standard_error, STDERR_FILENO);
    (void)close(standard_error);
    rewind(file);
    length = fread(ret, 1, size - 1, file);
    ret[length] = '\0';
    (void)fclose(file);
}

static void test_how_much_and_how_long(void **state)
{
    static const struct {
        double seconds_left;
        const char *about;
    } cases[] = {
        { 3.1, "about 10 s" },   { 40.0, "about 40 s" },   { 50.1, "about 1 min" },
        { 80.0, "about 1 min" }, { 100.0, "about 2 min" }, { 3600.0, "about 60 min" },
    };
    char expected[128], said[128];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        (void)snprintf(expected, sizeof(expected), "customer.bin: checking 208 MB, %s\n",
                       cases[i].about);
        say("customer.bin", 208e6, cases[i].seconds_left, said, sizeof(said));
        assert_string_equal(said, expected);
    }
}

static void test_no_name_is_too_long_for_a_line(void **state)
{
    char name[251], said[512];

    (void)state;
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    say(name, 2e9, 100.0, said, sizeof(said));
    assert_non_null(strstr(said, "…"));
    assert_non_null(strstr(said, "n: checking 2.0 GB, about 2 min\n"));
    assert_int_equal(g_utf8_strlen(said, -1), 80); /* With the end of the line. */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_much_and_how_long),
        cmocka_unit_test(test_no_name_is_too_long_for_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
