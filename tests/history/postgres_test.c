/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A history on a server: who may do what to it, what becomes of it when somebody is killed or the
 * server goes away at any step, what it is not connected to, and when it says to try again later.
 * run_store_test.c asks of it what it asks of a file. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "history/postgres_schema.h"
#include "history/run_store_object.h"
#include "history/schema.h"
#include "made_up_history.h"
#include "made_up_server.h"
#include "scratch_folder.h"

enum { SERIES = 8 };

static ph_run_store *try_open(const char *service, ph_store_access access, char **ret_note,
                              GError **error)
{
    g_autofree char *name = g_strconcat(PH_STORE_POSTGRES_PREFIX, service, NULL);
    ph_store_place *place = ph_store_place_choose(name, NULL);
    ph_run_store *store = ph_run_store_open(place, access, ret_note, error);

    ph_store_place_free(place);
    return store;
}

static ph_run_store *open_store(const char *service)
{
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;
    ph_run_store *store = try_open(service, PH_STORE_WRITE, &note, &error);

    assert_null(error);
    assert_null(note);
    return store;
}

static void check_refused(const char *service, ph_store_access access, ph_error code,
                          const char *said)
{
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;

    assert_null(try_open(service, access, &note, &error));
    if (!g_error_matches(error, PH_ERROR, (gint)code) || !strstr(error->message, said))
        fail_msg("%s: %s", service, error->message);
}

static int open_filled(void **state)
{
    (void)made_up_store_open(state);
    made_up_fill(((made_up_store *)*state)->store);
    return 0;
}

/* Who may do what */

static const struct {
    const char *sql;
    const char *said; /* To the owner, by a trigger. */
} refused[] = {
    { "UPDATE host SET cpu_model = 'x'", "what is known of a host" },
    { "UPDATE host SET fingerprint = '0000000000000000'", "what is known of a host" },
    { "DELETE FROM host", "hosts are kept" },
    { "UPDATE revision SET position = 9", "what is known of a commit" },
    { "UPDATE revision SET sha = 'x'", "what is known of a commit" },
    { "UPDATE revision SET branch = NULL", "what is known of a commit" },
    { "UPDATE revision SET summary = 'x'", "what is known of a commit" },
    { "UPDATE revision SET committed_us = 1", "what is known of a commit" },
    { "DELETE FROM revision", "commits are kept" },
    { "UPDATE series SET benchmark = 'x'", "series do not change" },
    { "DELETE FROM series", "series are kept" },
    { "UPDATE run SET digest = sha256('x')", "runs do not change" },
    { "UPDATE run SET received_us = 0", "runs do not change" },
    { "UPDATE run SET event = 'push'", "runs do not change" },
    { "UPDATE run SET revision_id = NULL", "runs do not change" },
    { "UPDATE run SET results = 0", "runs do not change" },
    { "UPDATE run SET keep = 'pull-request'", "runs do not change" },
    { "UPDATE run SET keep = 'never'", "runs do not change" },
    { "DELETE FROM run", "a run is deleted after the receipt" },
    { "TRUNCATE run CASCADE", "" },
    { "UPDATE document SET deflated = ''", "documents do not change" },
    { "DELETE FROM document", "a document is deleted after the receipt" },
    { "TRUNCATE document", "documents are deleted one by one" },
    { "INSERT INTO document SELECT run_id, '' FROM run", "a document is added with its run" },
    { "UPDATE result SET value = 1", "results do not change" },
    { "INSERT INTO result SELECT series_id, run_id, 9, 0.1, 10 FROM result"
      " ON CONFLICT (series_id, run_id) DO UPDATE SET value = 9",
      "results do not change" },
    { "DELETE FROM result", "a result is deleted after the receipt" },
    { "TRUNCATE result", "results are deleted with their runs" },
    { "INSERT INTO result VALUES (2, 2, 9.0, 0.1, 10)", "results are added with their run" },
    { "INSERT INTO run (digest, host_id, suite, event, received_us, status, keep, results)"
      " SELECT digest, 1, '', 'push', 0, '', 'main', 0 FROM receipt WHERE kind = 'run'"
      " AND receipt_id = 2",
      "duplicate key" },
    { "UPDATE receipt SET note = 'x'", "receipts do not change" },
    { "DELETE FROM receipt", "receipts are kept" },
    { "TRUNCATE receipt", "receipts are kept" },
    { "INSERT INTO receipt SELECT 99, kind, digest, at_us, note, sha256, sha256('x') FROM receipt"
      " ORDER BY receipt_id DESC LIMIT 1",
      "a receipt follows the newest one" },
    { "INSERT INTO receipt SELECT receipt_id + 1, kind, digest, at_us, note, previous, sha256('x')"
      " FROM receipt ORDER BY receipt_id DESC LIMIT 1",
      "a receipt follows the newest one" },
    { "UPDATE fact SET text = 'x'", "facts do not change" },
    { "DELETE FROM fact", "facts are kept" },
    { "UPDATE shift_case SET direction = -1", "cases do not change" },
    { "DELETE FROM shift_case", "cases are kept" },
    { "UPDATE level SET cause = 'code'", "levels do not change" },
    { "DELETE FROM level", "levels are kept" },
    { "UPDATE event SET text = 'x'", "events do not change" },
    { "DELETE FROM event", "events are kept" },
    { "UPDATE alert SET kind = 'x'", "alerts do not change" },
    { "DELETE FROM alert", "alerts are kept" },
    { "TRUNCATE alert CASCADE", "are kept" },
    { "UPDATE delivery SET channel = 'x'", "of a delivery, only what became of it" },
    { "DELETE FROM delivery", "deliveries are kept" },
    { "TRUNCATE delivery", "deliveries are kept" },
    { "INSERT INTO fact VALUES (99, 'kernel', '', '', '', sha256('x'), NULL, 0)",
      "cannot insert a non-DEFAULT value" },
};

