/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What another program's connection may not do to a history: each trigger, REPLACE and types among
 * them; and what it may, so that the refusals are not for another reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>

#include "made_up_history.h"

#define DIGEST_OF_FIRST "(SELECT digest FROM run WHERE run_id = 1)"

static const struct {
    const char *sql;
    const char *said;
} refused[] = {
    { "UPDATE host SET cpu_model = 'x'", "what is known of a host" },
    { "UPDATE host SET fingerprint = '0000000000000000'", "what is known of a host" },
    { "DELETE FROM host", "hosts are kept" },
    { "INSERT OR REPLACE INTO host SELECT * FROM host", "hosts are never replaced" },
    { "UPDATE revision SET position = 9", "what is known of a commit" },
    { "UPDATE revision SET sha = 'x'", "what is known of a commit" },
    { "UPDATE revision SET branch = NULL", "what is known of a commit" },
    { "UPDATE revision SET summary = 'x' WHERE summary IS NOT NULL", "what is known of a commit" },
    { "UPDATE revision SET committed_us = 1 WHERE committed_us IS NOT NULL",
      "what is known of a commit" },
    { "DELETE FROM revision", "commits are kept" },
    { "INSERT OR REPLACE INTO revision SELECT * FROM revision", "commits are never replaced" },
    { "UPDATE series SET benchmark = 'x'", "series do not change" },
    { "DELETE FROM series", "series are kept" },
    { "INSERT OR REPLACE INTO series SELECT * FROM series", "series are never replaced" },
    { "INSERT OR REPLACE INTO series SELECT 99, host_id, suite, benchmark, level, subject, metric,"
      " method FROM series WHERE series_id = 1",
      "series are never replaced" },
    { "UPDATE run SET digest = zeroblob(32)", "runs do not change" },
    { "UPDATE run SET run_id = run_id + 100", "runs do not change" },
    { "UPDATE run SET received_us = 0", "runs do not change" },
    { "UPDATE run SET event = 'push'", "runs do not change" },
    { "UPDATE run SET revision_id = NULL", "runs do not change" },
    { "UPDATE run SET results = 0", "runs do not change" },
    { "UPDATE run SET keep = 'pull-request'", "runs do not change" },
    { "UPDATE run SET keep = 'never'", "runs do not change" },
    { "DELETE FROM run", "a run is deleted after the receipt" },
    { "INSERT OR REPLACE INTO run SELECT * FROM run", "runs are never replaced" },
    { "INSERT OR REPLACE INTO run SELECT 99, digest, host_id, revision_id, suite, event,"
      " pull_request, started_us, received_us, status, machine, source, keep, results FROM run"
      " WHERE run_id = 1",
      "runs are never replaced" },
    { "UPDATE document SET deflated = x'00'", "documents do not change" },
    { "DELETE FROM document", "a document is deleted after the receipt" },
    { "INSERT OR REPLACE INTO document SELECT * FROM document",
      "a document is added with its run" },
    { "UPDATE result SET value = 1", "results do not change" },
    { "UPDATE result SET run_id = 2 WHERE run_id = 1", "results do not change" },
    { "DELETE FROM result", "a result is deleted after the receipt" },
    { "INSERT OR REPLACE INTO result SELECT series_id, run_id, 9.0, error, launches FROM result",
      "results are added with their run" },
    { "INSERT INTO result VALUES (2, 2, 9.0, 0.1, 10)", "results are added with their run" },
    { "INSERT INTO result VALUES (1, 1, 'nine', 0.1, 10)", "cannot store TEXT" },
    { "UPDATE receipt SET note = 'x'", "receipts do not change" },
    { "DELETE FROM receipt", "receipts are kept" },
    { "DELETE FROM receipt WHERE receipt_id = (SELECT max(receipt_id) FROM receipt)",
      "receipts are kept" },
    { "INSERT OR REPLACE INTO receipt SELECT * FROM receipt", "a receipt follows the newest one" },
    { "INSERT INTO receipt SELECT 99, kind, digest, at_us, note, sha256, zeroblob(32) FROM receipt"
      " ORDER BY receipt_id DESC LIMIT 1",
      "a receipt follows the newest one" },
    { "INSERT INTO receipt SELECT receipt_id + 1, kind, digest, at_us, note, previous,"
      " zeroblob(32) FROM receipt ORDER BY receipt_id DESC LIMIT 1",
      "a receipt follows the newest one" },
    { "UPDATE fact SET text = 'x'", "facts do not change" },
    { "DELETE FROM fact", "facts are kept" },
    { "INSERT OR REPLACE INTO fact SELECT * FROM fact", "facts are never replaced" },
    { "UPDATE shift_case SET direction = -1", "cases do not change" },
    { "DELETE FROM shift_case", "cases are kept" },
    { "INSERT OR REPLACE INTO shift_case SELECT * FROM shift_case", "cases are never replaced" },
    { "UPDATE level SET cause = 'code'", "levels do not change" },
    { "DELETE FROM level", "levels are kept" },
    { "INSERT OR REPLACE INTO level SELECT * FROM level", "levels are never replaced" },
    { "INSERT OR REPLACE INTO level (level_id, series_id, first_run_id, cause, at_us)"
      " SELECT 99, series_id, first_run_id, cause, 0 FROM level",
      "levels are never replaced" },
    { "UPDATE event SET text = 'x'", "events do not change" },
    { "DELETE FROM event", "events are kept" },
    { "INSERT OR REPLACE INTO event SELECT * FROM event", "events are never replaced" },
    { "UPDATE alert SET kind = 'x'", "alerts do not change" },
    { "DELETE FROM alert", "alerts are kept" },
    { "INSERT OR REPLACE INTO alert SELECT * FROM alert", "alerts are never replaced" },
    { "INSERT OR REPLACE INTO alert SELECT 99, name, case_id, kind, severity, document, at_us"
      " FROM alert",
      "alerts are never replaced" },
    { "INSERT INTO delivery (alert_id, channel) VALUES (77, 'x')", "FOREIGN KEY" },
    { "UPDATE delivery SET channel = 'x'", "of a delivery, only what became of it" },
    { "DELETE FROM delivery", "deliveries are kept" },
    { "INSERT OR REPLACE INTO delivery SELECT * FROM delivery", "deliveries are never replaced" },
    { "INSERT INTO fact VALUES (99, 'kernel', '', '', '', zeroblob(32), NULL, 'soon')",
      "cannot store TEXT" },
    { "INSERT INTO series VALUES (99, 77, '', '', '', '', 'time', zeroblob(32))", "FOREIGN KEY" },
};

