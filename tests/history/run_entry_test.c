/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What becomes of a perf.json: ratios to the anchor launch by launch, sizes, what makes values
 * incomparable, and what is told of host and subjects; and the spool, which keeps all of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error/error.h"
#include "history/run_entry.h"
#include "history/run_spool.h"
#include "history/series_method.h"
#include "scratch_folder.h"

#define HOST "0123456789abcdef"

#define assert_near(value, expected, tolerance)                                                    \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static const double library_launches[] = { 110, 220, 330 };
static const double anchor_launches[] = { 100, 200, 310 };

static ph_result *new_result(const char *subject, const double *launches, guint count)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup("comp3/L2");
    result->workload = g_strdup("comp3");
    result->level = g_strdup("kernel");
    result->subject = g_strdup(subject);
    result->state = PH_STATE_MEASURED;
    result->input_bytes = 1000;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    g_array_append_vals(result->launch_ns, launches, count);
    return result;
}

static void add_subject(ph_measurement *measurement, const char *name, const char *digest)
{
    ph_subject_info *info = g_new0(ph_subject_info, 1);

    info->name = g_strdup(name);
    info->version = g_strdup("0.8.1");
    info->build = g_strdup("release");
    info->chosen = g_strdup("");
    info->built_from = ph_build_identity_new();
    info->built_from->library_sha256 = g_strdup(digest);
    info->built_from->library_bytes = 1000000;
    g_ptr_array_add(measurement->subjects, info);
}

static ph_measurement *new_run(void)
{
    ph_measurement *measurement = ph_measurement_new();
    ph_build_identity *identity = ph_build_identity_new();

    identity->library_sha256 = g_strdup("aa");
    cJSON_Delete(measurement->system);
    measurement->system = cJSON_CreateObject();
    cJSON_AddStringToObject(measurement->system, "fingerprint", HOST);
    g_free(measurement->timestamp);
    measurement->timestamp = g_strdup("2025-06-01T12:00:00Z");
    measurement->suite = g_strdup("critical");
    measurement->anchor = ph_anchor_new("old.so", NULL, identity);
    add_subject(measurement, "copybook-rs", "bb");
    add_subject(measurement, "anchor", "aa");
    g_ptr_array_add(measurement->results, new_result("anchor", anchor_launches, 3));
    g_ptr_array_add(measurement->results, new_result("copybook-rs", library_launches, 3));
    return measurement;
}

static ph_run_entry *entry_as(const ph_measurement *measurement, ph_derivation derivation)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static("{}", 2);
    g_autoptr(GError) error = NULL;
    const ph_run_circumstances known = { .event = PH_RUN_EVENT_SCHEDULE, .derivation = derivation };
    ph_run_entry *entry = ph_run_entry_from(bytes, measurement, &known, &error);

    assert_null(error);
    return entry;
}

static ph_run_entry *entry_of(const ph_measurement *measurement)
{
    return entry_as(measurement, 0);
}

static const ph_run_result *find(const ph_run_entry *entry, const char *subject, ph_metric metric)
{
    for (guint i = 0; i < entry->results->len; i++) {
        const ph_run_result *result = entry->results->pdata[i];

        if (strcmp(result->key.subject, subject) == 0 && result->key.metric == metric)
            return result;
    }
    return NULL;
}

static void test_a_ratio_is_that_of_pairs(void **state)
{
    g_autoptr(ph_measurement) measurement = new_run();
    g_autoptr(ph_run_entry) entry = entry_of(measurement);
    const ph_run_result *anchored = find(entry, "copybook-rs", PH_METRIC_ANCHOR);
    /* Of log(1.1), log(1.1) and log(330/310), from quartile to quartile. */
    const double middle_half = (log(1.1) - log(330.0 / 310)) / 2;

    (void)state;
    assert_near(anchored->value, log(1.1), 1e-12);
    assert_near(anchored->error, middle_half / 1.349 * (1 + 2.0 / 3) * sqrt(G_PI_2 / 3), 1e-12);
    assert_int_equal(anchored->launches, 3);
    assert_null(find(entry, "anchor", PH_METRIC_ANCHOR));
    assert_true(find(entry, "copybook-rs", PH_METRIC_SIZE)->value == 1000000);
}

static void allocate(ph_measurement *measurement, const char *unseen)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        ph_result *result = measurement->results->pdata[i];

        g_clear_pointer(&result->allocations, ph_allocations_free);
        result->allocations = g_new0(ph_allocations, 1);
        *result->allocations = (ph_allocations){ 10, 1000, 2500, 80000, 100, 0, g_strdup(unseen) };
    }
}