static void test_what_is_refused(void **state)
{
    const made_up_store *made = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *to_owner = made_up_server_try(MADE_UP_OWNER, refused[i].sql);
        g_autofree char *to_runner = made_up_server_try(MADE_UP_RUNNER, refused[i].sql);

        if (!to_owner || !strstr(to_owner, refused[i].said) || !to_runner)
            fail_msg("%s: %s", refused[i].sql, to_owner ? to_owner : "allowed");
    }
    made_up_check_chain(made->store);
}

/* A trigger that no statement above was refused by would not be missed. */
static void test_every_trigger_refuses_something(void **state)
{
    g_autofree char *texts = made_up_server_ask(
        MADE_UP_OWNER, "SELECT string_agg(encode(tgargs, 'escape') || prosrc, E'\\x1f')"
                       " FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
                       " WHERE NOT tgisinternal AND tgname <> 'run_once'");
    g_auto(GStrv) each = g_strsplit(texts, "\x1f", -1);

    (void)state;
    assert_true(g_strv_length(each) > 25);
    for (gsize at = 0; each[at]; at++) {
        gboolean is_tried = strstr(each[at], "one by one") != NULL; /* By TRUNCATE ... CASCADE. */

        for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
            is_tried = is_tried || (*refused[i].said && strstr(each[at], refused[i].said));
        if (!is_tried)
            fail_msg("nothing tries %s", each[at]);
    }
}

/* Nor may those who add do what the owner may, in whatever order. */
static void test_what_runners_may_not(void **state)
{
    static const char *const denied[] = {
        "UPDATE result SET value = 1",
        "UPDATE receipt SET note = 'x'",
        "UPDATE run SET suite = 'x'",
        "DELETE FROM run",
        "DELETE FROM result",
        "TRUNCATE receipt",
        "ALTER TABLE result ADD COLUMN weather text",
        "ALTER TABLE result DISABLE TRIGGER ALL",
        "DROP TRIGGER result_unchanged ON result",
        "DROP TABLE result CASCADE",
        "CREATE TABLE perfharness.weather (day bigint)",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "INSERT INTO schema_version VALUES (3, 0)",
        "SET session_replication_role = replica",
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(denied); i++) {
        g_autofree char *said = made_up_server_try(MADE_UP_RUNNER, denied[i]);

        if (!said || (!strstr(said, "permission denied") && !strstr(said, "must be owner")))
            fail_msg("%s: %s", denied[i], said ? said : "allowed");
    }
}

