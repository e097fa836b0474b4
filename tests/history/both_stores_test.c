/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The same is added to a file of SQLite's and to a server: each statement that asks for something
 * has the same rows of both, to the last bit of a value, and so they have when some of it was
 * deleted. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "history/run_store_object.h"
#include "made_up_history.h"
#include "made_up_server.h"
#include "scratch_folder.h"

enum { RUNS = 50, SERIES = 7, START_S = 1700000000, DAY_S = 24 * 3600, PARAMETERS_MAX = 7 };

/* Of the run that is asked for by its digest. */
enum { CHOSEN = 13 };
static guint8 chosen_digest[PH_STORE_DIGEST_BYTES];
static guint8 chosen_method[PH_STORE_DIGEST_BYTES];
static guint8 kernel_digest[PH_STORE_DIGEST_BYTES];
static char chosen_sha[41];

#define TEXT(text)                                                                                 \
    {                                                                                              \
        .type = PH_STORE_TEXT, .bytes = (text), .length = sizeof(text) - 1                         \
    }
#define INTEGER(n)                                                                                 \
    {                                                                                              \
        .type = PH_STORE_INTEGER, .integer = (n)                                                   \
    }
#define BYTES(array)                                                                               \
    {                                                                                              \
        .type = PH_STORE_BYTES, .bytes = (array), .length = sizeof(array)                          \
    }
#define ANY           TEXT("*")
#define AFTER_DAYS(n) INTEGER((START_S + (gint64)(n)*DAY_S) * G_USEC_PER_SEC)

static const struct {
    ph_statement statement;
    ph_store_value parameters[PARAMETERS_MAX];
} questions[] = {
    { PH_STATEMENT_FIND_HOST, { TEXT(MADE_UP_HOST) } },
    { PH_STATEMENT_FIND_REVISION, { TEXT(chosen_sha) } },
    { PH_STATEMENT_FIND_RUN, { BYTES(chosen_digest) } },
    { PH_STATEMENT_FIND_RECEIPT, { BYTES(chosen_digest), TEXT("run") } },
    { PH_STATEMENT_SERIES_OF_SUITE, { INTEGER(1), TEXT(MADE_UP_SUITE) } },
    { PH_STATEMENT_FIND_SERIES,
      { INTEGER(1), TEXT(MADE_UP_SUITE), TEXT("made-up-1/L2"), TEXT("kernel"), TEXT("copybook-rs"),
        TEXT("time"), BYTES(chosen_method) } },
    { PH_STATEMENT_LIST_RUNS, { ANY, ANY, ANY, INTEGER(0), INTEGER(G_MAXINT64) } },
    { PH_STATEMENT_LIST_RUNS,
      { TEXT(MADE_UP_HOST), TEXT(MADE_UP_SUITE), TEXT("0000000"), AFTER_DAYS(9), INTEGER(5) } },
    { PH_STATEMENT_RUN_BY_DIGEST, { BYTES(chosen_digest), BYTES(chosen_digest) } },
    { PH_STATEMENT_DOCUMENT, { INTEGER(CHOSEN) } },
    { PH_STATEMENT_RESULTS_OF_RUN, { INTEGER(CHOSEN) } },
    { PH_STATEMENT_LIST_SERIES, { ANY, ANY, ANY, ANY, ANY } },
    { PH_STATEMENT_LIST_SERIES,
      { TEXT(MADE_UP_HOST), TEXT(MADE_UP_SUITE), TEXT("made-up-2/L2"), TEXT("copybook-rs"),
        TEXT("time") } },
    { PH_STATEMENT_SERIES_BY_ID, { INTEGER(2) } },
    { PH_STATEMENT_FIRST_RUN, { AFTER_DAYS(20) } },
    { PH_STATEMENT_FIRST_RUN, { AFTER_DAYS(2000) } },
    { PH_STATEMENT_TREND, { INTEGER(1), INTEGER(0), INTEGER(0) } },
    { PH_STATEMENT_TREND, { INTEGER(2), INTEGER(10), AFTER_DAYS(20) } },
    { PH_STATEMENT_TREND_RUNS, { AFTER_DAYS(5) } },
    { PH_STATEMENT_SERIES_RESULTS, { INTEGER(3), INTEGER(20) } },
    { PH_STATEMENT_REVISION_OF_RUN, { INTEGER(CHOSEN) } },
    { PH_STATEMENT_FIND_LEVEL, { INTEGER(1), INTEGER(2), TEXT("candidate") } },
    { PH_STATEMENT_LEVELS, { INTEGER(0) } },
    { PH_STATEMENT_LEVELS, { INTEGER(1) } },
    { PH_STATEMENT_CASES, { INTEGER(0) } },
    { PH_STATEMENT_EVENTS, { INTEGER(0) } },
    { PH_STATEMENT_EVENTS, { INTEGER(1) } },
    { PH_STATEMENT_FIND_ALERT, { TEXT("case-1-opened-1") } },
    { PH_STATEMENT_ALERTS, { INTEGER(0) } },
    { PH_STATEMENT_DELIVERIES, { INTEGER(0) } },
    { PH_STATEMENT_NEWEST_FACT, { TEXT("kernel"), TEXT(MADE_UP_HOST), TEXT("") } },
    { PH_STATEMENT_FIND_FACT, { TEXT("kernel"), BYTES(kernel_digest) } },
    { PH_STATEMENT_FACTS, { ANY } },
    { PH_STATEMENT_FACTS, { TEXT("kernel") } },
    { PH_STATEMENT_HEAD, { INTEGER(0) } },
    { PH_STATEMENT_RECEIPTS, { INTEGER(0) } },
    { PH_STATEMENT_OLDEST_RECEIPT, { TEXT("run") } },
    { PH_STATEMENT_NEWEST_RECEIPT, { TEXT("run") } },
    { PH_STATEMENT_OUTDATED_RUNS, { TEXT("pull-request"), AFTER_DAYS(30) } },
    { PH_STATEMENT_OUTDATED_DOCUMENTS, { TEXT("main"), AFTER_DAYS(30) } },
};