/* Exact values of an item; of what is not seen there is none, which is not 0. */
static void test_what_is_allocated(void **state)
{
    g_autoptr(ph_measurement) measurement = new_run();
    g_autoptr(ph_run_entry) counted = NULL, unseen = NULL;

    (void)state;
    allocate(measurement, NULL);
    counted = entry_of(measurement);
    assert_true(find(counted, "copybook-rs", PH_METRIC_ALLOCATIONS)->value == 2.5);
    assert_true(find(counted, "copybook-rs", PH_METRIC_ALLOCATED_BYTES)->value == 80.0);
    assert_true(find(counted, "copybook-rs", PH_METRIC_PEAK_BYTES)->value == 100.0); /* A call's. */
    assert_true(isnan(find(counted, "copybook-rs", PH_METRIC_ALLOCATIONS)->error));
    allocate(measurement, "it has an allocator of its own");
    unseen = entry_of(measurement);
    assert_null(find(unseen, "copybook-rs", PH_METRIC_ALLOCATIONS));
    assert_null(find(unseen, "copybook-rs", PH_METRIC_ALLOCATED_BYTES));
    assert_null(find(unseen, "copybook-rs", PH_METRIC_PEAK_BYTES));
}

/* What was stored when it was the mean of the launches is derived so again. */
static void test_a_value_that_is_a_mean(void **state)
{
    g_autoptr(ph_measurement) measurement = new_run();
    g_autoptr(ph_run_entry) entry = entry_as(measurement, PH_DERIVATION_MEAN);
    g_autoptr(ph_run_entry) newest = entry_of(measurement);
    const ph_run_result *anchored = find(entry, "copybook-rs", PH_METRIC_ANCHOR);
    const double logs[] = { log(1.1), log(1.1), log(330.0 / 310) };
    const double mean = (logs[0] + logs[1] + logs[2]) / 3;
    double squares = 0;

    (void)state;
    for (guint i = 0; i < 3; i++)
        squares += (logs[i] - mean) * (logs[i] - mean);
    assert_near(anchored->value, mean, 1e-12);
    assert_near(anchored->error, sqrt(squares / 2 / 3), 1e-12);
    /* It is another series; that of sizes is the same. */
    assert_string_not_equal(anchored->key.method,
                            find(newest, "copybook-rs", PH_METRIC_ANCHOR)->key.method);
    assert_string_equal(find(entry, "copybook-rs", PH_METRIC_SIZE)->key.method,
                        find(newest, "copybook-rs", PH_METRIC_SIZE)->key.method);
}

/* A launch that one of the two has not is no pair; where there are others, they are none. */
static void test_launches_that_are_missing(void **state)
{
    const double with_a_gap[] = { 110, NAN, 330 };
    const double fewer[] = { 110, 220 };
    g_autoptr(ph_measurement) measurement = new_run();
    g_autoptr(ph_run_entry) gap = NULL;
    g_autoptr(ph_run_entry) unpaired = NULL;
    ph_result *result = measurement->results->pdata[1];

    (void)state;
    g_array_set_size(result->launch_ns, 0);
    g_array_append_vals(result->launch_ns, with_a_gap, 3);
    gap = entry_of(measurement);
    assert_int_equal(find(gap, "copybook-rs", PH_METRIC_ANCHOR)->launches, 2);
    assert_near(find(gap, "copybook-rs", PH_METRIC_ANCHOR)->value,
                (log(1.1) + log(330.0 / 310)) / 2, 1e-12);
    g_array_set_size(result->launch_ns, 0);
    g_array_append_vals(result->launch_ns, fewer, 2);
    unpaired = entry_of(measurement);
    assert_int_equal(find(unpaired, "copybook-rs", PH_METRIC_ANCHOR)->launches, 2);
    /* The error is that of both, as nothing cancels. */
    assert_true(find(unpaired, "copybook-rs", PH_METRIC_ANCHOR)->error >
                find(gap, "copybook-rs", PH_METRIC_ANCHOR)->error);
}

static void test_one_launch_has_no_error(void **state)
{
    g_autoptr(ph_measurement) measurement = new_run();
    g_autoptr(ph_run_entry) entry = NULL;

    (void)state;
    for (guint i = 0; i < 2; i++)
        g_array_set_size(((ph_result *)measurement->results->pdata[i])->launch_ns, 1);
    entry = entry_of(measurement);
    assert_true(isnan(find(entry, "copybook-rs", PH_METRIC_TIME)->error));
    assert_true(isnan(find(entry, "copybook-rs", PH_METRIC_ANCHOR)->error));
}

static char *method_of(const ph_measurement *measurement, ph_metric metric)
{
    return ph_series_method(measurement, measurement->results->pdata[1], metric,
                            PH_DERIVATION_NEWEST);
}