static void test_what_runners_may(void **state)
{
    static const char *const channels[] = { "slack", NULL };
    made_up_store *made = *state;
    ph_run_store *store = open_store(MADE_UP_RUNNER);
    ph_run_entry *early = made_up_entry_at(7, 9, 3, 1.0);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) due = NULL;
    g_autofree char *erasure = NULL;
    ph_pruned pruned;
    ph_delivery *delivery;

    early->run->position = PH_NO_POSITION;
    made_up_add(store, early);
    made_up_add(store, made_up_entry_at(8, 9, 3, 1.0)); /* The commit's position is known now. */
    assert_true(ph_run_store_keep(store, 1, PH_RUN_KEEP_BASELINE, &error));
    due = ph_run_store_deliveries(store, &error);
    delivery = due->pdata[0];
    delivery->attempts = 1;
    assert_true(ph_run_store_update_delivery(store, delivery, &error));
    assert_true(made_up_alert(store, "by a runner", 1, channels));
    assert_null(error);
    assert_false(ph_run_store_prune(store, G_MAXINT64 / 2, &pruned, &erasure, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    assert_non_null(strstr(error->message, "this is for the owner of the history"));
    made_up_check_chain(store);
    ph_run_store_close(store);
    (void)made;
}

/* Schema */

static void test_only_the_owner_makes_it(void **state)
{
    (void)state;
    made_up_server_clear();
    check_refused(MADE_UP_RUNNER, PH_STORE_WRITE, PH_ERROR_NETWORK, "there is no history yet");
    check_refused(MADE_UP_OWNER, PH_STORE_READ, PH_ERROR_STORAGE, "there is no history yet");
    ph_run_store_close(open_store(MADE_UP_OWNER));
    ph_run_store_close(open_store(MADE_UP_RUNNER));
}

static void test_another_version_is_for_later(void **state)
{
    (void)state;
    made_up_server_execute(MADE_UP_OWNER, "INSERT INTO schema_version VALUES (99, 0)");
    check_refused(MADE_UP_RUNNER, PH_STORE_WRITE, PH_ERROR_NETWORK, "made by a newer perfharness");
    check_refused(MADE_UP_OWNER, PH_STORE_READ, PH_ERROR_NETWORK, "made by a newer perfharness");
    made_up_server_execute(MADE_UP_OWNER, "DELETE FROM schema_version");
    check_refused(MADE_UP_RUNNER, PH_STORE_WRITE, PH_ERROR_NETWORK, "there is no history yet");
}

/* To a version that there is not yet, upon the newest. */
static gboolean migrate(const char *service, const char *step, char **ret_note, GError **error)
{
    const char *const texts[] = { ph_schema_postgres_1, ph_schema_postgres_2, step };
    const ph_postgres_steps steps = { texts, G_N_ELEMENTS(texts) };
    ph_run_store *store = open_store(service);
    const gboolean is_migrated =
        ph_postgres_schema_prepare(ph_store_postgres_connection(store->engine), service,
                                   store->engine, &steps, PH_STORE_WRITE, ret_note, error);

    G_STATIC_ASSERT(PH_SCHEMA_VERSION == 2); /* Each step of it has its place above. */
    ph_run_store_close(store);
    return is_migrated;
}

/* As the first version made it. */
static void test_the_first_version_is_brought_to_this_one(void **state)
{
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;
    ph_run_store *store;

    (void)state;
    made_up_server_clear();
    made_up_server_execute(MADE_UP_OWNER, ph_schema_postgres_1);
    made_up_server_execute(MADE_UP_OWNER, "INSERT INTO schema_version VALUES (1, 0)");
    store = try_open(MADE_UP_OWNER, PH_STORE_WRITE, &note, &error);
    assert_null(error);
    assert_non_null(strstr(note, "from version 1 to 2"));
    made_up_fill(store);
    made_up_check_chain(store);
    ph_run_store_close(store);
    ph_run_store_close(open_store(MADE_UP_RUNNER));
}

static void test_only_the_owner_brings_it_to_a_newer_schema(void **state)
{
    static const char step_sql[] = "ALTER TABLE run ADD COLUMN weather text";
    made_up_store *made = *state;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, step_sql, -1);
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(ph_receipt) head = { 0 };

    assert_false(migrate(MADE_UP_RUNNER, step_sql, &note, &error));
    assert_true(ph_run_store_is_away(error));
    assert_non_null(strstr(error->message, "made by an older perfharness"));
    g_clear_error(&error);
    assert_true(migrate(MADE_UP_OWNER, step_sql, &note, &error));
    assert_non_null(strstr(note, "from version 2 to 3"));
    assert_true(ph_run_store_head(made->store, &head, &error));
    assert_int_equal(head.kind, PH_RECEIPT_MIGRATE);
    assert_string_equal(head.digest, digest);
    assert_string_equal(head.note, "schema 3");
    made_up_check_chain(made->store);
    check_refused(MADE_UP_OWNER, PH_STORE_WRITE, PH_ERROR_NETWORK, "made by a newer perfharness");
}

static void test_a_step_that_fails_leaves_it_as_it_was(void **state)
{
    made_up_store *made = *state;
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;

    assert_false(migrate(MADE_UP_OWNER,
                         "CREATE TABLE weather (day bigint); CREATE TABLE run (again bigint)",
                         &note, &error));
    assert_null(note);
    made_up_store_reopen(made);
    made_up_add(made->store, made_up_entry_at(3, 3, 1, 1.0));
    made_up_check_chain(made->store);
    made_up_server_execute(MADE_UP_OWNER, "CREATE TABLE weather (day bigint)");
}

static void test_a_trigger_that_is_switched_off_is_named(void **state)
{
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;
    ph_run_store *store;

    (void)state;
    made_up_server_execute(MADE_UP_OWNER, "ALTER TABLE receipt DISABLE TRIGGER receipt_unchanged");
    check_refused(MADE_UP_RUNNER, PH_STORE_WRITE, PH_ERROR_ENVIRONMENT,
                  "trigger receipt_unchanged");
    store = try_open(MADE_UP_RUNNER, PH_STORE_READ, &note, &error);
    assert_non_null(store);
    assert_non_null(strstr(note, "trigger receipt_unchanged"));
    ph_run_store_close(store);
}