/* What is not refused, each with how many rows it changes. */
static const struct {
    const char *sql;
    int changes;
} allowed[] = {
    { "UPDATE run SET keep = 'baseline' WHERE run_id = 1", 1 },
    { "UPDATE delivery SET attempts = 1, error = 'x', next_us = 5", 1 },
};

static int open_filled(void **state)
{
    (void)made_up_store_open(state);
    made_up_fill(((made_up_store *)*state)->store);
    return 0;
}

/* As any program opens it: recursive_triggers is off. */
static sqlite3 *open_database(const made_up_store *made)
{
    sqlite3 *database = NULL;

    assert_int_equal(sqlite3_open(made->place->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "PRAGMA foreign_keys = ON", NULL, NULL, NULL),
                     SQLITE_OK);
    return database;
}

static void test_what_is_refused(void **state)
{
    made_up_store *made = *state;
    sqlite3 *database = open_database(made);

    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *said = NULL;

        if (sqlite3_exec(database, refused[i].sql, NULL, NULL, NULL) == SQLITE_OK)
            fail_msg("allowed: %s", refused[i].sql);
        said = g_strdup(sqlite3_errmsg(database));
        if (!g_regex_match_simple(refused[i].said, said, 0, 0))
            fail_msg("%s: %s", refused[i].sql, said);
    }
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    made_up_check_chain(made->store);
}

static void test_what_is_allowed(void **state)
{
    sqlite3 *database = open_database(*state);

    for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++) {
        if (sqlite3_exec(database, allowed[i].sql, NULL, NULL, NULL) != SQLITE_OK)
            fail_msg("%s: %s", allowed[i].sql, sqlite3_errmsg(database));
        assert_int_equal(sqlite3_changes(database), allowed[i].changes);
    }
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

/* A trigger that no statement above was refused by would not be missed. */
static void test_every_trigger_refuses_something(void **state)
{
    sqlite3 *database = open_database(*state);
    sqlite3_stmt *triggers = NULL;
    guint count = 0;

    assert_int_equal(
        sqlite3_prepare_v2(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
                           -1, &triggers, NULL),
        SQLITE_OK);
    while (sqlite3_step(triggers) == SQLITE_ROW) {
        const char *sql = (const char *)sqlite3_column_text(triggers, 1);
        gboolean is_tried = FALSE;

        for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
            is_tried = is_tried || strstr(sql, refused[i].said);
        if (!is_tried)
            fail_msg("nothing tries %s", (const char *)sqlite3_column_text(triggers, 0));
        count++;
    }
    assert_true(count > 30);
    (void)sqlite3_finalize(triggers);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_refused, open_filled, made_up_store_close),
        cmocka_unit_test_setup_teardown(test_what_is_allowed, open_filled, made_up_store_close),
        cmocka_unit_test_setup_teardown(test_every_trigger_refuses_something, open_filled,
                                        made_up_store_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
