/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* As many differences as a copybook has items, of each kind: no item is held against all others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/layout_difference.h"

enum { ITEMS = 30000, LINE_MAX_BYTES = 120 };

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];
static char source[ITEMS * LINE_MAX_BYTES], description[ITEMS * LINE_MAX_BYTES];

/* One line, and one described item, of each number. */
typedef int writer(char *to, int number);

/* Compares, and returns how many differences there are. */
static size_t compare(const char *first_line, writer *write_line, const char *begin,
                      writer *describe, const char *end)
{
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_FIXED };
    char *line = stpcpy(source, first_line), *item = stpcpy(description, begin);
    char reason[PH_REASON_MAX] = "";
    ph_copybook copybook;
    ph_copybook_error error;
    ph_layout_differences found;

    for (int i = 0; i < ITEMS; i++) {
        line += write_line(line, i);
        item += i > 0 ? sprintf(item, ",") : 0;
        item += describe(item, i);
    }
    item = stpcpy(item, end);
    const size_t length = (size_t)(line - source);
    if (!ph_copybook_read(source, length, &options, memory, sizeof(memory), &copybook, &error))
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    const ph_layout_truth truth = { &copybook, &copybook.records[0], source, length };
    if (!ph_layout_compare(&truth, description, (size_t)(item - description), 0, &found, reason))
        fail_msg("%s", reason);
    const size_t count = found.count + found.more;
    ph_layout_differences_free(&found);
    return count;
}

static int write_item(char *to, int number)
{
    return sprintf(to, "           05 A-%d PIC X.%*s\n", number, 45, "");
}

static int describe_renamed(char *to, int number)
{
    return sprintf(to, "{\"name\":\"B-%d\",\"offset\":%d,\"size\":1}", number, number);
}

static int describe_longer(char *to, int number)
{
    return sprintf(to, "{\"name\":\"B-%d\",\"offset\":%d,\"size\":2}", number, 2 * number);
}

static int describe_group(char *to, int number)
{
    return sprintf(to,
                   "{\"name\":\"G-%d\",\"offset\":%d,\"size\":1,\"items\":[{\"name\":\"B-%d\","
                   "\"offset\":%d,\"size\":1}]}",
                   number, number, number, number);
}

static int write_comment(char *to, int number)
{
    return sprintf(to, "           05 A-%d PIC X.\n      *    05 B-%d PIC X.\n", number, number);
}

static void test_items_without_a_partner(void **state)
{
    static const char begin[] = "[{\"name\":\"R\",\"offset\":0,\"size\":30000,\"items\":[";

    (void)state;
    assert_true(compare("       01 R.\n", write_item, begin, describe_renamed, "]}]") == ITEMS);
    assert_true(compare("       01 R.\n", write_item, begin, describe_longer, "]}]") >= ITEMS);
    assert_true(compare("       01 R.\n", write_item, begin, describe_group, "]}]") >= ITEMS);
    assert_true(compare("       01 R.\n", write_comment, begin, describe_renamed, "]}]") >= ITEMS);
}

static int write_renames(char *to, int number)
{
    return sprintf(to, "       66 A-%d RENAMES A.\n", number);
}

static int describe_renames(char *to, int number)
{
    return sprintf(to, "{\"name\":\"B-%d\",\"level\":66,\"offset\":0,\"size\":1}", number);
}

static void test_renamed_ranges(void **state)
{
    (void)state;
    assert_int_equal(compare("       01 R.\n           05 A PIC X.\n", write_renames,
                             "[{\"name\":\"R\",\"offset\":0,\"size\":1,\"items\":[{\"name\":\"A\","
                             "\"offset\":0,\"size\":1},",
                             describe_renames, "]}]"),
                     ITEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items_without_a_partner),
        cmocka_unit_test(test_renamed_ranges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