/* Both, by name of what is below. */
typedef struct both_stores {
    made_up_store *server;
    ph_store_place *place;
    ph_run_store *file;
} both_stores;

static void set_day(guint day)
{
    g_autofree char *seconds = g_strdup_printf("%u", START_S + day * DAY_S);

    (void)g_setenv("PERFHARNESS_NOW", seconds, TRUE);
}

/* Runs of several kinds, of values that a text of 15 digits does not hold, and the ends of what a
 * double does. */
static ph_run_entry *make_entry(guint number)
{
    ph_run_entry *entry =
        made_up_entry_at(number, 1 + number / 2, 1 + number % SERIES, sin(number) * 1e3);
    ph_run_result *first = entry->results->pdata[0];

    if (number % 5 == 1) {
        entry->run->event = PH_RUN_EVENT_PULL_REQUEST;
        entry->run->pull_request = number;
        entry->run->keep = PH_RUN_KEEP_PULL_REQUEST;
    }
    if (number % 7 == 3) {
        g_clear_pointer(&entry->run->sha, g_free);
        entry->run->machine = g_strdup("0011223344556677");
        first->error = NAN;
    }
    if (number % 11 == 4) {
        entry->run->source = g_strdup("made up: \"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
        first->value = number % 2 ? 5e-324 : DBL_MAX;
    }
    return entry;
}

enum { WITHOUT_COMMIT = 10 };

static void fill(ph_run_store *store)
{
    g_autoptr(ph_history_level) nowhere = ph_history_level_new();

    set_day(0);
    made_up_fill(store);
    for (guint i = 3; i <= RUNS; i++) {
        set_day(i);
        made_up_add(store, make_entry(i));
    }
    nowhere->series_id = 1;
    nowhere->first_run_id = WITHOUT_COMMIT; /* A level's place in the order is not known. */
    assert_true(ph_run_store_add_level(store, nowhere, NULL, NULL));
}

static void choose(void)
{
    g_autoptr(ph_run_entry) entry = make_entry(CHOSEN);
    g_autoptr(ph_history_fact) kernel =
        ph_history_fact_new(PH_RECEIPT_KERNEL, MADE_UP_HOST, "", "6.1", NULL);

    (void)g_strlcpy(chosen_sha, entry->run->sha, sizeof chosen_sha);
    assert_true(ph_store_hex_to_bytes(entry->run->digest, chosen_digest, sizeof chosen_digest));
    assert_true(ph_store_hex_to_bytes(made_up_method, chosen_method, sizeof chosen_method));
    assert_true(ph_store_hex_to_bytes(kernel->digest, kernel_digest, sizeof kernel_digest));
}

static int open_both(void **state)
{
    both_stores *both = g_new0(both_stores, 1);
    g_autofree char *note = NULL;
    g_autofree char *path = NULL;

    choose();
    set_day(0);
    (void)made_up_store_open((void **)&both->server);
    path = scratch_path(both->server->folder, "history.db");
    both->place = ph_store_place_choose(path, NULL);
    both->file = ph_run_store_open(both->place, PH_STORE_WRITE, &note, NULL);
    assert_non_null(both->file);
    fill(both->server->store);
    fill(both->file);
    *state = both;
    return 0;
}

static int close_both(void **state)
{
    both_stores *both = *state;

    g_unsetenv("PERFHARNESS_NOW");
    ph_run_store_close(both->file);
    ph_store_place_free(both->place);
    (void)made_up_store_close((void **)&both->server);
    g_free(both);
    return 0;
}

/* What came of a statement. */
typedef struct answer {
    guint columns;
    gboolean is_of_chain; /* The first receipt is of the schema, which is another one's. */
    GPtrArray *rows;
} answer;

static char *text_of(const ph_store_value *value)
{
    switch (value->type) {
    case PH_STORE_INTEGER: return g_strdup_printf("%" G_GINT64_FORMAT, value->integer);
    case PH_STORE_REAL: return g_strdup_printf("%a", value->real);
    case PH_STORE_TEXT: return g_strdup_printf("'%s'", (const char *)value->bytes);
    case PH_STORE_BYTES: return ph_store_bytes_to_hex(value);
    case PH_STORE_NULL: break;
    }
    return g_strdup("NULL");
}

static gboolean take_row(const ph_store_value *columns, gpointer data)
{
    answer *given = data;
    GString *row = g_string_new(NULL);

    for (guint i = 0; i < given->columns; i++) {
        g_autofree char *text = text_of(&columns[i]);
        const gboolean is_digest =
            given->is_of_chain && (i >= 5 || (i == 2 && columns[0].integer == 1));

        g_string_append_printf(row, "%s|", is_digest ? "" : text);
    }
    g_ptr_array_add(given->rows, g_string_free(row, FALSE));
    return TRUE;
}

static gint compare_rows(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *joined(answer *given, gboolean is_ordered)
{
    GString *text = g_string_new(NULL);

    if (!is_ordered)
        g_ptr_array_sort(given->rows, compare_rows);
    for (guint i = 0; i < given->rows->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)given->rows->pdata[i]);
    g_ptr_array_unref(given->rows);
    return g_string_free(text, FALSE);
}

static char *ask(ph_run_store *store, gsize question)
{
    const ph_statement statement = questions[question].statement;
    answer given = {
        .columns = ph_statement_columns(statement),
        .is_of_chain = statement == PH_STATEMENT_HEAD || statement == PH_STATEMENT_RECEIPTS ||
                       statement == PH_STATEMENT_OLDEST_RECEIPT ||
                       statement == PH_STATEMENT_NEWEST_RECEIPT,
        .rows = g_ptr_array_new_with_free_func(g_free),
    };
    g_autoptr(GError) error = NULL;

    if (!ph_run_store_ask(store, statement, questions[question].parameters, take_row, &given,
                          &error))
        fail_msg("%s: %s", ph_statement_text(statement), error->message);
    return joined(&given, strstr(ph_statement_text(statement), "ORDER BY") != NULL);
}

static void check_all(const both_stores *both, gboolean is_filled)
{
    for (gsize i = 0; i < G_N_ELEMENTS(questions); i++) {
        g_autofree char *of_file = ask(both->file, i);
        g_autofree char *of_server = ask(both->server->store, i);

        if (!g_str_equal(of_file, of_server) || (is_filled && !*of_file))
            fail_msg("%s\nfile:\n%sserver:\n%s", ph_statement_text(questions[i].statement), of_file,
                     of_server);
    }
}

static void test_each_statement_has_the_same_rows(void **state)
{
    check_all(*state, TRUE);
}

/* One that asks for something and is not above would not be compared. */
static void test_every_statement_is_asked(void **state)
{
    (void)state;
    for (guint statement = 0; statement < PH_STATEMENT_COUNT; statement++) {
        const char *text = ph_statement_text((ph_statement)statement);
        gboolean is_asked = !g_str_has_prefix(text, "SELECT");

        for (gsize i = 0; i < G_N_ELEMENTS(questions); i++)
            is_asked = is_asked || questions[i].statement == (ph_statement)statement;
        if (!is_asked)
            fail_msg("not asked: %s", text);
    }
}

static char *ask_for_many(ph_run_store *store, const gint64 *ids, guint count)
{
    answer given = { .columns = 5, .rows = g_ptr_array_new_with_free_func(g_free) };

    assert_true(store->engine->calls->series_results(store->engine, ids, count, 10, take_row,
                                                     &given, NULL));
    return joined(&given, TRUE);
}

static void test_the_results_of_many_series_come_in_the_order_asked_for(void **state)
{
    static const gint64 ids[] = { 5, 1, 7, 2, 999, 3 };
    const both_stores *both = *state;
    g_autofree char *of_file = ask_for_many(both->file, ids, G_N_ELEMENTS(ids));
    g_autofree char *of_server = ask_for_many(both->server->store, ids, G_N_ELEMENTS(ids));
    g_autofree char *of_none = ask_for_many(both->server->store, ids, 0);

    assert_string_equal(of_file, of_server);
    assert_true(g_str_has_prefix(of_file, "5|"));
    assert_string_equal(of_none, "");
}

static void prune(ph_run_store *store, ph_pruned *ret, char **ret_erasure)
{
    g_autoptr(GError) error = NULL;

    set_day(400); /* A document's time is over, and that of a pull request. */
    assert_true(ph_run_store_witness_results(store, &error));
    assert_null(error);
    assert_true(ph_run_store_prune(store, (START_S + 400 * (gint64)DAY_S) * G_USEC_PER_SEC, ret,
                                   ret_erasure, &error));
    assert_null(error);
}

static void test_the_same_is_deleted(void **state)
{
    const both_stores *both = *state;
    g_autofree char *by_file = NULL;
    g_autofree char *by_server = NULL;
    ph_pruned of_file, of_server;

    prune(both->file, &of_file, &by_file);
    prune(both->server->store, &of_server, &by_server);
    assert_memory_equal(&of_file, &of_server, sizeof of_file);
    assert_true(of_server.count[PH_RETENTION_RULE_MAIN_DOCUMENT] > 0);
    assert_non_null(strstr(by_server, "deleted, not erased"));
    check_all(both, FALSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_statement_has_the_same_rows, open_both,
                                        close_both),
        cmocka_unit_test(test_every_statement_is_asked),
        cmocka_unit_test_setup_teardown(test_the_results_of_many_series_come_in_the_order_asked_for,
                                        open_both, close_both),
        cmocka_unit_test_setup_teardown(test_the_same_is_deleted, open_both, close_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
