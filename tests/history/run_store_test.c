/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is added to a history is there, once, in order and with its receipt; what is asked for comes
 * back as it was. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>

#include "error/error.h"
#include "history/store_check.h"
#include "made_up_history.h"
#include "made_up_server.h"

static GPtrArray *list_runs(made_up_store *made)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *runs = ph_run_store_runs(made->store, &(ph_run_query){ 0 }, &error);

    assert_null(error);
    return runs;
}

static ph_trend *read_trend(made_up_store *made)
{
    g_autoptr(GError) error = NULL;
    ph_trend *trend = ph_run_store_trend(made->store, made_up_first_series(made->store), 0, &error);

    assert_null(error);
    return trend;
}

static void test_a_run_is_there_with_all_of_it(void **state)
{
    made_up_store *made = *state;
    const gint64 run_id = made_up_add(made->store, made_up_entry_at(1, 7, 3, 2.5));
    g_autoptr(GPtrArray) runs = list_runs(made);
    const ph_history_run *run = runs->pdata[0];
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = ph_run_store_results(made->store, run_id, &error);
    g_autoptr(GBytes) document = ph_run_store_document(made->store, run_id, &error);
    g_autofree char *sha = made_up_sha(7);

    assert_null(error);
    assert_int_equal(runs->len, 1);
    assert_int_equal(run->id, run_id);
    assert_string_equal(run->sha, sha);
    assert_int_equal(run->position, 7);
    assert_string_equal(run->host, MADE_UP_HOST);
    assert_int_equal(run->results, 3);
    assert_true(run->has_document);
    assert_int_equal(results->len, 3);
    assert_true(((const ph_run_result *)results->pdata[1])->value == 2.5 + 0.01);
    assert_int_equal(g_bytes_get_size(document), strlen("{\"made_up\": 1}"));
    assert_memory_equal(g_bytes_get_data(document, NULL), "{\"made_up\": 1}", 14);
    assert_int_equal(made_up_check_chain(made->store), 2); /* The schema's, and the run's. */
}

static void test_a_run_is_added_once(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_run_entry) again = made_up_entry_at(1, 7, 3, 2.5);
    const gint64 run_id = made_up_add(made->store, made_up_entry_at(1, 7, 3, 2.5));
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) runs = NULL;
    ph_run_added added = PH_RUN_ADDED;
    gint64 same_id = 0;

    made_up_store_reopen(made);
    assert_true(ph_run_store_add_run(made->store, again, &added, &same_id, &error));
    assert_int_equal(added, PH_RUN_WAS_THERE);
    assert_int_equal(same_id, run_id);
    runs = list_runs(made);
    assert_int_equal(runs->len, 1);
    assert_int_equal(made_up_check_chain(made->store), 2);
}

static void test_a_trend_is_in_order_of_position_then_of_adding(void **state)
{
    static const gint64 positions[] = { 30, 10, 20, 10 };
    static const double expected[] = { 2, 4, 3, 1 };
    made_up_store *made = *state;
    g_autoptr(ph_trend) trend = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(positions); i++)
        made_up_add(made->store, made_up_entry_at(i, positions[i], 2, i + 1));
    trend = read_trend(made);
    assert_int_equal(trend->points->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_true(g_array_index(trend->points, ph_trend_point, i).value == expected[i]);
}

static void test_runs_of_pull_requests_and_without_position_are_in_no_trend(void **state)
{
    made_up_store *made = *state;
    ph_run_entry *of_pull_request = made_up_entry_at(1, 7, 1, 1);
    ph_run_entry *nowhere = made_up_entry_at(2, 8, 1, 1);
    ph_run_entry *of_nothing = made_up_entry_at(3, 9, 1, 1);
    g_autoptr(GPtrArray) runs = NULL;
    g_autoptr(ph_trend) trend = NULL;

    of_pull_request->run->event = PH_RUN_EVENT_PULL_REQUEST;
    nowhere->run->position = PH_NO_POSITION;
    g_clear_pointer(&of_nothing->run->sha, g_free);
    made_up_add(made->store, of_pull_request);
    made_up_add(made->store, nowhere);
    made_up_add(made->store, of_nothing);
    runs = list_runs(made);
    trend = read_trend(made);
    assert_int_equal(runs->len, 3);
    assert_int_equal(trend->points->len, 0);
    for (guint i = 0; i < runs->len; i++)
        assert_false(ph_history_run_is_in_trend(runs->pdata[i]));
}

