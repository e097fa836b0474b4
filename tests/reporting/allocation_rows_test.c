/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of allocations: an item's share of what was counted, and never 0 of what was not
 * seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "allocation_rows.h"

static void add_result(ph_measurement *run, const char *subject, const ph_allocations *allocations)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup("record-comp3");
    result->workload = g_strdup("record-comp3");
    result->level = g_strdup("file");
    result->subject = g_strdup(subject);
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    result->state = PH_STATE_MEASURED;
    result->allocations = allocations ? ph_allocations_copy(allocations) : NULL;
    g_ptr_array_add(run->results, result);
}

static ph_measurement *make_run(void)
{
    static char unseen[] =
        "it has an allocator of its own: 1024 KiB of its memory did not come from "
        "malloc()";
    const ph_allocations counted = { .records = 1092,
                                     .items = 1092,
                                     .calls = 74094,
                                     .bytes = 8381403,
                                     .peak_live_bytes = 5252,
                                     .peak_resident_bytes = 6864896 };
    const ph_allocations none = { .records = 1092, .items = 1092, .peak_resident_bytes = 4 << 20 };
    const ph_allocations not_seen = { .unseen = unseen };
    ph_measurement *run = ph_measurement_new();

    add_result(run, "copybook-rs", &counted);
    add_result(run, "native", &none);
    add_result(run, "other", &not_seen);
    add_result(run, "uncounted", NULL);
    return run;
}

static void test_the_section(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);

    (void)state;
    ph_allocation_print(to, run);
    (void)fclose(to);
    assert_string_equal(
        text, "\n"
              "Allocations, counted: an item's calls and bytes, a call's most bytes in use at a\n"
              "  time\n"
              "                             calls  bytes  in use  process\n"
              "  record-comp3\n"
              "    copybook-rs as one file   67.9  7,675   5,252  6.5 MiB\n"
              "    native as one file           0      0       0  4.0 MiB\n"
              "    other as one file: not seen: it has an allocator of its own: 1024 KiB of its\n"
              "      memory did not come from malloc()\n");
    free(text);
}

static void test_nothing_of_a_run_that_did_not_count(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);

    (void)state;
    add_result(run, "native", NULL);
    ph_allocation_print(to, run);
    (void)fclose(to);
    assert_string_equal(text, "");
    free(text);
}

static void assert_share(double per_item, const char *expected)
{
    g_autofree char *text = ph_allocation_share_text(per_item);

    assert_string_equal(text, expected);
}

static void test_shares(void **state)
{
    (void)state;
    assert_share(0.0, "0");
    assert_share(0.001, "0.001");
    assert_share(1.0, "1");
    assert_share(67.851, "67.9");
    assert_share(999.4, "999");
    assert_share(7675.3, "7,675");
}

static void test_rows_of_templates(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    cJSON *data = cJSON_CreateObject();
    const cJSON *list, *row;

    (void)state;
    ph_allocation_rows_add(data, run);
    list = cJSON_GetObjectItem(data, "allocation_rows");
    assert_int_equal(cJSON_GetArraySize(list), 3);
    row = cJSON_GetArrayItem(list, 0);
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(row, "is_seen")));
    assert_string_equal(cJSON_GetObjectItem(row, "calls")->valuestring, "67.9");
    assert_string_equal(cJSON_GetObjectItem(row, "peak_live")->valuestring, "5,252");
    row = cJSON_GetArrayItem(list, 2);
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(row, "is_seen")));
    assert_non_null(strstr(cJSON_GetObjectItem(row, "unseen")->valuestring, "of its own"));
    assert_null(cJSON_GetStringValue(cJSON_GetObjectItem(row, "calls")));
    cJSON_Delete(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_section),
        cmocka_unit_test(test_nothing_of_a_run_that_did_not_count),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_rows_of_templates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
