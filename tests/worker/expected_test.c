/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file of expected differences has those that it names, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "answer/reason.h"
#include "worker/expected.h"

#define DIFFERENCE "record 17, field REC.L[2].AMT: sign nibble: one decodes it"

static char path[] = "/tmp/expected-XXXXXX";
static char reason[PH_REASON_MAX];

static int set_up(void **state)
{
    const int descriptor = mkstemp(path);

    (void)state;
    return descriptor < 0 ? -1 : close(descriptor);
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(path);
}

static ph_expected read_file(const char *text)
{
    FILE *file = fopen(path, "w");
    ph_expected expected;

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_true(ph_expected_read(path, &expected, reason));
    return expected;
}

static void test_lines(void **state)
{
    static const struct {
        const char *line;
        bool is_there;
    } cases[] = {
        { DIFFERENCE, true },
        { "record 17, field REC.L[2].AMT: sign nibble", true },
        { "record 17, field REC.L[2].AMT: sign nibble 4", true }, /* As decode says it. */
        { "record 17, field REC.L[2].AMT", true },
        { "record *, field REC.L[*].AMT: sign nibble", true },
        { "record *, field REC.L[*].AMT: sign nibble 4F \r", true },
        { "record 1, field REC.L[2].AMT: sign nibble", false },
        { "record 17, field REC.L[2].AM", false },
        { "record 17, field REC.L[2].AMT: sign", false },
        { "record 17, field REC.L[2].AMT: sign nibble 4FF", false },
        { "record 17, field REC.L[2].AMT: sign nibble x", false },
        { "record 17, field REC.L[2].AMT: digit nibble", false },
        { "record 17*, field REC.L[2].AMT", false },
        { DIFFERENCE ", really", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        ph_expected expected = read_file(cases[i].line);

        print_message("%s\n", cases[i].line);
        assert_int_equal(expected.count, 1);
        assert_int_equal(ph_expected_has(&expected, DIFFERENCE), cases[i].is_there);
        assert_int_equal(expected.lines[0].is_used, cases[i].is_there);
        ph_expected_free(&expected);
    }
}

static void test_what_is_no_line(void **state)
{
    ph_expected expected = read_file("# record 17\n\n  \nrecord 17, field A: x\n\nrecord 18: y");

    (void)state;
    assert_int_equal(expected.count, 2);
    assert_string_equal(expected.lines[0].text, "record 17, field A: x");
    assert_true(ph_expected_has(&expected, "record 18: y: one decodes it"));
    assert_false(expected.lines[0].is_used);
    ph_expected_free(&expected);
}

static void test_a_file_that_is_not_there(void **state)
{
    ph_expected expected;

    (void)state;
    assert_false(ph_expected_read("/nonexistent/file", &expected, reason));
    assert_string_equal(
        reason, "file /nonexistent/file of expected differences: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_what_is_no_line),
        cmocka_unit_test(test_a_file_that_is_not_there),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