static void test_methods(void **state)
{
    g_autoptr(ph_measurement) one = new_run();
    g_autoptr(ph_measurement) other = new_run();
    g_autofree char *anchored = method_of(one, PH_METRIC_ANCHOR);
    g_autofree char *timed = method_of(one, PH_METRIC_TIME);

    (void)state;
    g_free(other->anchor->identity->library_sha256);
    other->anchor->identity->library_sha256 = g_strdup("cc");
    {
        g_autofree char *anchored_otherwise = method_of(other, PH_METRIC_ANCHOR);
        g_autofree char *timed_alike = method_of(other, PH_METRIC_TIME);

        assert_string_not_equal(anchored, anchored_otherwise);
        assert_string_equal(timed, timed_alike);
    }
    ((ph_result *)other->results->pdata[1])->input_bytes = 2000;
    {
        g_autofree char *timed_otherwise = method_of(other, PH_METRIC_TIME);

        assert_string_not_equal(timed, timed_otherwise);
    }
}

static void test_what_is_no_run_is_refused(void **state)
{
    g_autoptr(ph_measurement) nowhere = new_run();
    g_autoptr(ph_measurement) nothing = new_run();
    g_autoptr(GBytes) bytes = g_bytes_new_static("{}", 2);
    const ph_run_circumstances known = { .event = PH_RUN_EVENT_MANUAL };
    g_autoptr(GError) error = NULL;

    (void)state;
    cJSON_ReplaceItemInObject(nowhere->system, "fingerprint", cJSON_CreateString("../../etc"));
    assert_null(ph_run_entry_from(bytes, nowhere, &known, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
    g_clear_error(&error);
    for (guint i = 0; i < 2; i++)
        ((ph_result *)nothing->results->pdata[i])->state = PH_STATE_FAILED;
    assert_null(ph_run_entry_from(bytes, nothing, &known, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
}

static void test_the_spool_gives_back_what_it_was_given(void **state)
{
    char *folder = scratch_folder_new();
    g_autofree char *spool = scratch_path(folder, "spool");
    g_autoptr(GBytes) document = g_bytes_new_static("\0\xff perf", 7);
    const ph_run_circumstances known = {
        .event = PH_RUN_EVENT_PULL_REQUEST,
        .pull_request = 12,
        .sha = "abc",
        .branch = "topic",
        .summary = NULL,
        .position = 123456789012345,
        .committed_us = 1764547200000001,
    };
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    g_autofree char *again = NULL;
    g_autoptr(GPtrArray) paths = NULL;
    g_autoptr(ph_spooled_run) run = NULL;

    (void)state;
    assert_true(ph_run_spool_keep(spool, document, &known, &path, &error));
    assert_true(ph_run_spool_keep(spool, document, &known, &again, &error));
    scratch_write(folder, "spool/.left-behind", "x");
    paths = ph_run_spool_list(spool);
    assert_int_equal(paths->len, 1);
    run = ph_run_spool_read(paths->pdata[0], &error);
    assert_null(error);
    assert_true(g_bytes_equal(run->document, document));
    assert_int_equal(run->circumstances.event, known.event);
    assert_int_equal(run->circumstances.pull_request, 12);
    assert_int_equal(run->circumstances.position, known.position);
    assert_int_equal(run->circumstances.committed_us, known.committed_us);
    assert_string_equal(run->circumstances.branch, "topic");
    assert_null(run->circumstances.summary);
    assert_true(ph_run_spool_remove(path, &error));
    assert_null(ph_run_spool_read(path, &error));
    assert_null(error);
    scratch_folder_remove(folder);
}

static void test_a_full_spool_drops_nothing(void **state)
{
    char *folder = scratch_folder_new();
    g_autoptr(GError) error = NULL;
    const ph_run_circumstances known = { .event = PH_RUN_EVENT_MANUAL };

    (void)state;
    for (guint i = 0; i < PH_RUN_SPOOL_FILES_MAX; i++) {
        g_autofree char *name = g_strdup_printf("%064x.json", i);

        scratch_write(folder, name, "");
    }
    {
        g_autoptr(GBytes) document = g_bytes_new_static("{}", 2);
        g_autofree char *path = NULL;
        g_autoptr(GPtrArray) paths = NULL;

        assert_false(ph_run_spool_keep(folder, document, &known, &path, &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
        assert_non_null(strstr(error->message, "it is full, with 1000 runs"));
        paths = ph_run_spool_list(folder);
        assert_int_equal(paths->len, PH_RUN_SPOOL_FILES_MAX);
    }
    scratch_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_ratio_is_that_of_pairs),
        cmocka_unit_test(test_what_is_allocated),
        cmocka_unit_test(test_a_value_that_is_a_mean),
        cmocka_unit_test(test_launches_that_are_missing),
        cmocka_unit_test(test_one_launch_has_no_error),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_what_is_no_run_is_refused),
        cmocka_unit_test(test_the_spool_gives_back_what_it_was_given),
        cmocka_unit_test(test_a_full_spool_drops_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
