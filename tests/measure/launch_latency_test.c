/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worker says of single calls becomes a launch's figures: quantiles of enough calls, medians
 * of the longer ones, and none of too few. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "measure/launch_latency.h"

/* cmocka compares floats; these are doubles. */
#define assert_close(value, expected) assert_true(fabs((value) - (expected)) <= 1e-9)

static GPtrArray *events;

static int set_up(void **state)
{
    (void)state;
    events = g_ptr_array_new_with_free_func((GDestroyNotify)cJSON_Delete);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    g_ptr_array_unref(events);
    return 0;
}

/* Calls that took 1, 2, ... ns. */
static void say_calls(const char *level, guint records, guint count, guint set_aside)
{
    cJSON *event = cJSON_CreateObject(), *ns;

    cJSON_AddStringToObject(event, "event", "calls");
    cJSON_AddStringToObject(event, "name", "x");
    cJSON_AddStringToObject(event, "level", level);
    cJSON_AddNumberToObject(event, "records", records);
    ns = cJSON_AddArrayToObject(event, "ns");
    for (guint i = count; i > 0; i--)
        cJSON_AddItemToArray(ns, cJSON_CreateNumber(i));
    cJSON_AddNumberToObject(event, "set_aside", set_aside);
    g_ptr_array_add(events, event);
}

static ph_launch_latency *read_record_level(void)
{
    const ph_worker_outcome outcome = { .events = events };

    return ph_launch_latency_read(&outcome, "x", "record");
}

static void test_quantiles_and_medians(void **state)
{
    g_autofree ph_launch_latency *latency = NULL;

    (void)state;
    say_calls("record", 1, 1001, 256);
    say_calls("file", 1, 3000, 7);
    say_calls("record", 10, 3, 1);
    say_calls("record", 10000, 2, 2);
    latency = read_record_level();
    assert_close(latency->values[PH_LATENCY_p50_ns], 501.0);
    assert_close(latency->values[PH_LATENCY_p95_ns], 951.0);
    assert_close(latency->values[PH_LATENCY_p99_ns], 991.0);
    assert_close(latency->values[PH_LATENCY_of_10_ns], 2.0);
    assert_true(isnan(latency->values[PH_LATENCY_of_100_ns]));
    assert_true(isnan(latency->values[PH_LATENCY_of_10000_ns]));
    assert_int_equal(latency->calls, 1001);
    assert_int_equal(latency->calls_set_aside, 259);
}

/* A 99th percentile of a few calls is their slowest. */
static void test_too_few_calls_have_no_percentiles(void **state)
{
    g_autofree ph_launch_latency *latency = NULL;

    (void)state;
    say_calls("record", 1, 999, 0);
    latency = read_record_level();
    assert_true(isnan(latency->values[PH_LATENCY_p50_ns]));
    assert_true(isnan(latency->values[PH_LATENCY_p99_ns]));
    assert_int_equal(latency->calls, 999);
}

static void test_the_start(void **state)
{
    g_autofree ph_launch_latency *latency = NULL;

    (void)state;
    g_ptr_array_add(events, cJSON_Parse("{\"event\":\"start\",\"name\":\"x\",\"level\":\"record\","
                                        "\"load_ns\":5,\"open_ns\":6,\"parse_ns\":7,"
                                        "\"first_record_ns\":8}"));
    latency = read_record_level();
    assert_close(latency->values[PH_LATENCY_load_ns], 5.0);
    assert_close(latency->values[PH_LATENCY_open_ns], 6.0);
    assert_close(latency->values[PH_LATENCY_parse_ns], 7.0);
    assert_close(latency->values[PH_LATENCY_first_record_ns], 8.0);
}

static void test_nothing_said_is_nothing(void **state)
{
    (void)state;
    say_calls("file", 1, 3000, 7);
    assert_null(read_record_level());
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_quantiles_and_medians),
        TEST(test_too_few_calls_have_no_percentiles),
        TEST(test_the_start),
        TEST(test_nothing_said_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