static void test_what_was_not_known_of_a_commit_comes_later(void **state)
{
    made_up_store *made = *state;
    ph_run_entry *early = made_up_entry_at(1, 7, 1, 1.0);
    g_autoptr(ph_run_entry) elsewhere = made_up_entry_at(3, 7, 1, 1.0);
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_trend) trend = NULL;
    ph_run_added added;

    early->run->position = PH_NO_POSITION;
    g_clear_pointer(&early->run->cpu_model, g_free);
    made_up_add(made->store, early);
    made_up_add(made->store, made_up_entry_at(2, 7, 1, 2.0));
    trend = read_trend(made);
    assert_int_equal(trend->points->len, 2);
    elsewhere->run->position = 8;
    assert_false(ph_run_store_add_run(made->store, elsewhere, &added, NULL, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
    assert_int_equal(made_up_check_chain(made->store), 3);
}

/* The trends of an overview, each with its points. */
static gboolean note_trend(const ph_trend *trend, gpointer data)
{
    g_string_append_printf(data, "%s:", trend->series->key.benchmark);
    for (guint i = 0; i < trend->points->len; i++) {
        const ph_trend_point *point = &g_array_index(trend->points, ph_trend_point, i);

        g_string_append_printf(data, " %" G_GINT64_FORMAT "=%.2f", point->position, point->value);
    }
    g_string_append_c(data, '\n');
    return TRUE;
}

static gboolean stop_at_once(const ph_trend *trend, gpointer data)
{
    (void)trend;
    ++*(guint *)data;
    return FALSE;
}

static void test_an_overview_has_the_trends_of_all_series(void **state)
{
    made_up_store *made = *state;
    g_autoptr(GString) seen = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    const ph_series_query one = { .benchmark = "made-up-1/L2" };
    const ph_series_query none = { .host = "ffffffffffffffff" };
    guint told = 0;

    made_up_add(made->store, made_up_entry_at(1, 30, 3, 1.0));
    made_up_add(made->store, made_up_entry_at(2, 10, 2, 2.0));
    assert_true(
        ph_run_store_overview(made->store, &(ph_series_query){ 0 }, 0, note_trend, seen, &error));
    assert_string_equal(seen->str, "made-up-0/L2: 10=2.00 30=1.00\n"
                                   "made-up-1/L2: 10=2.01 30=1.01\n"
                                   "made-up-2/L2: 30=1.02\n");
    g_string_truncate(seen, 0);
    assert_true(ph_run_store_overview(made->store, &one, 0, note_trend, seen, &error));
    assert_string_equal(seen->str, "made-up-1/L2: 10=2.01 30=1.01\n");
    assert_true(ph_run_store_overview(made->store, &none, 0, stop_at_once, &told, &error));
    assert_int_equal(told, 0);
    assert_true(ph_run_store_overview(made->store, &(ph_series_query){ 0 }, 0, stop_at_once, &told,
                                      &error));
    assert_int_equal(told, 1);
    assert_null(error);
}

static void test_what_is_asked_since_a_time_is_of_runs_received_since(void **state)
{
    static const char *const times[] = { "1000", "3000", "2000" };
    made_up_store *made = *state;
    g_autoptr(GString) seen = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_trend) trend = NULL;
    g_autoptr(GPtrArray) runs = NULL;
    const ph_run_query query = { .received_us = 2000 * G_USEC_PER_SEC };

    for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
        (void)g_setenv("PERFHARNESS_NOW", times[i], TRUE);
        made_up_add(made->store, made_up_entry_at(i, i + 1, 1, i + 1));
    }
    g_unsetenv("PERFHARNESS_NOW");
    trend = ph_run_store_trend(made->store, made_up_first_series(made->store),
                               2000 * G_USEC_PER_SEC, &error);
    assert_int_equal(trend->points->len, 2);
    assert_int_equal(g_array_index(trend->points, ph_trend_point, 0).position, 2);
    assert_true(ph_run_store_overview(made->store, &(ph_series_query){ 0 }, 2000 * G_USEC_PER_SEC,
                                      note_trend, seen, &error));
    assert_string_equal(seen->str, "made-up-0/L2: 2=2.00 3=3.00\n");
    runs = ph_run_store_runs(made->store, &query, &error);
    assert_int_equal(runs->len, 2);
    assert_null(error);
}