/* Each on a server of its own, as it was made: what is done to it, and what is said of it. */
static const struct {
    const char *sql;
    const char *said;
} changes[] = {
    { "DROP TRIGGER fact_kept ON fact", "its trigger fact_kept is missing or switched off" },
    { "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
      "CREATE OR REPLACE TRIGGER result_unchanged BEFORE UPDATE ON result"
      " EXECUTE FUNCTION nothing()",
      "its trigger result_unchanged was changed" },
    { "CREATE OR REPLACE TRIGGER level_unchanged BEFORE UPDATE ON level FOR EACH ROW WHEN (false)"
      " EXECUTE FUNCTION refuse('levels do not change')",
      "its trigger level_unchanged was changed" },
    { "CREATE OR REPLACE TRIGGER host_completed BEFORE UPDATE ON host FOR EACH ROW WHEN ("
      "NEW.host_id IS DISTINCT FROM OLD.host_id"
      " AND NEW.fingerprint IS DISTINCT FROM OLD.fingerprint OR OLD.cpu_model IS NOT NULL)"
      " EXECUTE FUNCTION refuse('what is known of a host does not change')",
      "its trigger host_completed was changed" },
    { "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
      " AS 'BEGIN RETURN NEW; END'",
      "its function refuse was changed" },
    { "CREATE FUNCTION has_receipt(bytea, text, text, text) RETURNS boolean LANGUAGE sql"
      " AS 'SELECT true'",
      "its function has_receipt was changed" },
    { "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
      "CREATE TRIGGER weather BEFORE INSERT ON result EXECUTE FUNCTION nothing()",
      "its trigger weather is none of a history's" },
};

static void test_what_somebody_made_otherwise_is_named(void **state)
{
    made_up_store *made = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *note = NULL;
        ph_run_store *store;

        made_up_server_clear();
        made_up_store_reopen(made);
        made_up_server_execute(MADE_UP_OWNER, changes[i].sql);
        check_refused(MADE_UP_RUNNER, PH_STORE_WRITE, PH_ERROR_ENVIRONMENT, changes[i].said);
        store = try_open(MADE_UP_RUNNER, PH_STORE_READ, &note, NULL);
        assert_non_null(store);
        assert_non_null(strstr(note, changes[i].said));
        ph_run_store_close(store);
    }
}

/* Twenty at once */

enum { WRITERS = 20, RUNS_EACH = 5, SHARED = 1 };

/* All add the first, and each some of its own. */
static int write_runs(guint writer)
{
    g_autofree char *note = NULL;
    ph_run_store *store =
        try_open(writer % 2 ? MADE_UP_RUNNER : MADE_UP_OWNER, PH_STORE_WRITE, &note, NULL);
    int failures = store ? 0 : RUNS_EACH;

    for (guint i = 0; store && i < RUNS_EACH; i++) {
        const guint number = i < SHARED ? 0 : 1 + writer * RUNS_EACH + i;
        g_autoptr(ph_run_entry) entry = made_up_entry_at(number, 1 + number, SERIES, 1.0);
        ph_run_added added;

        failures += !ph_run_store_add_run(store, entry, &added, NULL, NULL);
    }
    ph_run_store_close(store);
    return failures;
}

static guint count_runs(ph_run_store *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &(ph_run_query){ 0 }, &error);

    assert_null(error);
    for (guint i = 0; i < runs->len; i++) {
        const ph_history_run *run = runs->pdata[i];
        g_autoptr(GPtrArray) results = ph_run_store_results(store, run->id, &error);

        assert_null(error);
        assert_int_equal(results->len, run->results);
        assert_true(run->has_document);
    }
    return runs->len;
}

