/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A history of every version there was is read; an older one is copied and brought to the newest,
 * as a whole or not at all; one of a newer version is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>

#include "error/error.h"
#include "history/schema.h"
#include "history/sqlite_schema.h"
#include "made_up_history.h"
#include "scratch_folder.h"

/* A copy of a stored history, in a folder of its own. */
typedef struct stored {
    char *folder;
    ph_store_place *place;
} stored;

static stored *copy_of(int version)
{
    stored *copy = g_new0(stored, 1);
    g_autofree char *from = g_strdup_printf(PH_FIXTURE_FOLDER "/%d.db", version);
    g_autofree char *bytes = NULL;
    g_autofree char *path = NULL;
    gsize length = 0;

    assert_true(g_file_get_contents(from, &bytes, &length, NULL));
    copy->folder = scratch_folder_new();
    scratch_write_bytes(copy->folder, "history.db", bytes, length);
    path = scratch_path(copy->folder, "history.db");
    copy->place = ph_store_place_choose(path, NULL);
    return copy;
}

static void remove_copy(stored *copy)
{
    ph_store_place_free(copy->place);
    scratch_folder_remove(copy->folder);
    g_free(copy);
}

static ph_run_store *open_store(const stored *copy, ph_store_access access, GError **error)
{
    g_autofree char *note = NULL;
    ph_run_store *store = ph_run_store_open(copy->place, access, &note, error);

    assert_null(note);
    return store;
}

/* What made_up_fill() wrote is all there. */
static void check_filled(ph_run_store *store, int version)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &(ph_run_query){ 0 }, &error);
    g_autoptr(GPtrArray) cases = ph_run_store_cases(store, &error);
    g_autoptr(GPtrArray) levels = ph_run_store_levels(store, 0, &error);
    g_autoptr(GPtrArray) events = ph_run_store_events(store, 0, &error);
    g_autoptr(GPtrArray) facts = ph_run_store_facts(store, PH_RECEIPT_KIND_COUNT, &error);
    g_autoptr(GPtrArray) alerts = ph_run_store_alerts(store, &error);
    g_autoptr(GPtrArray) due = ph_run_store_deliveries(store, &error);
    g_autoptr(ph_trend) trend = ph_run_store_trend(store, made_up_first_series(store), 0, &error);
    g_autoptr(GBytes) document = ph_run_store_document(store, 1, &error);
    const ph_history_level *level = levels->pdata[0];

    assert_null(error);
    assert_int_equal(runs->len, 2);
    assert_int_equal(cases->len, 1);
    assert_int_equal(levels->len, 1);
    assert_true(level->change == 0.05);
    assert_int_equal(level->first_position, 2);
    assert_int_equal(events->len, 2);
    assert_int_equal(facts->len, 1);
    /* The outbox of the first version was one that nothing was put into. */
    assert_int_equal(due->len, version > 1 ? 1 : 0);
    assert_int_equal(alerts->len, version > 1 ? 1 : 0);
    assert_int_equal(trend->points->len, 2);
    assert_true(g_array_index(trend->points, ph_trend_point, 1).value == 1.05);
    assert_int_equal(g_bytes_get_size(document), strlen("{\"made_up\": 1}"));
}

static void test_each_version_is_read_and_written_to(void **state)
{
    (void)state;
    for (int version = 1; version <= PH_SCHEMA_VERSION; version++) {
        stored *copy = copy_of(version);
        g_autoptr(GError) error = NULL;
        g_autofree char *note = NULL;
        ph_run_store *store = ph_run_store_open(copy->place, PH_STORE_WRITE, &note, &error);

        assert_null(error);
        assert_true((note != NULL) == (version < PH_SCHEMA_VERSION));
        check_filled(store, version);
        made_up_check_chain(store);
        made_up_add(store, made_up_entry_at(3, 3, 1, 1.0));
        ph_run_store_close(store);
        remove_copy(copy);
    }
}

