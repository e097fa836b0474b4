/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/sqlite_schema.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "error/error.h"
#include "history/history_clock.h"
#include "history/store_chain.h"
#include "storage/durable.h"

static gboolean read_integer(sqlite3 *database, const char *sql, gint64 *ret)
{
    sqlite3_stmt *statement = NULL;
    gboolean is_read = FALSE;

    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        *ret = sqlite3_column_int64(statement, 0);
        is_read = TRUE;
    }
    return sqlite3_finalize(statement) == SQLITE_OK && is_read;
}

gboolean ph_sqlite_schema_state(sqlite3 *database, ph_sqlite_state *ret)
{
    gint64 entries = 0;

    if (!read_integer(database, "PRAGMA application_id", &ret->application_id) ||
        !read_integer(database, "PRAGMA user_version", &ret->version) ||
        !read_integer(database, "SELECT count(*) FROM sqlite_schema", &entries))
        return FALSE;
    ret->is_empty = entries == 0 && ret->version == 0 && ret->application_id == 0;
    return TRUE;
}

static gboolean refuse(sqlite3 *database, const char *what, GError **error)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s: %s", what, sqlite3_errmsg(database));
}

/* The copy is whole when it has its name. */
static gboolean back_up(sqlite3 *database, const char *path, gint64 version, char **ret_backup,
                        GError **error)
{
    g_autofree char *backup = g_strdup_printf("%s.v%" G_GINT64_FORMAT ".backup", path, version);
    g_autofree char *draft = g_strdup_printf("%s.%d", backup, (int)getpid());
    sqlite3_stmt *statement = NULL;
    gboolean is_copied;

    (void)g_unlink(draft);
    is_copied = sqlite3_prepare_v2(database, "VACUUM INTO ?1", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_bind_text(statement, 1, draft, -1, SQLITE_STATIC) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_DONE;
    if (sqlite3_finalize(statement) != SQLITE_OK || !is_copied) {
        (void)refuse(database, "making a copy before the schema changes", error);
        (void)g_unlink(draft);
        return FALSE;
    }
    if (!ph_durable_move(draft, backup, error)) {
        (void)g_unlink(draft);
        return FALSE;
    }
    *ret_backup = g_steal_pointer(&backup);
    return TRUE;
}

static gboolean apply(sqlite3 *database, ph_store_engine *engine, const ph_sqlite_step *steps,
                      guint count, GError **error)
{
    g_autofree char *version = g_strdup_printf(
        "PRAGMA application_id = %d; PRAGMA user_version = %u", PH_SQLITE_APPLICATION_ID, count);
    g_autofree char *note = g_strdup_printf("schema %u", count);
    g_autofree char *digest = NULL;
    g_auto(ph_store_chain) chain = { 0 };
    ph_sqlite_state state;

    /* Somebody else may have been faster. */
    if (!ph_sqlite_schema_state(database, &state))
        return refuse(database, "reading the schema's version", error);
    if (state.version >= (gint64)count)
        return TRUE;
    for (guint i = (guint)state.version; i < count; i++)
        if (sqlite3_exec(database, steps[i], NULL, NULL, NULL) != SQLITE_OK)
            return refuse(database, "making the schema", error);
    if (sqlite3_exec(database, version, NULL, NULL, NULL) != SQLITE_OK)
        return refuse(database, "writing the schema's version", error);
    digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, steps[count - 1], -1);
    return ph_store_chain_begin(&chain, engine, error) &&
           ph_store_chain_add(&chain, PH_RECEIPT_MIGRATE, digest, ph_history_now_us(), note, error);
}

gboolean ph_sqlite_schema_migrate(sqlite3 *database, const char *path, ph_store_engine *engine,
                                  const ph_sqlite_step *steps, guint count, char **ret_note,
                                  GError **error)
{
    g_autofree char *backup = NULL;
    ph_sqlite_state state;

    if (!ph_sqlite_schema_state(database, &state))
        return refuse(database, "reading the schema's version", error);
    if (state.version >= (gint64)count)
        return TRUE;
    if (state.version > 0 && !back_up(database, path, state.version, &backup, error))
        return FALSE;
    if (!engine->calls->begin(engine, error))
        return FALSE;
    if (!apply(database, engine, steps, count, error) || !engine->calls->commit(engine, error)) {
        engine->calls->rollback(engine);
        return FALSE;
    }
    if (backup) {
        g_autofree char *printable = ph_error_printable(backup);

        *ret_note = g_strdup_printf("its schema was brought from version %" G_GINT64_FORMAT
                                    " to %u; as it was, it is in %s",
                                    state.version, count, printable);
    }
    return TRUE;
}

/* "trigger result_unchanged": the text that makes it. */
static GHashTable *read_entries(sqlite3 *database)
{
    static const char sql[] = "SELECT type || ' ' || name, sql FROM sqlite_schema"
                              " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    GHashTable *entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK)
        while (sqlite3_step(statement) == SQLITE_ROW)
            g_hash_table_insert(entries, g_strdup((const char *)sqlite3_column_text(statement, 0)),
                                g_strdup((const char *)sqlite3_column_text(statement, 1)));
    (void)sqlite3_finalize(statement);
    return entries;
}

static GHashTable *expected_entries(const ph_sqlite_step *steps, guint count)
{
    sqlite3 *database = NULL;
    GHashTable *entries = NULL;

    if (sqlite3_open(":memory:", &database) == SQLITE_OK) {
        for (guint i = 0; i < count; i++)
            (void)sqlite3_exec(database, steps[i], NULL, NULL, NULL);
        entries = read_entries(database);
    }
    (void)sqlite3_close(database);
    return entries;
}

/* The first of them by name that the other does not have, or has otherwise; NULL: none. */
static const char *first_of_difference(GHashTable *entries, GHashTable *others)
{
    const char *first = NULL;
    GHashTableIter iterator;
    gpointer name, sql;

    g_hash_table_iter_init(&iterator, entries);
    while (g_hash_table_iter_next(&iterator, &name, &sql)) {
        const gboolean is_same =
            g_strcmp0((const char *)g_hash_table_lookup(others, name), (const char *)sql) == 0;

        if (!is_same && (!first || g_strcmp0((const char *)name, first) < 0))
            first = (const char *)name;
    }
    return first;
}

char *ph_sqlite_schema_fault(sqlite3 *database, const ph_sqlite_step *steps, guint count)
{
    g_autoptr(GHashTable) found = read_entries(database);
    g_autoptr(GHashTable) expected = expected_entries(steps, count);
    g_autofree char *printable = NULL;
    const char *name;

    if (!expected)
        return g_strdup("there is no memory to look at its schema");
    name = first_of_difference(expected, found);
    if (name)
        return g_strdup_printf("its %s %s", name,
                               g_hash_table_contains(found, name) ? "was changed" : "is missing");
    name = first_of_difference(found, expected);
    if (!name)
        return NULL;
    printable = ph_error_printable(name);
    return g_strdup_printf("its %s is none of a history's", printable);
}
