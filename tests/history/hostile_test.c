/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A history that somebody changed, in its bytes or by SQL: asked for everything, the store answers
 * or says what is wrong, and nothing else happens; what it answers is text that may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "made_up_history.h"
#include "scratch_folder.h"

enum { DAMAGES = 400, BYTES_A_TIME = 3 };

/* A folder with a copy of the stored history. */
typedef struct copied {
    char *folder;
    char *bytes;
    gsize length;
    ph_store_place *place;
} copied;

static int copy_history(void **state)
{
    copied *copy = g_new0(copied, 1);
    g_autofree char *path = NULL;

    copy->folder = scratch_folder_new();
    path = scratch_path(copy->folder, "history.db");
    copy->place = ph_store_place_choose(path, NULL);
    assert_true(g_file_get_contents(PH_FIXTURE_FOLDER "/1.db", &copy->bytes, &copy->length, NULL));
    scratch_write_bytes(copy->folder, "history.db", copy->bytes, copy->length);
    *state = copy;
    return 0;
}

static int remove_history(void **state)
{
    copied *copy = *state;

    ph_store_place_free(copy->place);
    scratch_folder_remove(copy->folder);
    g_free(copy->bytes);
    g_free(copy);
    return 0;
}

static void check_text(const char *text)
{
    g_autofree char *printable = text ? ph_error_printable(text) : NULL;

    assert_true(g_strcmp0(text, printable) == 0);
}

static void unref(GPtrArray *array)
{
    if (array)
        g_ptr_array_unref(array);
}

static gboolean look_at_receipt(const ph_receipt *receipt, gpointer data)
{
    (void)data;
    check_text(receipt->note);
    assert_non_null(receipt->digest);
    return TRUE;
}

static gboolean look_at_trend(const ph_trend *trend, gpointer data)
{
    (void)data;
    check_text(trend->series->key.benchmark);
    for (guint i = 0; i < trend->points->len; i++)
        check_text(g_array_index(trend->points, ph_trend_point, i).sha);
    return TRUE;
}

/* Whatever is asked fails for itself: what is damaged here is whole there. */
static void ask_everything(ph_run_store *store)
{
    GPtrArray *runs = ph_run_store_runs(store, &(ph_run_query){ 0 }, NULL);
    g_auto(ph_receipt) head = { 0 };

    for (guint i = 0; runs && i < runs->len; i++) {
        const ph_history_run *run = runs->pdata[i];
        GBytes *document = ph_run_store_document(store, run->id, NULL);

        check_text(run->host);
        check_text(run->suite);
        check_text(run->summary);
        assert_non_null(run->host);
        (void)ph_history_run_is_ahead(run);
        unref(ph_run_store_results(store, run->id, NULL));
        if (document)
            g_bytes_unref(document);
    }
    unref(runs);
    unref(ph_run_store_series(store, &(ph_series_query){ 0 }, NULL));
    unref(ph_run_store_levels(store, 0, NULL));
    unref(ph_run_store_cases(store, NULL));
    unref(ph_run_store_events(store, 0, NULL));
    unref(ph_run_store_facts(store, PH_RECEIPT_KIND_COUNT, NULL));
    unref(ph_run_store_alerts(store, NULL));
    unref(ph_run_store_deliveries(store, NULL));
    (void)ph_run_store_receipts(store, look_at_receipt, NULL, NULL);
    (void)ph_run_store_overview(store, &(ph_series_query){ 0 }, 0, look_at_trend, NULL, NULL);
    (void)ph_run_store_head(store, &head, NULL);
}

static void open_and_ask(const copied *copy, ph_store_access access)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL;
    ph_run_store *store = ph_run_store_open(copy->place, access, &note, &error);

    assert_true((store == NULL) == (error != NULL));
    if (!store) {
        check_text(error->message);
        return;
    }
    ask_everything(store);
    if (access == PH_STORE_WRITE) {
        g_autoptr(ph_run_entry) entry = made_up_entry_at(9, 9, 2, 1.0);
        ph_run_added added;

        (void)ph_run_store_add_run(store, entry, &added, NULL, NULL);
    }
    ph_run_store_close(store);
}

