/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who owns a history's file can write anything into it. What the chain of receipts shows by itself:
 * bits, deletions, exchanges, insertions. What only a witness shows: an end that was cut, and a
 * chain that was sealed anew behind a forged run or without one.
 *
 * ATTACKS_SEED is where the places that are attacked are drawn from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>

#include "history/document_bytes.h"
#include "history/store_check.h"
#include "history/store_value.h"
#include "history/witness.h"
#include "made_up_history.h"
#include "scratch_folder.h"

enum { RUNS = 24, TRIALS = 60 };

/* A history without an attack, and the one that is attacked. */
typedef struct scene {
    made_up_store *made;
    char *bytes; /* Of the file, whole. */
    gsize length;
    GRand *chance;
    ph_store_place *place; /* Of the attacked one. */
    char *witness;         /* Of the whole one. */
    sqlite3 *database;
    GArray *receipts; /* ph_receipt, as they are to be. */
} scene;

static void execute(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(database));
}

static int set_up(void **state)
{
    scene *at = g_new0(scene, 1);
    const char *seed = g_getenv("ATTACKS_SEED");
    g_autofree char *path = NULL;
    g_auto(ph_receipt) head = { 0 };

    made_up_store_open((void **)&at->made);
    for (guint i = 1; i <= RUNS; i++)
        (void)made_up_add(at->made->store, made_up_entry_at(i, i, 2, 1.0));
    assert_true(ph_run_store_head(at->made->store, &head, NULL));
    at->witness = ph_receipt_witness(&head);
    g_clear_pointer(&at->made->store, ph_run_store_close);
    assert_int_equal(sqlite3_open(at->made->place->path, &at->database), SQLITE_OK);
    execute(at->database, "PRAGMA wal_checkpoint(TRUNCATE)");
    (void)sqlite3_close(at->database);
    assert_true(g_file_get_contents(at->made->place->path, &at->bytes, &at->length, NULL));
    path = g_strconcat(at->made->folder, "/attacked.db", NULL);
    at->place = ph_store_place_choose(path, NULL);
    at->chance = g_rand_new_with_seed(seed ? (guint32)g_ascii_strtoull(seed, NULL, 10) : 1);
    *state = at;
    return 0;
}

static int tear_down(void **state)
{
    scene *at = *state;

    g_rand_free(at->chance);
    ph_store_place_free(at->place);
    g_free(at->bytes);
    g_free(at->witness);
    made_up_store_close((void **)&at->made);
    g_free(at);
    return 0;
}

static void clear_receipt(gpointer receipt)
{
    ph_receipt_clear(receipt);
}

static gboolean keep_receipt(const ph_receipt *receipt, gpointer data)
{
    ph_receipt copy;

    ph_receipt_copy(&copy, receipt);
    g_array_append_val((GArray *)data, copy);
    return TRUE;
}