static void test_a_run_is_found_by_the_beginning_of_its_digest(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_run_entry) entry = made_up_entry_at(1, 1, 1, 1.0);
    g_autofree char *prefix = g_strndup(entry->run->digest, 8);
    g_autofree char *other = g_strdup(prefix);
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_history_run) found = NULL;

    made_up_add(made->store, made_up_entry_at(1, 1, 1, 1.0));
    found = ph_run_store_run(made->store, prefix, &error);
    assert_string_equal(found->digest, entry->run->digest);
    other[7] = other[7] == '0' ? '1' : '0';
    assert_null(ph_run_store_run(made->store, other, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_USAGE));
    g_clear_error(&error);
    assert_null(ph_run_store_run(made->store, "no digest", &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_USAGE));
}

static void test_a_level_is_there_once_with_the_commits_of_its_runs(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_history_level) level = ph_history_level_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) levels = NULL;
    g_autofree char *first = made_up_sha(5);
    g_autofree char *text = NULL;
    const ph_history_level *found;
    gint64 id = 0, again = 0;

    level->last_good_run_id = made_up_add(made->store, made_up_entry_at(1, 4, 1, 1.0));
    level->first_run_id = made_up_add(made->store, made_up_entry_at(2, 5, 1, 1.1));
    level->series_id = made_up_first_series(made->store);
    level->change = 0.1;
    assert_true(ph_run_store_add_level(made->store, level, &id, &error));
    assert_true(ph_run_store_add_level(made->store, level, &again, &error));
    assert_int_equal(id, again);
    level->cause = PH_LEVEL_CODE;
    assert_true(ph_run_store_add_level(made->store, level, &again, &error));
    assert_int_not_equal(id, again);
    levels = ph_run_store_levels(made->store, level->series_id, &error);
    assert_int_equal(levels->len, 2);
    found = levels->pdata[0];
    assert_string_equal(found->first_sha, first);
    assert_int_equal(found->first_position, 5);
    assert_int_equal(found->last_good_position, 4);
    assert_true(found->change == 0.1 && isnan(found->low) && isnan(found->p_value));
    text = ph_history_level_text(found);
    assert_non_null(strstr(text, "\"cause\":\"candidate\",\"change\":0.10000000000000001,"
                                 "\"low\":null,"));
    assert_int_equal(made_up_check_chain(made->store), 1 + 2 + 2);
    assert_null(error);
}

