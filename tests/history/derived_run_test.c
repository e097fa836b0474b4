/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is stored of a run follows from its document, by the derivation that it was stored by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "history/derived_run.h"
#include "history/run_document.h"
#include "made_up_history.h"

/* Of a real run. */
#define DOCUMENT PH_DOCUMENT_FOLDER "/perf.json"

static ph_run_entry *measured_entry(ph_derivation derivation)
{
    const ph_run_circumstances known = { .event = PH_RUN_EVENT_SCHEDULE, .derivation = derivation };
    g_autoptr(ph_run_document) document = NULL;
    g_autoptr(GBytes) bytes = NULL;
    ph_run_entry *entry;
    char *text;
    gsize length;

    assert_true(g_file_get_contents(DOCUMENT, &text, &length, NULL));
    bytes = g_bytes_new_take(text, length);
    document = ph_run_document_parse(DOCUMENT, bytes, PH_SCHEMA_FOLDER, NULL);
    assert_non_null(document);
    entry = ph_run_document_entry(document, &known, NULL);
    assert_non_null(entry);
    return entry;
}

static void count(const char *fault, gpointer data)
{
    (void)fault;
    ++*(guint *)data;
}

/* Faults of the one run that is there. */
static guint faults_of(ph_run_store *store)
{
    const ph_run_query all = { 0 };
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &all, NULL);
    guint faults = 0;

    assert_int_equal(runs->len, 1);
    assert_true(
        ph_derived_run_check(store, runs->pdata[0], PH_SCHEMA_FOLDER, count, &faults, NULL));
    return faults;
}

static void test_the_newest_derivation(void **state)
{
    made_up_store *made = *state;

    (void)made_up_add(made->store, measured_entry(0));
    assert_int_equal(faults_of(made->store), 0);
}

static void test_the_derivation_of_before(void **state)
{
    made_up_store *made = *state;

    (void)made_up_add(made->store, measured_entry(PH_DERIVATION_MEAN));
    assert_int_equal(faults_of(made->store), 0);
}

/* The series say which derivation it is, and of that the value is none. */
static void test_a_value_of_no_derivation(void **state)
{
    made_up_store *made = *state;
    ph_run_entry *entry = measured_entry(PH_DERIVATION_MEAN);
    ph_run_result *first = entry->results->pdata[0];

    first->value += 0.001;
    (void)made_up_add(made->store, entry);
    assert_int_equal(faults_of(made->store), 1);
}

/* Results of this metric, from the end, at most so many. */
static void take_away(ph_run_entry *entry, ph_metric metric, guint most)
{
    guint taken = 0;

    for (guint i = entry->results->len; i > 0 && taken < most; i--) {
        const ph_run_result *result = entry->results->pdata[i - 1];

        if (result->key.metric != metric)
            continue;
        g_ptr_array_remove_index(entry->results, i - 1);
        taken++;
    }
    assert_int_not_equal(taken, 0);
}

/* An earlier version added it, when there were no such series. */
static void test_a_metric_of_later_versions(void **state)
{
    made_up_store *made = *state;
    ph_run_entry *entry = measured_entry(0);

    take_away(entry, PH_METRIC_PEAK_BYTES, G_MAXUINT);
    (void)made_up_add(made->store, entry);
    assert_int_equal(faults_of(made->store), 0);
}

static void test_a_result_that_was_not_added(void **state)
{
    made_up_store *made = *state;
    ph_run_entry *entry = measured_entry(0);

    take_away(entry, PH_METRIC_PEAK_BYTES, 1);
    take_away(entry, PH_METRIC_ALLOCATIONS, 1);
    (void)made_up_add(made->store, entry);
    assert_int_equal(faults_of(made->store), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_newest_derivation, made_up_store_open,
                                        made_up_store_close),
        cmocka_unit_test_setup_teardown(test_the_derivation_of_before, made_up_store_open,
                                        made_up_store_close),
        cmocka_unit_test_setup_teardown(test_a_value_of_no_derivation, made_up_store_open,
                                        made_up_store_close),
        cmocka_unit_test_setup_teardown(test_a_metric_of_later_versions, made_up_store_open,
                                        made_up_store_close),
        cmocka_unit_test_setup_teardown(test_a_result_that_was_not_added, made_up_store_open,
                                        made_up_store_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