static void test_writers_at_once(void **state)
{
    made_up_store *made = *state;
    pid_t writers[WRITERS];

    for (guint i = 0; i < WRITERS; i++) {
        writers[i] = fork();
        assert_true(writers[i] >= 0);
        if (writers[i] == 0)
            _exit(write_runs(i));
    }
    for (guint i = 0; i < WRITERS; i++) {
        int status;

        assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    assert_int_equal(count_runs(made->store), SHARED + WRITERS * (RUNS_EACH - SHARED));
    assert_int_equal(made_up_check_chain(made->store), 1 + SHARED + WRITERS * (RUNS_EACH - SHARED));
}

/* A step at which something happens */

typedef enum fault_kind {
    FAULT_KILL,      /* The program is killed. */
    FAULT_DISCONNECT /* The server ends the connection. */
} fault_kind;

/* An engine that does what another does, until a step. */
typedef struct faulty_engine {
    ph_store_engine base;
    ph_store_engine *real;
    guint step;
    guint at; /* 0: never. */
    fault_kind kind;
} faulty_engine;

static void step(ph_store_engine *base)
{
    faulty_engine *engine = (faulty_engine *)base;

    if (++engine->step != engine->at)
        return;
    if (engine->kind == FAULT_KILL)
        (void)raise(SIGKILL);
    g_free(made_up_server_ask(MADE_UP_ADMIN,
                              "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
                              " WHERE application_name = 'perfharness'"));
}

static ph_store_engine *real_of(ph_store_engine *base)
{
    return ((faulty_engine *)base)->real;
}

static gboolean faulty_begin(ph_store_engine *base, GError **error)
{
    step(base);
    return real_of(base)->calls->begin(real_of(base), error);
}

static gboolean faulty_commit(ph_store_engine *base, GError **error)
{
    gboolean is_committed;

    step(base);
    is_committed = real_of(base)->calls->commit(real_of(base), error);
    step(base);
    return is_committed;
}

static void faulty_rollback(ph_store_engine *base)
{
    real_of(base)->calls->rollback(real_of(base));
}

static gboolean faulty_lock(ph_store_engine *base, GError **error)
{
    step(base);
    return real_of(base)->calls->lock_chain(real_of(base), error);
}

static gboolean faulty_run(ph_store_engine *base, ph_statement statement,
                           const ph_store_value *parameters, ph_store_row_function each,
                           gpointer data, GError **error)
{
    step(base);
    return real_of(base)->calls->run(real_of(base), statement, parameters, each, data, error);
}

static gboolean faulty_results(ph_store_engine *base, gint64 run_id, const ph_store_result *results,
                               guint count, GError **error)
{
    step(base);
    return real_of(base)->calls->add_results(real_of(base), run_id, results, count, error);
}

static const ph_store_engine_calls faulty_calls = {
    .begin = faulty_begin,
    .commit = faulty_commit,
    .rollback = faulty_rollback,
    .lock_chain = faulty_lock,
    .run = faulty_run,
    .add_results = faulty_results,
};

/* Add a run with a fault at a step; whether it was added, and how many steps there were. */
static gboolean add_faulty(guint number, guint at, fault_kind kind, guint *ret_steps,
                           GError **error)
{
    ph_run_store *store = open_store(MADE_UP_OWNER);
    faulty_engine engine = {
        .base = { &faulty_calls }, .real = store->engine, .at = at, .kind = kind
    };
    g_autoptr(ph_run_entry) entry = made_up_entry_at(number, number, SERIES, 1.0);
    ph_run_added added;
    gboolean is_added;

    store->engine = &engine.base;
    is_added = ph_run_store_add_run(store, entry, &added, NULL, error);
    store->engine = engine.real;
    ph_run_store_close(store);
    *ret_steps = engine.step;
    return is_added;
}

static gboolean is_there(guint number)
{
    g_autoptr(ph_run_entry) entry = made_up_entry_at(number, number, SERIES, 1.0);
    ph_run_store *store = open_store(MADE_UP_RUNNER);
    g_autoptr(ph_history_run) run = ph_run_store_run(store, entry->run->digest, NULL);

    (void)count_runs(store);
    (void)made_up_check_chain(store);
    ph_run_store_close(store);
    return run != NULL;
}

static void test_the_program_is_killed_at_each_step(void **state)
{
    guint steps = 0;

    (void)state;
    assert_true(add_faulty(1, 0, FAULT_KILL, &steps, NULL));
    assert_true(add_faulty(2, 0, FAULT_KILL, &steps, NULL)); /* Of series that are there. */
    assert_true(steps > 10);
    for (guint at = 1; at <= steps + 1; at++) {
        const pid_t child = fork();
        int status;

        assert_true(child >= 0);
        if (child == 0)
            _exit(add_faulty(at + 2, at, FAULT_KILL, &steps, NULL) ? 0 : 1);
        assert_int_equal(waitpid(child, &status, 0), child);
        /* The last two are after the commit, and after all. */
        if (WIFEXITED(status))
            assert_int_equal(WEXITSTATUS(status), 0);
        if (is_there(at + 2) != (WIFEXITED(status) || at >= steps))
            fail_msg("step %u of %u", at, steps);
    }
}

static void test_the_server_goes_away_at_each_step(void **state)
{
    guint steps = 0;

    (void)state;
    assert_true(add_faulty(1, 0, FAULT_DISCONNECT, &steps, NULL));
    for (guint at = 1; at <= steps; at++) {
        g_autoptr(GError) error = NULL;
        guint seen;
        const gboolean is_added = add_faulty(at + 1, at, FAULT_DISCONNECT, &seen, &error);

        assert_int_equal(is_there(at + 1), is_added);
        if (!is_added)
            assert_true(ph_run_store_is_away(error));
        /* It is handed in again, and then it is there. */
        assert_true(is_added || add_faulty(at + 1, 0, FAULT_DISCONNECT, &seen, NULL));
        assert_true(is_there(at + 1));
    }
}

/* Inside of a transaction; what the server does for this connection is killed, and with it all that
 * it does, as its memory may be damaged. */
static gboolean kill_server(ph_run_store *store, gpointer data, GError **error)
{
    const ph_history_fact *fact = data;
    g_auto(ph_store_chain) chain = { 0 };
    g_autofree char *pid = NULL;
    gboolean is_new;

    assert_true(ph_store_chain_begin(&chain, store->engine, NULL));
    assert_true(ph_run_store_write_fact(store, &chain, fact, 1, &is_new, NULL));
    pid = made_up_server_ask(MADE_UP_ADMIN,
                             "SELECT pid FROM pg_stat_activity WHERE application_name ="
                             " 'perfharness' AND state = 'idle in transaction'");
    assert_int_equal(kill((pid_t)g_ascii_strtoll(pid, NULL, 10), SIGKILL), 0);
    return ph_run_store_write_fact(store, &chain, fact, 2, &is_new, error);
}

static void test_the_server_is_killed_in_a_transaction(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_history_fact) fact =
        ph_history_fact_new(PH_RECEIPT_KERNEL, MADE_UP_HOST, "", "6.1", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) facts = NULL;
    g_autofree char *life = made_up_server_life();

    made_up_add(made->store, made_up_entry_at(1, 1, SERIES, 1.0));
    assert_false(ph_run_store_transact(made->store, kill_server, fact, &error));
    assert_true(ph_run_store_is_away(error));
    made_up_server_wait_for_another_life(life);
    made_up_store_reopen(made);
    facts = ph_run_store_facts(made->store, PH_RECEIPT_KERNEL, NULL);
    assert_int_equal(facts->len, 0);
    assert_true(is_there(1));
}

