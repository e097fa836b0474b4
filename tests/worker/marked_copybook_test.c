/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Of a workload's copybook one name, the last, is another with each record, which keeps the
 * copybook what it is; lines that have that name get their own back, and what has another is not
 * given it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "worker/marked_copybook.h"

static const char *const workloads[] = { "parse-small", "parse-medium", "parse-large" };

static char *copybook_of(const ph_workload *workload, size_t *ret_length)
{
    char *text;

    *ret_length = ph_workload_copybook(workload, NULL, 0);
    text = malloc(*ret_length + 1);
    assert_non_null(text);
    (void)ph_workload_copybook(workload, text, *ret_length + 1);
    return text;
}

static void test_the_last_name_changes_with_the_record(void **state)
{
    static const uint8_t records[][4] = { "one", "two" };

    (void)state;
    for (size_t i = 0; i < sizeof(workloads) / sizeof(*workloads); i++) {
        const ph_workload *workload = ph_workload_find(workloads[i]);
        size_t length;
        char *plain = copybook_of(workload, &length);
        ph_marked_copybook marked =
            ph_marked_copybook_of(workload, copybook_of(workload, &length), length);
        char *before = strdup(plain);

        assert_string_equal(marked.text, plain);
        for (size_t k = 0; k < 2; k++) {
            size_t differ = 0;

            ph_marked_copybook_mark(&marked, records[k], sizeof(records[k]));
            for (size_t at = 0; at < length; at++) {
                differ += marked.text[at] != plain[at];
                if (marked.text[at] != plain[at])
                    assert_in_range(at, marked.name_at, marked.name_at + strlen(marked.name) - 1);
            }
            assert_in_range(differ, 1, 6);
            assert_string_not_equal(marked.text, before);
            memcpy(before, marked.text, length);
        }
        free(before);
        free(plain);
        free(marked.text);
    }
}

static void assert_unmarked(const ph_marked_copybook *marked, const char *name, const char *becomes)
{
    char line[512], expected[512];

    (void)snprintf(line, sizeof(line), "{\"A\":\"%s\",\"%s\":\"1\",\"fields\":{\"%s\":[\"%s\"]}}\n",
                   name, name, name, name);
    (void)snprintf(expected, sizeof(expected),
                   "{\"A\":\"%s\",\"%s\":\"1\",\"fields\":{\"%s\":[\"%s\"]}}\n", name, becomes,
                   becomes, name);
    ph_marked_copybook_unmark(marked, (uint8_t *)line, strlen(line));
    assert_string_equal(line, expected);
}

static void test_who_has_read_it_gets_the_name_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(workloads) / sizeof(*workloads); i++) {
        const ph_workload *workload = ph_workload_find(workloads[i]);
        size_t length;
        char *text = copybook_of(workload, &length);
        ph_marked_copybook marked = ph_marked_copybook_of(workload, text, length);
        char written[64] = "", spoilt[64] = "";

        ph_marked_copybook_mark(&marked, (const uint8_t *)"one", 3);
        (void)snprintf(written, sizeof(written), "%.*s", (int)strlen(marked.name),
                       marked.text + marked.name_at);
        (void)snprintf(spoilt, sizeof(spoilt), "%s", marked.name);
        spoilt[strlen(spoilt) - 6] = '?';
        assert_unmarked(&marked, written, marked.name);
        assert_unmarked(&marked, marked.name, spoilt); /* It was in no copybook. */
        ph_marked_copybook_mark(&marked, (const uint8_t *)"two", 3);
        assert_unmarked(&marked, written, written); /* That was of a copybook before. */
        free(text);
    }
}

/* A line may end anywhere. */
static void test_what_is_cut_short_is_left_alone(void **state)
{
    const ph_workload *workload = ph_workload_find("parse-small");
    size_t length;
    char *text = copybook_of(workload, &length);
    ph_marked_copybook marked = ph_marked_copybook_of(workload, text, length);
    char line[16] = "{\"STATUS\":\"1\"";

    (void)state;
    ph_marked_copybook_mark(&marked, (const uint8_t *)"one", 3);
    for (size_t end = 0; end < 10; end++)
        ph_marked_copybook_unmark(&marked, (uint8_t *)line, end);
    assert_string_equal(line, "{\"STATUS\":\"1\"");
    ph_marked_copybook_unmark(&marked, (uint8_t *)line, 10);
    assert_string_equal(line, "{\"?TATUS\":\"1\"");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_last_name_changes_with_the_record),
        cmocka_unit_test(test_who_has_read_it_gets_the_name_back),
        cmocka_unit_test(test_what_is_cut_short_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