/* A version that there is not yet, upon the newest. */
static const char next_step[] = "ALTER TABLE run ADD COLUMN weather TEXT";

/* The engine of a database, for the one that the migration's receipt is written by. */
static void migrate(const stored *copy, const char *step, gboolean is_good, char **ret_note)
{
    const ph_sqlite_step steps[] = { ph_schema_sqlite_1, ph_schema_sqlite_2, step };
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL;
    ph_store_engine *engine = ph_store_open_sqlite(copy->place, PH_STORE_WRITE, &note, &error);
    sqlite3 *database = NULL;

    G_STATIC_ASSERT(PH_SCHEMA_VERSION == 2); /* Each step of it has its place above. */
    assert_null(error);
    database = ph_store_sqlite_database(engine);
    assert_int_equal(ph_sqlite_schema_migrate(database, copy->place->path, engine, steps,
                                              G_N_ELEMENTS(steps), ret_note, &error),
                     is_good);
    assert_true(is_good == (error == NULL));
    engine->calls->close(engine);
}

static void test_an_older_one_is_copied_and_brought_to_the_newest(void **state)
{
    stored *copy = copy_of(PH_SCHEMA_VERSION);
    g_autofree char *backup = scratch_path(copy->folder, "history.db.v2.backup");
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;
    stored of_backup = { .place = ph_store_place_choose(backup, NULL) };
    ph_run_store *store;

    (void)state;
    migrate(copy, next_step, TRUE, &note);
    assert_non_null(strstr(note, "from version 2 to 3"));
    assert_non_null(strstr(note, "history.db.v2.backup"));
    /* The copy is as it was ... */
    store = open_store(&of_backup, PH_STORE_READ, &error);
    assert_null(error);
    check_filled(store, PH_SCHEMA_VERSION);
    made_up_check_chain(store);
    ph_run_store_close(store);
    /* ... and this version leaves the other alone. */
    assert_null(open_store(copy, PH_STORE_WRITE, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    assert_non_null(strstr(error->message, "made by a newer perfharness"));
    ph_store_place_free(of_backup.place);
    remove_copy(copy);
}

/* The receipt of the migration is the last of the chain, with the schema's digest. */
static void test_a_migration_has_a_receipt(void **state)
{
    stored *copy = copy_of(PH_SCHEMA_VERSION);
    g_autofree char *note = NULL;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, next_step, -1);
    g_autofree char *found = NULL;
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;

    (void)state;
    migrate(copy, next_step, TRUE, &note);
    assert_int_equal(sqlite3_open(copy->place->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database,
                                        "SELECT kind || ' ' || note || ' ' || lower(hex(digest))"
                                        " FROM receipt ORDER BY receipt_id DESC LIMIT 1",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    found = g_strdup((const char *)sqlite3_column_text(statement, 0));
    assert_true(g_str_has_prefix(found, "migrate schema 3 "));
    assert_true(g_str_has_suffix(found, digest));
    (void)sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    remove_copy(copy);
}

static void test_a_step_that_fails_leaves_it_as_it_was(void **state)
{
    stored *copy = copy_of(PH_SCHEMA_VERSION);
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL;
    ph_run_store *store;

    (void)state;
    migrate(copy, "CREATE TABLE weather (day INTEGER); CREATE TABLE run (again INTEGER)", FALSE,
            &note);
    assert_null(note);
    store = open_store(copy, PH_STORE_WRITE, &error);
    assert_null(error);
    check_filled(store, PH_SCHEMA_VERSION);
    made_up_check_chain(store);
    ph_run_store_close(store);
    remove_copy(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_version_is_read_and_written_to),
        cmocka_unit_test(test_an_older_one_is_copied_and_brought_to_the_newest),
        cmocka_unit_test(test_a_migration_has_a_receipt),
        cmocka_unit_test(test_a_step_that_fails_leaves_it_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