/* A commit whose answer is lost */

static void use_standby(const char *name)
{
    g_autofree char *sql =
        g_strdup_printf("ALTER SYSTEM SET synchronous_standby_names = '%s'", name);

    made_up_server_execute(MADE_UP_ADMIN, sql);
    made_up_server_execute(MADE_UP_ADMIN, "SELECT pg_reload_conf()");
}

/* Again and again, until a statement has done it to somebody. */
static void do_to_somebody(const char *sql)
{
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *count = made_up_server_ask(MADE_UP_ADMIN, sql);

        if (!g_str_equal(count, "0"))
            return;
        g_usleep(10000);
    }
}

static gpointer end_who_waits_for_standby(gpointer data)
{
    (void)data;
    do_to_somebody("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                   " WHERE wait_event = 'SyncRep' AND application_name = 'perfharness'");
    use_standby("");
    return NULL;
}

/* What waits for a standby that there is not is committed, and does not say so. */
static void test_a_commit_whose_answer_is_lost_is_found_out_about(void **state)
{
    made_up_store *made = *state;
    g_autoptr(ph_run_entry) entry = made_up_entry_at(1, 1, SERIES, 1.0);
    g_autoptr(GError) error = NULL;
    GThread *ender;
    ph_run_added added;
    gboolean is_added;

    use_standby("nobody");
    ender = g_thread_new("ender", end_who_waits_for_standby, NULL);
    is_added = ph_run_store_add_run(made->store, entry, &added, NULL, &error);
    (void)g_thread_join(ender);
    assert_null(error);
    assert_true(is_added);
    assert_int_equal(added, PH_RUN_ADDED);
    assert_true(is_there(1));
    made_up_store_reopen(made);
    made_up_check_chain(made->store);
}

/* Others hold it */

static gpointer cancel_who_waits(gpointer data)
{
    (void)data;
    do_to_somebody("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity"
                   " WHERE wait_event_type = 'Lock' AND application_name = 'perfharness'");
    return NULL;
}

/* As statement_timeout does, after a minute. */
static void test_who_waits_for_too_long_may_try_later(void **state)
{
    made_up_store *made = *state;
    ph_run_store *holder = open_store(MADE_UP_RUNNER);
    g_autoptr(ph_run_entry) entry = made_up_entry_at(1, 1, SERIES, 1.0);
    g_autoptr(GError) error = NULL;
    GThread *canceller;
    ph_run_added added;

    assert_true(holder->engine->calls->begin(holder->engine, NULL));
    assert_true(holder->engine->calls->lock_chain(holder->engine, NULL));
    canceller = g_thread_new("canceller", cancel_who_waits, NULL);
    assert_false(ph_run_store_add_run(made->store, entry, &added, NULL, &error));
    (void)g_thread_join(canceller);
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_TIMEOUT));
    holder->engine->calls->rollback(holder->engine);
    ph_run_store_close(holder);
    assert_true(ph_run_store_add_run(made->store, entry, &added, NULL, NULL));
    assert_int_equal(added, PH_RUN_ADDED);
    made_up_check_chain(made->store);
}

/* A disk that is full */

