/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What subjects are given of a user's copybook: of a record that is named nothing else, and each
 * line where it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "worker/own_copybook.h"

static char path[] = "/tmp/perfharness-test-XXXXXX";

static const char several[] = "       01  HEAD.\r\n"
                              "           05  H  COMP-1.\n"
                              "      * of all\n"
                              "       01  BODY.\n"
                              "           05  B  PIC X.\n";

static int make_file(void **state)
{
    (void)state;
    const int descriptor = mkstemp(path);

    return descriptor < 0 || close(descriptor) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

/* False, and reason, as the function that is tested. */
static bool read_text(const char *text, ph_request *request, ph_own_copybook *ret, char *reason)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    request->copybook = path;
    return ph_own_copybook_read(request, ret, reason);
}

static void assert_read(const char *text, ph_request *request, ph_own_copybook *ret)
{
    char reason[PH_REASON_MAX];

    if (!read_text(text, request, ret, reason))
        fail_msg("%s", reason);
    assert_int_equal(ret->given_length, strlen(ret->given));
}

static void assert_refused(const char *text, ph_request request, const char *phrase)
{
    char reason[PH_REASON_MAX];
    ph_own_copybook own;

    assert_false(read_text(text, &request, &own, reason));
    if (!strstr(reason, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", reason, phrase);
}

static void test_all_of_it_where_no_record_is_named(void **state)
{
    static const char one[] = "       01  R.\n           05  A  PIC X(3).\n       77  N COMP-2.\n";
    ph_request request = { .source_format = PH_SOURCE_FORMAT_AUTO };
    ph_own_copybook own;

    (void)state;
    assert_read(one, &request, &own);
    assert_string_equal(own.given, one);
    assert_string_equal(own.record->name, "R");
    assert_int_equal(own.record->length_max, 3);
    assert_true(own.has_floats);
    ph_own_copybook_free(&own);
}

static void test_of_a_record_that_is_named_nothing_else(void **state)
{
    ph_request request = { .record = "body" };
    ph_own_copybook own;

    (void)state;
    assert_read(several, &request, &own);
    assert_string_equal(own.source, several);
    assert_int_equal(own.given_length, own.length);
    assert_null(strstr(own.given, "HEAD"));
    assert_null(strstr(own.given, "COMP-1"));
    assert_non_null(strstr(own.given, "01  BODY.\n           05  B  PIC X."));
    for (size_t i = 0; i < own.length; i++)
        assert_int_equal(own.given[i] == '\n', own.source[i] == '\n');
    assert_non_null(memchr(own.given, '\r', own.length));
    assert_false(own.has_floats);
    ph_own_copybook_free(&own);

    request.record = "HEAD";
    assert_read(several, &request, &own);
    assert_null(strstr(own.given, "BODY"));
    assert_true(own.has_floats);
    ph_own_copybook_free(&own);
}

static void test_which_record_is_not_guessed(void **state)
{
    (void)state;
    assert_refused(several, (ph_request){ 0 }, "several records");
    assert_refused(several, (ph_request){ .record = "TAIL" }, "no record TAIL");
    assert_refused(several, (ph_request){ .layout_policy = PH_LAYOUT_POLICY_WARN },
                   "several records");
}

static void test_what_is_not_understood(void **state)
{
    static const char bad[] = "       01  R.\n           05  A  PIC Q.\n";
    ph_request request = { .layout_policy = PH_LAYOUT_POLICY_WARN };
    ph_own_copybook own;
    char place[64];

    (void)state;
    (void)snprintf(place, sizeof(place), "%s:2:", path);
    assert_refused(bad, (ph_request){ 0 }, place);
    assert_read(bad, &request, &own);
    assert_null(own.record);
    assert_non_null(strstr(own.why, place));
    assert_string_equal(own.given, bad);
    assert_true(own.has_floats); /* It may have. */
    ph_own_copybook_free(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_of_it_where_no_record_is_named),
        cmocka_unit_test(test_of_a_record_that_is_named_nothing_else),
        cmocka_unit_test(test_which_record_is_not_guessed),
        cmocka_unit_test(test_what_is_not_understood),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
