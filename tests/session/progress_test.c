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
static void say(double bytes, double seconds_left, char *ret, size_t size)
{
    const ph_benchmark benchmark = { .name = "customer.bin" };
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
        say(208e6, cases[i].seconds_left, said, sizeof(said));
        assert_string_equal(said, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_much_and_how_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