/* The file as it was, open for whoever owns it: no trigger speaks. */
static void begin(scene *at)
{
    g_autoptr(ph_run_store) store = NULL;
    g_autofree char *note = NULL;

    scratch_write_bytes(at->made->folder, "attacked.db", at->bytes, at->length);
    store = ph_run_store_open(at->place, PH_STORE_READ, &note, NULL);
    assert_non_null(store);
    at->receipts = g_array_new(FALSE, FALSE, sizeof(ph_receipt));
    g_array_set_clear_func(at->receipts, clear_receipt);
    assert_true(ph_run_store_receipts(store, keep_receipt, at->receipts, NULL));
    assert_int_equal(sqlite3_open(at->place->path, &at->database), SQLITE_OK);
    (void)sqlite3_db_config(at->database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    execute(at->database, "PRAGMA synchronous = OFF; BEGIN");
}

static ph_receipt *receipt_at(const scene *at, guint i)
{
    return &g_array_index(at->receipts, ph_receipt, i);
}

static void bind_digest(sqlite3_stmt *statement, int index, const char *hex)
{
    guint8 bytes[PH_STORE_DIGEST_BYTES];

    assert_true(ph_store_hex_to_bytes(hex, bytes, sizeof bytes));
    (void)sqlite3_bind_blob(statement, index, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

static void write_receipts(const scene *at)
{
    sqlite3_stmt *statement;

    execute(at->database, "DELETE FROM receipt");
    assert_int_equal(sqlite3_prepare_v2(at->database,
                                        "INSERT INTO receipt VALUES ($1, $2, $3, $4, $5, $6, $7)",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    for (guint i = 0; i < at->receipts->len; i++) {
        const ph_receipt *receipt = receipt_at(at, i);

        (void)sqlite3_bind_int64(statement, 1, receipt->id);
        (void)sqlite3_bind_text(statement, 2, ph_receipt_kind_word(receipt->kind), -1, NULL);
        bind_digest(statement, 3, receipt->digest);
        (void)sqlite3_bind_int64(statement, 4, receipt->at_us);
        (void)sqlite3_bind_text(statement, 5, receipt->note, -1, NULL);
        bind_digest(statement, 6, receipt->previous);
        bind_digest(statement, 7, receipt->sha256);
        assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
        (void)sqlite3_reset(statement);
    }
    (void)sqlite3_finalize(statement);
}

/* Number and seal anew from one on. */
static void reseal(const scene *at, guint from)
{
    for (guint i = from; i < at->receipts->len; i++)
        ph_receipt_follow(receipt_at(at, i), i > 0 ? receipt_at(at, i - 1) : NULL);
}

static void count_fault(const char *fault, gpointer data)
{
    assert_true(g_str_has_prefix(fault, "receipt") || g_str_has_prefix(fault, "run "));
    (*(guint *)data)++;
}

typedef struct sight {
    guint faults;
    gboolean is_witnessed; /* The witness still holds. */
} sight;

/* Look at what was made of it. */
static sight end(scene *at)
{
    g_autoptr(GPtrArray) witnesses = ph_witnesses_new();
    g_autoptr(ph_run_store) store = NULL;
    g_autofree char *note = NULL;
    sight seen = { 0 };
    ph_store_check check = {
        .chain = "it", .witnesses = witnesses, .found = count_fault, .data = &seen.faults
    };

    execute(at->database, "COMMIT");
    (void)sqlite3_close(at->database);
    g_array_unref(at->receipts);
    assert_true(ph_witnesses_take(witnesses, at->witness, NULL));
    store = ph_run_store_open(at->place, PH_STORE_READ, &note, NULL);
    assert_non_null(store);
    assert_null(note);
    assert_true(ph_store_check_run(&check, store, NULL));
    seen.is_witnessed = ((const ph_witness *)witnesses->pdata[0])->is_met;
    if (!seen.is_witnessed) {
        g_autofree char *said = ph_witness_contradiction(witnesses->pdata[0]);

        assert_non_null(strstr(said, "it "));
    }
    return seen;
}

static void test_without_an_attack(void **state)
{
    scene *at = *state;
    sight seen;

    begin(at);
    write_receipts(at);
    seen = end(at);
    assert_int_equal(seen.faults, 0);
    assert_true(seen.is_witnessed);
}

/* The place of a run's receipt, neither the first of all nor one of the last so many. */
static guint draw_run(const scene *at, guint but_last)
{
    guint i;

    do
        i = (guint)g_rand_int_range(at->chance, 1, (gint32)(at->receipts->len - but_last));
    while (receipt_at(at, i)->kind != PH_RECEIPT_RUN);
    return i;
}

/* Of each column in turn. */
static void flip_a_bit(scene *at, guint trial)
{
    static const char *const digests[] = { "digest", "previous", "sha256" };
    const gint64 id = receipt_at(at, draw_run(at, 0))->id;
    const guint column = trial % 5;
    g_autofree char *sql = NULL;

    if (column < G_N_ELEMENTS(digests)) {
        const gint32 byte = g_rand_int_range(at->chance, 0, PH_STORE_DIGEST_BYTES);
        g_autofree char *hex = g_strdup(column == 0   ? receipt_at(at, (guint)id - 1)->digest
                                        : column == 1 ? receipt_at(at, (guint)id - 1)->previous
                                                      : receipt_at(at, (guint)id - 1)->sha256);
        guint8 bytes[PH_STORE_DIGEST_BYTES];
        ph_store_value value;

        assert_true(ph_store_hex_to_bytes(hex, bytes, sizeof bytes));
        bytes[byte] ^= (guint8)(1 << g_rand_int_range(at->chance, 0, 8));
        value = ph_store_bytes(bytes, sizeof bytes);
        g_free(hex);
        hex = ph_store_bytes_to_hex(&value);
        sql = g_strdup_printf("UPDATE receipt SET %s = x'%s' WHERE receipt_id = %" G_GINT64_FORMAT,
                              digests[column], hex, id);
    } else if (column == 3) {
        const int bit = 1 << g_rand_int_range(at->chance, 0, 30);

        sql = g_strdup_printf("UPDATE receipt SET at_us = (at_us | %d) - (at_us & %d) WHERE "
                              "receipt_id = %" G_GINT64_FORMAT,
                              bit, bit, id);
    } else {
        sql = g_strdup_printf("UPDATE receipt SET kind = 'rtn' WHERE receipt_id = "
                              "%" G_GINT64_FORMAT,
                              id);
    }
    execute(at->database, sql);
}

static void delete_one(scene *at, guint trial)
{
    const guint i = draw_run(at, 1);

    g_array_remove_index(at->receipts, i);
    if (trial % 2)
        for (guint k = i; k < at->receipts->len; k++)
            receipt_at(at, k)->id--;
    write_receipts(at);
}

static void exchange_two(scene *at, guint trial)
{
    const guint i = draw_run(at, 1);
    ph_receipt kept = *receipt_at(at, i);

    (void)trial;
    *receipt_at(at, i) = *receipt_at(at, i + 1);
    *receipt_at(at, i + 1) = kept;
    receipt_at(at, i + 1)->id = receipt_at(at, i)->id;
    receipt_at(at, i)->id = kept.id;
    write_receipts(at);
}

/* As it would be made: it follows the one before. */
static void insert_one(scene *at, guint trial)
{
    const guint i = draw_run(at, 1);
    g_autofree char *text = g_strdup_printf("made up %u", trial);
    ph_receipt made_up = {
        .kind = PH_RECEIPT_WITNESS,
        .digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1),
        .at_us = receipt_at(at, i)->at_us,
        .note = g_strdup(""),
    };

    ph_receipt_follow(&made_up, receipt_at(at, i));
    g_array_insert_val(at->receipts, i + 1, made_up);
    for (guint k = i + 2; k < at->receipts->len; k++)
        receipt_at(at, k)->id++;
    write_receipts(at);
}

/* A run with all that is its own. */
static void delete_run_of(const scene *at, const ph_receipt *receipt)
{
    g_autofree char *sql = g_strdup_printf(
        "DELETE FROM result WHERE run_id = (SELECT run_id FROM run WHERE digest = x'%s');"
        "DELETE FROM document WHERE run_id = (SELECT run_id FROM run WHERE digest = x'%s');"
        "DELETE FROM run WHERE digest = x'%s'",
        receipt->digest, receipt->digest, receipt->digest);

    execute(at->database, sql);
}

static void cut_the_end(scene *at, guint trial)
{
    for (guint count = 1 + trial % 5; count > 0; count--) {
        const guint last = at->receipts->len - 1;

        delete_run_of(at, receipt_at(at, last));
        g_array_remove_index(at->receipts, last);
    }
    write_receipts(at);
}

static void forge_a_run(scene *at, guint trial)
{
    const guint i = draw_run(at, 0);
    ph_receipt *receipt = receipt_at(at, i);
    g_autofree char *document = g_strdup_printf("{\"forged\": %u}", trial);
    g_autoptr(GBytes) bytes = g_bytes_new(document, strlen(document));
    g_autoptr(GBytes) deflated = ph_document_bytes_deflate(bytes, NULL);
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    gsize length;
    const void *start = g_bytes_get_data(deflated, &length);
    const ph_store_value value = ph_store_bytes(start, length);
    g_autofree char *hex = ph_store_bytes_to_hex(&value);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE document SET deflated = x'%s' WHERE run_id = (SELECT run_id FROM run WHERE digest "
        "= x'%s'); UPDATE result SET value = value / 2 WHERE run_id = (SELECT run_id FROM run "
        "WHERE digest = x'%s'); UPDATE run SET digest = x'%s' WHERE digest = x'%s'",
        hex, receipt->digest, receipt->digest, digest, receipt->digest);

    execute(at->database, sql);
    g_free(receipt->digest);
    receipt->digest = g_steal_pointer(&digest);
    reseal(at, i);
    write_receipts(at);
}

static void delete_and_reseal(scene *at, guint trial)
{
    const guint i = draw_run(at, 1);

    (void)trial;
    delete_run_of(at, receipt_at(at, i));
    g_array_remove_index(at->receipts, i);
    reseal(at, i);
    write_receipts(at);
}

static void test_what_the_chain_shows(void **state)
{
    static void (*const attacks[])(scene *, guint) = { flip_a_bit, delete_one, exchange_two,
                                                       insert_one };
    scene *at = *state;

    for (gsize attack = 0; attack < G_N_ELEMENTS(attacks); attack++)
        for (guint trial = 0; trial < TRIALS; trial++) {
            begin(at);
            attacks[attack](at, trial);
            if (end(at).faults == 0)
                fail_msg("attack %zu was not seen at trial %u", attack, trial);
        }
}

/* Whole in itself, and not what was witnessed. */
static void test_what_a_witness_shows(void **state)
{
    static void (*const attacks[])(scene *, guint) = { cut_the_end, forge_a_run,
                                                       delete_and_reseal };
    scene *at = *state;

    for (gsize attack = 0; attack < G_N_ELEMENTS(attacks); attack++)
        for (guint trial = 0; trial < TRIALS; trial++) {
            sight seen;

            begin(at);
            attacks[attack](at, trial);
            seen = end(at);
            if (seen.faults > 0 || seen.is_witnessed)
                fail_msg("attack %zu at trial %u: %u faults, witnessed %d", attack, trial,
                         seen.faults, seen.is_witnessed);
        }
}

/* Rows behind the chain's back, and receipts without them. */
static void test_what_rows_show(void **state)
{
    static const char *const statements[] = {
        "DELETE FROM run WHERE run_id = 3",
        "UPDATE run SET digest = zeroblob(32) WHERE run_id = 3",
        "DELETE FROM document WHERE run_id = 3",
        "INSERT INTO run SELECT 99, randomblob(32), host_id, revision_id, suite, event,"
        " pull_request, started_us, received_us, status, machine, source, keep, results FROM run"
        " WHERE run_id = 1",
        "UPDATE run SET event = 'import' WHERE run_id = 3",
        "UPDATE run SET pull_request = 3 WHERE run_id = 3",
        "UPDATE run SET revision_id = NULL WHERE run_id = 3",
        "UPDATE revision SET position = position + 100 WHERE position IS NOT NULL",
    };
    scene *at = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
        begin(at);
        execute(at->database, statements[i]);
        if (end(at).faults == 0)
            fail_msg("%s was not seen", statements[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_without_an_attack, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_the_chain_shows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_a_witness_shows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_rows_show, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