static void test_bytes(void **state)
{
    copied *copy = *state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(1);

    for (guint i = 0; i < DAMAGES; i++) {
        g_autofree char *damaged = g_memdup2(copy->bytes, copy->length);

        for (guint byte = 0; byte < BYTES_A_TIME; byte++)
            damaged[g_rand_int_range(chance, 0, (gint32)copy->length)] =
                (char)g_rand_int_range(chance, 0, 256);
        scratch_write(copy->folder, "history.db-wal", "");
        scratch_write_bytes(copy->folder, "history.db", damaged, copy->length);
        open_and_ask(copy, i % 2 ? PH_STORE_READ : PH_STORE_WRITE);
    }
}

static void test_a_file_that_was_cut(void **state)
{
    copied *copy = *state;

    for (gsize length = 0; length < copy->length; length += copy->length / 40) {
        scratch_write(copy->folder, "history.db-wal", "");
        scratch_write_bytes(copy->folder, "history.db", copy->bytes, length);
        open_and_ask(copy, PH_STORE_READ);
    }
}

/* By SQL, with the schema changed so that it may. */
static void test_rows(void **state)
{
    static const char *const changes[] = {
        "UPDATE run SET suite = char(27) || '[31m', status = x'ff', keep = 'nobody'",
        "UPDATE run SET started_us = 9223372036854775807, received_us = -9223372036854775808",
        "UPDATE run SET event = 'sunrise'",
        "UPDATE series SET benchmark = 'a' || char(10) || series_id, method = x'00'",
        "UPDATE series SET metric = 'weight'",
        "UPDATE revision SET sha = char(8238) || sha, position = -5, summary = char(7)",
        "UPDATE result SET value = 9e999, error = NULL, launches = -1",
        "UPDATE result SET value = 'nothing'",
        "UPDATE document SET deflated = zeroblob(100)",
        "UPDATE receipt SET kind = 'gift', note = char(0), digest = 'short'",
        "UPDATE level SET cause = 'magic'",
        "UPDATE shift_case SET direction = 77",
        "UPDATE event SET kind = 'party', text = char(155)",
        "UPDATE delivery SET channel = char(127), attempts = -1",
        "UPDATE fact SET kind = 'fiction', text = char(27)",
        "DELETE FROM host",
        "DROP TABLE run",
        "DROP TABLE receipt",
        "CREATE VIEW other AS SELECT * FROM run",
        "ALTER TABLE run RENAME TO elsewhere; CREATE VIEW run AS SELECT * FROM elsewhere",
    };
    static const char unguarded[] =
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
        "PRAGMA writable_schema = ON;"
        "UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, WITHOUT ROWID',"
        " 'WITHOUT ROWID'), ') STRICT', ')') WHERE type = 'table';"
        "DELETE FROM sqlite_schema WHERE type = 'trigger'; PRAGMA writable_schema = RESET;";
    copied *copy = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        sqlite3 *database = NULL;

        scratch_write_bytes(copy->folder, "history.db", copy->bytes, copy->length);
        assert_int_equal(sqlite3_open(copy->place->path, &database), SQLITE_OK);
        assert_int_equal(sqlite3_exec(database, unguarded, NULL, NULL, NULL), SQLITE_OK);
        if (sqlite3_exec(database, changes[i], NULL, NULL, NULL) != SQLITE_OK)
            fail_msg("%s: %s", changes[i], sqlite3_errmsg(database));
        assert_int_equal(sqlite3_close(database), SQLITE_OK);
        open_and_ask(copy, PH_STORE_READ);
        open_and_ask(copy, PH_STORE_WRITE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bytes, copy_history, remove_history),
        cmocka_unit_test_setup_teardown(test_a_file_that_was_cut, copy_history, remove_history),
        cmocka_unit_test_setup_teardown(test_rows, copy_history, remove_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