static void test_a_case_and_what_happens_to_it(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_history_case) found = ph_history_case_new();
    g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, 0);
    g_autoptr(ph_history_event) note = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) cases = NULL;
    g_autoptr(GPtrArray) events = NULL;
    gint64 case_id = 0, event_id = 0;

    found->host = g_strdup(MADE_UP_HOST);
    found->suite = g_strdup(MADE_UP_SUITE);
    found->direction = -1;
    found->head_position = 9;
    assert_true(ph_run_store_add_case(made->store, found, seen, &case_id, &error));
    note = ph_history_event_new(PH_HISTORY_EVENT_NOTE, case_id);
    note->actor = g_strdup("somebody");
    note->text = g_strdup("\"quoted\"");
    assert_true(ph_run_store_add_event(made->store, note, &event_id, &error));
    cases = ph_run_store_cases(made->store, &error);
    events = ph_run_store_events(made->store, case_id, &error);
    assert_int_equal(cases->len, 1);
    assert_int_equal(((const ph_history_case *)cases->pdata[0])->direction, -1);
    assert_int_equal(((const ph_history_case *)cases->pdata[0])->base_position, PH_NO_POSITION);
    assert_int_equal(events->len, 2);
    assert_string_equal(((const ph_history_event *)events->pdata[1])->actor, "somebody");
    assert_int_equal(((const ph_history_event *)events->pdata[1])->id, event_id);
    assert_int_equal(made_up_check_chain(made->store), 1 + 3); /* The case, and two events. */
    assert_null(error);
}

static void test_an_alert_is_told_once_for_each_name_and_channel(void **state)
{
    static const char *const channels[] = { "slack", "email", NULL };
    made_up_store *made = *state;
    g_autoptr(ph_history_case) found = ph_history_case_new();
    g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) alerts = NULL;
    g_autoptr(GPtrArray) events = NULL;
    g_autoptr(GPtrArray) due = NULL;
    ph_delivery *delivery;
    gint64 case_id = 0;

    found->host = g_strdup(MADE_UP_HOST);
    found->suite = g_strdup(MADE_UP_SUITE);
    found->direction = 1;
    assert_true(ph_run_store_add_case(made->store, found, seen, &case_id, &error));
    assert_true(made_up_alert(made->store, "case-1-opened-1", case_id, channels));
    assert_false(made_up_alert(made->store, "case-1-opened-1", case_id, channels));
    alerts = ph_run_store_alerts(made->store, &error);
    events = ph_run_store_events(made->store, case_id, &error);
    due = ph_run_store_deliveries(made->store, &error);
    assert_int_equal(alerts->len, 1);
    assert_int_equal(((const ph_history_alert *)alerts->pdata[0])->case_id, case_id);
    assert_int_equal(events->len, 2);
    assert_int_equal(due->len, 2);
    delivery = due->pdata[0];
    assert_int_equal(delivery->alert_id, ((const ph_history_alert *)alerts->pdata[0])->id);
    delivery->attempts = 1;
    delivery->next_us = PH_NO_TIME;
    delivery->done_us = 5;
    assert_true(ph_run_store_update_delivery(made->store, delivery, &error));
    g_ptr_array_unref(due);
    due = ph_run_store_deliveries(made->store, &error);
    delivery = due->pdata[0];
    assert_int_equal(delivery->done_us, 5);
    assert_int_equal(delivery->next_us, PH_NO_TIME);
    delivery = due->pdata[1];
    assert_string_equal(delivery->channel, "email");
    assert_int_equal(delivery->done_us, PH_NO_TIME);
    assert_int_equal(made_up_check_chain(made->store), 1 + 2 + 2); /* The alert, and its event. */
    assert_null(error);
}

/* Two programs have read the same: one attempts it. */
static void test_a_delivery_is_claimed_once(void **state)
{
    static const char *const channels[] = { "slack", NULL };
    made_up_store *made = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mine = NULL;
    g_autoptr(GPtrArray) theirs = NULL;
    ph_delivery *first, *second;
    gboolean is_claimed = FALSE;

    assert_true(made_up_alert(made->store, "stoppage-1", 0, channels));
    mine = ph_run_store_deliveries(made->store, &error);
    theirs = ph_run_store_deliveries(made->store, &error);
    first = mine->pdata[0];
    second = theirs->pdata[0];
    assert_true(
        ph_run_store_claim_delivery(made->store, first, G_MAXINT64 - 1, &is_claimed, &error));
    assert_true(is_claimed);
    assert_int_equal(first->attempts, 1);
    assert_int_equal(first->next_us, G_MAXINT64 - 1);
    assert_true(
        ph_run_store_claim_delivery(made->store, second, G_MAXINT64 - 1, &is_claimed, &error));
    assert_false(is_claimed);
    assert_int_equal(second->attempts, 0);
    assert_null(error);
}