/* One row a page, until there is no page more. */
static const char fill_sql[] =
    "CREATE TABLE filler (page text) TABLESPACE small;"
    "ALTER TABLE filler ALTER COLUMN page SET STORAGE PLAIN;"
    "DO $$ BEGIN LOOP BEGIN INSERT INTO filler VALUES (repeat('x', 8000));"
    " EXCEPTION WHEN disk_full THEN EXIT; END; END LOOP; END $$";

/* What is there has room for some runs more. Returns the first that is not added. */
static guint add_until_full(ph_run_store *store, GError **error)
{
    for (guint i = 1; i < 1000; i++) {
        g_autoptr(ph_run_entry) entry = made_up_entry_at(i, i, SERIES, 1.0);
        ph_run_added added;

        if (!ph_run_store_add_run(store, entry, &added, NULL, error))
            return i;
    }
    fail_msg("the disk is not full");
    return 0;
}

static void test_a_full_disk_leaves_nothing_half_there(void **state)
{
    made_up_store *made = *state;
    g_autoptr(GError) error = NULL;
    guint number;

    if (!g_getenv("MADE_UP_SMALL_DISK"))
        skip();
    made_up_server_execute(MADE_UP_OWNER, "ALTER TABLE document SET TABLESPACE small;"
                                          "ALTER TABLE result SET TABLESPACE small");
    made_up_server_execute(MADE_UP_OWNER, fill_sql);
    number = add_until_full(made->store, &error);
    assert_true(ph_run_store_is_away(error)); /* It waits in the spool. */
    assert_non_null(strstr(error->message, "the server's disk is full: could not extend file"));
    assert_true(is_there(number - 1) || number == 1);
    assert_false(is_there(number));
    made_up_check_chain(made->store);
    made_up_server_execute(MADE_UP_OWNER, "DROP TABLE filler");
    made_up_add(made->store, made_up_entry_at(number, number, SERIES, 1.0));
    assert_true(is_there(number));
    made_up_check_chain(made->store);
}

/* How the server answers what is asked of much: it writes that into its log. */

enum { PLANNED_RUNS = 60, PLANNED_SERIES = 120 };

static const char *const explaining[] = { "session_preload_libraries = 'auto_explain'",
                                          "auto_explain.log_min_duration = 0" };

static void explain(gboolean is_on)
{
    for (gsize i = 0; i < G_N_ELEMENTS(explaining); i++) {
        g_autofree char *name = g_strndup(explaining[i], strcspn(explaining[i], " "));
        g_autofree char *sql = is_on ? g_strdup_printf("ALTER ROLE owner SET %s", explaining[i])
                                     : g_strdup_printf("ALTER ROLE owner RESET %s", name);

        made_up_server_execute(MADE_UP_ADMIN, sql);
    }
}

/* What is in the log of a statement, its plan, until the next entry. */
static char *plan_of(const char *statement)
{
    g_autofree char *log = scratch_read(g_getenv("MADE_UP_SERVER"), "log");
    const char *at = log ? g_strrstr(log, statement) : NULL;
    const char *end = at ? strstr(at, "] LOG:") : NULL;

    if (!at)
        fail_msg("the log has no plan of %s", statement);
    return end ? g_strndup(at, (gsize)(end - at)) : g_strdup(at);
}

static gboolean count_points(const ph_trend *trend, gpointer data)
{
    *(guint *)data += trend->points->len;
    return TRUE;
}

static void test_the_key_of_results_is_what_is_read(void **state)
{
    made_up_store *made = *state;
    g_autofree char *of_overview = NULL;
    g_autofree char *of_trend = NULL;
    g_autoptr(ph_trend) trend = NULL;
    guint points = 0;

    for (guint i = 1; i <= PLANNED_RUNS; i++)
        made_up_add(made->store, made_up_entry_at(i, i, PLANNED_SERIES, 1.0));
    made_up_server_execute(MADE_UP_OWNER, "VACUUM ANALYZE"); /* As it does by itself, later. */
    explain(TRUE);
    made_up_store_reopen(made);
    assert_true(ph_run_store_overview(made->store, &(ph_series_query){ 0 }, 0, count_points,
                                      &points, NULL));
    trend = ph_run_store_trend(made->store, 7, 0, NULL);
    explain(FALSE);
    assert_int_equal(points, PLANNED_RUNS * PLANNED_SERIES);
    assert_int_equal(trend->points->len, PLANNED_RUNS);
    of_overview = plan_of("SELECT found.series_id");
    of_trend = plan_of("SELECT result.run_id, revision.position");
    if (!strstr(of_overview, "using result_pkey on result") || strstr(of_overview, "Sort"))
        fail_msg("%s", of_overview);
    if (!strstr(of_trend, "result_pkey") || strstr(of_trend, "Seq Scan on result"))
        fail_msg("%s", of_trend);
}

/* What is connected to */

/* Services beside those of the server. */
typedef struct own_services {
    char *folder;
    char *before;
} own_services;

