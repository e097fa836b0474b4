/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Why there is no number is said once, with everything that it is the reason of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "no_number.h"

static void add(ph_measurement *run, const char *benchmark, const char *level, const char *subject,
                const char *reason)
{
    ph_result *result = g_new0(ph_result, 1);
    g_autofree char *failure = NULL;

    result->benchmark = g_strdup(benchmark);
    result->level = g_strdup(level);
    result->subject = g_strdup(subject);
    result->reason = g_strdup(reason);
    result->state = reason ? PH_STATE_VOID : PH_STATE_MEASURED;
    g_ptr_array_add(run->results, result);
    if (!reason)
        return;
    failure = ph_result_failure(result);
    ph_measurement_fail(run, "CBKB010: %s", failure);
}

static char *printed(const ph_measurement *run)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&text, &bytes);

    ph_no_number_print(to, run, FALSE);
    (void)fclose(to);
    return text;
}

static void test_one_reason_is_said_once(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    char *text;

    (void)state;
    add(run, "comp3/L2", "kernel", "copybook-rs", "wrong answer");
    add(run, "comp3/L2", "kernel", "mine", "wrong answer");
    add(run, "comp3/L2", "kernel", "native", NULL);
    add(run, "comp3/stream", "kernel", "copybook-rs", "wrong answer");
    add(run, "comp3/stream", "kernel", "mine", "wrong answer");
    add(run, "record-comp3", "record", "copybook-rs", "wrong answer");
    add(run, "record-comp3", "file", "copybook-rs", "another");
    text = printed(run);
    assert_string_equal(text,
                        "\nNo number\n"
                        "  comp3/L2, comp3/stream: copybook-rs, mine; record-comp3: copybook-rs "
                        "record by\n    record\n"
                        "    void: CBKB010: wrong answer\n"
                        "  record-comp3: copybook-rs as one file\n"
                        "    void: CBKB010: another\n");
    free(text);
}

static void test_what_was_said_is_found(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();

    (void)state;
    add(run, "comp3/L2", "kernel", "copybook-rs", "wrong answer");
    assert_ptr_equal(ph_no_number_find(run, run->errors->pdata[0]), run->results->pdata[0]);
    assert_null(ph_no_number_find(run, "CBKB009: a subject could not be loaded"));
}

static void test_nothing_is_said_of_numbers(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    char *text;

    (void)state;
    add(run, "comp3/L2", "kernel", "copybook-rs", NULL);
    text = printed(run);
    assert_string_equal(text, "");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_reason_is_said_once),
        cmocka_unit_test(test_what_was_said_is_found),
        cmocka_unit_test(test_nothing_is_said_of_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