enum { RUNS_WHILE_CHECKED = 40 };

static gpointer write_runs(gpointer data)
{
    const ph_store_place *place = data;
    g_autofree char *note = NULL;
    ph_run_store *store = ph_run_store_open(place, PH_STORE_WRITE, &note, NULL);

    for (guint i = 1; store && i <= RUNS_WHILE_CHECKED; i++) {
        g_autoptr(ph_run_entry) entry = made_up_entry_at(i, i, 2, 1.0);
        ph_run_added added;

        (void)ph_run_store_add_run(store, entry, &added, NULL, NULL);
    }
    ph_run_store_close(store);
    return NULL;
}

static void fail_on_fault(const char *fault, gpointer data)
{
    (void)data;
    fail_msg("%s", fault);
}

/* Rows and receipts that others add meanwhile are not looked at. */
static void test_what_is_written_while_it_is_checked_is_no_fault(void **state)
{
    made_up_store *made = *state;
    g_autoptr(GPtrArray) witnesses = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    GThread *writer = g_thread_new("writer", write_runs, made->place);
    gint64 seen = 0;

    while (seen < RUNS_WHILE_CHECKED) {
        ph_store_check check = { .chain = "made up",
                                 .witnesses = witnesses,
                                 .found = fail_on_fault };

        assert_true(ph_store_check_run(&check, made->store, &error));
        assert_true(check.receipts >= seen);
        seen = check.receipts - 1; /* The schema's. */
    }
    (void)g_thread_join(writer);
    assert_int_equal(made_up_check_chain(made->store), 1 + RUNS_WHILE_CHECKED);
}

static void test_an_event_of_no_case_is_refused_whole(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_history_event) event = ph_history_event_new(PH_HISTORY_EVENT_NOTE, 77);
    g_autoptr(GError) error = NULL;

    assert_false(ph_run_store_add_event(made->store, event, NULL, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
    assert_int_equal(made_up_check_chain(made->store), 1);
}

static void test_facts_are_told_as_often_as_they_change_or_once(void **state)
{
    static const char *const kernels[] = { "a", "a", "b", "a" };
    made_up_store *made = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) facts = NULL;
    gboolean is_new = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS(kernels); i++) {
        g_autoptr(ph_history_fact) kernel =
            ph_history_fact_new(PH_RECEIPT_KERNEL, MADE_UP_HOST, "", kernels[i], NULL);
        g_autoptr(ph_history_fact) promotion =
            ph_history_fact_new(PH_RECEIPT_PROMOTION, MADE_UP_HOST, "critical", kernels[i], NULL);

        assert_true(ph_run_store_add_fact(made->store, kernel, &is_new, &error));
        assert_int_equal(is_new, i != 1);
        assert_true(ph_run_store_add_fact(made->store, promotion, &is_new, &error));
        assert_int_equal(is_new, i == 0 || i == 2);
    }
    facts = ph_run_store_facts(made->store, PH_RECEIPT_KERNEL, &error);
    assert_int_equal(facts->len, 3);
    assert_int_equal(made_up_check_chain(made->store), 1 + 3 + 2);
    assert_null(error);
}

static void test_a_run_is_only_kept_for_longer(void **state)
{
    made_up_store *made = *state;
    const gint64 run_id = made_up_add(made->store, made_up_entry_at(1, 1, 1, 1.0));
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) runs = NULL;

    assert_true(ph_run_store_keep(made->store, run_id, PH_RUN_KEEP_BASELINE, &error));
    assert_true(ph_run_store_keep(made->store, run_id, PH_RUN_KEEP_MAIN, &error));
    assert_null(error);
    runs = list_runs(made);
    assert_int_equal(((const ph_history_run *)runs->pdata[0])->keep, PH_RUN_KEEP_BASELINE);
}