static own_services *use_services(const char *text)
{
    own_services *services = g_new0(own_services, 1);
    g_autofree char *path = NULL;

    services->before = g_strdup(g_getenv("PGSERVICEFILE"));
    services->folder = scratch_folder_new();
    scratch_write(services->folder, "services", text);
    path = scratch_path(services->folder, "services");
    (void)g_setenv("PGSERVICEFILE", path, TRUE);
    return services;
}

static void leave_services(own_services *services)
{
    (void)g_setenv("PGSERVICEFILE", services->before, TRUE);
    scratch_folder_remove(services->folder);
    g_free(services->before);
    g_free(services);
}

static void test_other_machines_prove_who_they_are(void **state)
{
    static const char *const names[] = { "plain", "required",  "authority",
                                         "mixed", "by-number", "by-halves" };
    own_services *services = use_services("[plain]\nhost=192.0.2.1\npassword=secret\n"
                                          "[required]\nhost=db.example\nsslmode=require\n"
                                          "[authority]\nhost=db.example\nsslmode=verify-ca\n"
                                          "[mixed]\nhost=localhost,db.example\n"
                                          "[by-number]\nhost=localhost\nhostaddr=192.0.2.1\n"
                                          "[by-halves]\nhost=db.example,localhost\n"
                                          "hostaddr=,127.0.0.1\n"
                                          "[verified]\nhost=127.0.0.1\nport=1\n"
                                          "sslmode=verify-full\n"
                                          "[nobody]\nhost=/nonexistent\n");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        check_refused(names[i], PH_STORE_WRITE, PH_ERROR_ENVIRONMENT, "sslmode=verify-full");
    check_refused("verified", PH_STORE_WRITE, PH_ERROR_NETWORK, "the server is away");
    check_refused("nobody", PH_STORE_WRITE, PH_ERROR_NETWORK, "the server is away");
    check_refused("unknown", PH_STORE_WRITE, PH_ERROR_ENVIRONMENT, "PGSERVICEFILE");
    leave_services(services);
}

/* What goes back and forth until TLS is agreed on is waited for, too. */
static void test_a_certificate_is_verified(void **state)
{
    ph_run_store *store = open_store("verified");

    (void)state;
    made_up_add(store, made_up_entry_at(1, 1, SERIES, 1.0));
    ph_run_store_close(store);
    check_refused("misnamed", PH_STORE_WRITE, PH_ERROR_NETWORK, "does not match host name");
    check_refused("unknown", PH_STORE_WRITE, PH_ERROR_NETWORK, "root certificate file");
}

static void test_a_wrong_password_is_no_server_that_is_away(void **state)
{
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;

    (void)state;
    (void)g_setenv("PGPASSWORD", "a secret", TRUE);
    assert_null(try_open("password", PH_STORE_WRITE, &note, &error));
    g_unsetenv("PGPASSWORD");
    if (!g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT))
        fail_msg("%s", error->message);
    assert_non_null(strstr(error->message, "password authentication failed"));
    assert_null(strstr(error->message, "secret"));
    assert_null(strstr(error->message, "LOCATION"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define FILLED_TEST(function)                                                                      \
    cmocka_unit_test_setup_teardown(function, open_filled, made_up_store_close)
#define STORE_TEST(function)                                                                       \
    cmocka_unit_test_setup_teardown(function, made_up_store_open, made_up_store_close)
        FILLED_TEST(test_what_is_refused),
        FILLED_TEST(test_every_trigger_refuses_something),
        FILLED_TEST(test_what_runners_may_not),
        FILLED_TEST(test_what_runners_may),
        STORE_TEST(test_only_the_owner_makes_it),
        STORE_TEST(test_another_version_is_for_later),
        FILLED_TEST(test_the_first_version_is_brought_to_this_one),
        FILLED_TEST(test_only_the_owner_brings_it_to_a_newer_schema),
        FILLED_TEST(test_a_step_that_fails_leaves_it_as_it_was),
        STORE_TEST(test_a_trigger_that_is_switched_off_is_named),
        STORE_TEST(test_what_somebody_made_otherwise_is_named),
        STORE_TEST(test_writers_at_once),
        STORE_TEST(test_the_program_is_killed_at_each_step),
        STORE_TEST(test_the_server_goes_away_at_each_step),
        STORE_TEST(test_the_server_is_killed_in_a_transaction),
        STORE_TEST(test_a_commit_whose_answer_is_lost_is_found_out_about),
        STORE_TEST(test_who_waits_for_too_long_may_try_later),
        STORE_TEST(test_a_full_disk_leaves_nothing_half_there),
        STORE_TEST(test_the_key_of_results_is_what_is_read),
        STORE_TEST(test_other_machines_prove_who_they_are),
        STORE_TEST(test_a_certificate_is_verified),
        STORE_TEST(test_a_wrong_password_is_no_server_that_is_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
