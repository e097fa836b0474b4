/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What subjects are given in place of :TAG:, line for line as the user's file has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "worker/replaced_source.h"

static const ph_copybook_replacement replacements[] = { { "TAG", "CUST" },
                                                        { "LONG", "CUSTOMER-OF-THE-YEAR" },
                                                        { "GONE", "" } };

static void assert_replaced(ph_source_format format, const char *source, const char *expected)
{
    const ph_copybook_options options = { .format = format,
                                          .replacements = replacements,
                                          .replacement_count = 3 };
    size_t length = strlen(source);
    char *text = malloc(length + 1);

    assert_non_null(text);
    memcpy(text, source, length + 1);
    assert_true(ph_replaced_source(&options, &text, &length));
    assert_string_equal(text, expected);
    assert_int_equal(length, strlen(expected));
    free(text);
}

static void test_tags_are_replaced_in_words(void **state)
{
    (void)state;
    assert_replaced(PH_SOURCE_FORMAT_FREE, "01 :TAG:-REC.\n05 A-:tag:-B:GONE: PIC X.",
                    "01 CUST-REC.\n05 A-CUST-B PIC X.");
    assert_replaced(PH_SOURCE_FORMAT_FREE, "01 :NONE: :TAG", "01 :NONE: :TAG");
    assert_replaced(PH_SOURCE_FORMAT_FREE, "", "");
}

static void test_other_lines_stay_as_they_are(void **state)
{
    static const char source[] =
        "000100*  :TAG: IN A COMMENT\r\n"
        "000200 05 A PIC X.                                                      SEQUENCE\n"
        "\n";

    (void)state;
    assert_replaced(PH_SOURCE_FORMAT_FIXED, source, source);
}

static void test_what_stands_behind_the_margin_goes_where_something_is_replaced(void **state)
{
    (void)state;
    assert_replaced(
        PH_SOURCE_FORMAT_FIXED,
        "000200 05 :TAG:-A PIC X.                                                SEQUENCE\n",
        "000200 05 CUST-A PIC X.                                                \n");
    assert_replaced(
        PH_SOURCE_FORMAT_FIXED,
        "000200 05 A PIC X.                                                      :TAG:\n",
        "000200 05 A PIC X.                                                      :TAG:\n");
}

static void test_what_does_not_fit_goes_on_in_another_line(void **state)
{
    (void)state;
    assert_replaced(PH_SOURCE_FORMAT_FIXED,
                    "           05  :LONG:-NAME-AND-MORE   USAGE IS DISPLAY     PIC X(10).\n",
                    "           05  CUSTOMER-OF-THE-YEAR-NAME-AND-MORE   USAGE IS DISPLAY    \n"
                    "            PIC X(10).\n");
    /* No blank to break at: the subject sees that for itself. */
    assert_replaced(PH_SOURCE_FORMAT_FIXED, "           :LONG::LONG::LONG::LONG:\n",
                    "           CUSTOMER-OF-THE-YEARCUSTOMER-OF-THE-YEARCUSTOMER-OF-THE-YEAR"
                    "CUSTOMER-OF-THE-YEAR\n");
    assert_replaced(PH_SOURCE_FORMAT_FREE,
                    "05 :LONG:-NAME                                        PIC X(10).",
                    "05 CUSTOMER-OF-THE-YEAR-NAME                                        PIC "
                    "X(10).");
}

static void test_literals_and_comments_are_whole(void **state)
{
    (void)state;
    /* The last blanks before the margin are a literal's. */
    assert_replaced(PH_SOURCE_FORMAT_FIXED,
                    "           05  :LONG:-NAME        PIC X(10) VALUE \"IT'S A B C D\".\n",
                    "           05  CUSTOMER-OF-THE-YEAR-NAME        PIC X(10) VALUE\n"
                    "            \"IT'S A B C D\".\n");
    assert_replaced(PH_SOURCE_FORMAT_FIXED,
                    "           05  :LONG:-NAME        PIC X(10) VALUE 'A \"B C D E F G'.\n",
                    "           05  CUSTOMER-OF-THE-YEAR-NAME        PIC X(10) VALUE\n"
                    "            'A \"B C D E F G'.\n");
    /* A comment behind the text may end where it does. */
    assert_replaced(
        PH_SOURCE_FORMAT_FIXED, "           05  :LONG:-NAME  PIC X(10).  *> A COMMENT OF WORDS\n",
        "           05  CUSTOMER-OF-THE-YEAR-NAME  PIC X(10).  *> A COMMENT OF WORDS\n");
    assert_replaced(PH_SOURCE_FORMAT_FIXED,
                    "      D    05  :LONG:-NAME   USAGE IS DISPLAY     PIC X(10).\n",
                    "      D    05  :LONG:-NAME   USAGE IS DISPLAY     PIC X(10).\n");
}

/* And those that are made, likewise. */
static void test_lines_end_as_they_did(void **state)
{
    (void)state;
    assert_replaced(PH_SOURCE_FORMAT_FIXED, "000100 01 :TAG:.\r000200*:TAG:\r000300 05 :TAG:-A.\r",
                    "000100 01 CUST.\r000200*:TAG:\r000300 05 CUST-A.\r");
    assert_replaced(PH_SOURCE_FORMAT_FIXED,
                    "           05  :LONG:-NAME-AND-MORE   USAGE IS DISPLAY     PIC X(10).\r\n",
                    "           05  CUSTOMER-OF-THE-YEAR-NAME-AND-MORE   USAGE IS DISPLAY    \r\n"
                    "            PIC X(10).\r\n");
    assert_replaced(PH_SOURCE_FORMAT_FREE, "*> :TAG\r: :TAG:", "*> :TAG\r: CUST");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags_are_replaced_in_words),
        cmocka_unit_test(test_other_lines_stay_as_they_are),
        cmocka_unit_test(test_what_stands_behind_the_margin_goes_where_something_is_replaced),
        cmocka_unit_test(test_what_does_not_fit_goes_on_in_another_line),
        cmocka_unit_test(test_literals_and_comments_are_whole),
        cmocka_unit_test(test_lines_end_as_they_did),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