static void test_what_was_deleted_stays_so(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_run_entry) again = made_up_entry_at(1, 1, 2, 1.0);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) runs = NULL;
    g_autofree char *erasure = NULL;
    ph_pruned pruned;
    ph_run_added added;

    made_up_add(made->store, made_up_entry_at(1, 1, 2, 1.0));
    made_up_add(made->store, made_up_entry_at(2, 2, 2, 1.0));
    assert_true(ph_run_store_keep(made->store, 2, PH_RUN_KEEP_BASELINE, &error));
    assert_true(ph_run_store_prune(made->store, G_MAXINT64 / 2, &pruned, &erasure, &error));
    assert_int_equal(pruned.count[PH_RETENTION_RULE_MAIN_RUN], 1);
    assert_int_equal(pruned.count[PH_RETENTION_RULE_MAIN_DOCUMENT], 0);
    assert_true(ph_run_store_add_run(made->store, again, &added, NULL, &error));
    assert_int_equal(added, PH_RUN_WAS_DELETED);
    runs = list_runs(made);
    assert_int_equal(runs->len, 1);
    assert_int_equal(made_up_check_chain(made->store), 1 + 2 + 1);
    assert_null(error);
}

/* Behind the triggers' back. */
static void damage_documents(const made_up_store *made)
{
    sqlite3 *database = NULL;

    if (!made->place->path) {
        made_up_server_execute(MADE_UP_OWNER,
                               "ALTER TABLE document DISABLE TRIGGER document_unchanged;"
                               "UPDATE document SET deflated = '\\x789c00'");
        return;
    }
    assert_int_equal(sqlite3_open(made->place->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database,
                                  "DROP TRIGGER document_unchanged;"
                                  "UPDATE document SET deflated = x'789c00'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void test_a_damaged_document_is_said_to_be(void **state)
{
    made_up_store *made = *state;
    g_autoptr(GError) error = NULL;

    made_up_add(made->store, made_up_entry_at(1, 1, 1, 1.0));
    damage_documents(made);
    assert_null(ph_run_store_document(made->store, 1, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_PARSE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define STORE_TEST(function)                                                                       \
    cmocka_unit_test_setup_teardown(function, made_up_store_open, made_up_store_close)
        STORE_TEST(test_a_run_is_there_with_all_of_it),
        STORE_TEST(test_a_run_is_added_once),
        STORE_TEST(test_a_trend_is_in_order_of_position_then_of_adding),
        STORE_TEST(test_runs_of_pull_requests_and_without_position_are_in_no_trend),
        STORE_TEST(test_what_was_not_known_of_a_commit_comes_later),
        STORE_TEST(test_an_overview_has_the_trends_of_all_series),
        STORE_TEST(test_what_is_asked_since_a_time_is_of_runs_received_since),
        STORE_TEST(test_a_run_is_found_by_the_beginning_of_its_digest),
        STORE_TEST(test_a_level_is_there_once_with_the_commits_of_its_runs),
        STORE_TEST(test_a_case_and_what_happens_to_it),
        STORE_TEST(test_an_alert_is_told_once_for_each_name_and_channel),
        STORE_TEST(test_a_delivery_is_claimed_once),
        STORE_TEST(test_what_is_written_while_it_is_checked_is_no_fault),
        STORE_TEST(test_an_event_of_no_case_is_refused_whole),
        STORE_TEST(test_facts_are_told_as_often_as_they_change_or_once),
        STORE_TEST(test_a_run_is_only_kept_for_longer),
        STORE_TEST(test_what_was_deleted_stays_so),
        STORE_TEST(test_a_damaged_document_is_said_to_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
