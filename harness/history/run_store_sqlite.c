/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The history in one file, for the programs of one machine. */
#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "history/run_store_engine.h"
#include "history/schema.h"
#include "history/sqlite_schema.h"
#include "perfharness/require.h"
#include "storage/durable.h"

enum {
    BUSY_MS = 60000,
    WAL_RETRY_US = 20000,
};

typedef struct sqlite_engine {
    ph_store_engine base;
    sqlite3 *database;
    char *name; /* As messages have it. */
    sqlite3_stmt *prepared[PH_STATEMENT_COUNT];
} sqlite_engine;

static const ph_sqlite_step steps[] = { ph_schema_sqlite_1, ph_schema_sqlite_2 };

G_STATIC_ASSERT(G_N_ELEMENTS(steps) == PH_SCHEMA_VERSION);

static ph_error code_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return PH_ERROR_TIMEOUT;
    case SQLITE_CONSTRAINT: return PH_ERROR_DATA;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: return PH_ERROR_ENVIRONMENT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return PH_ERROR_CHANGED;
    default: return PH_ERROR_STORAGE;
    }
}

/* A reader makes the log's files where they are missing, if it may. */
static gboolean lacks_log(int result)
{
    return result == SQLITE_READONLY_CANTINIT || result == SQLITE_READONLY_CANTLOCK ||
           result == SQLITE_READONLY_RECOVERY || result == SQLITE_READONLY_DIRECTORY;
}

/* What SQLite says may quote what is in the file. */
static gboolean refuse(sqlite_engine *engine, GError **error)
{
    const int result = sqlite3_extended_errcode(engine->database);
    const ph_error code = code_of(result);
    g_autofree char *said = ph_error_printable(sqlite3_errmsg(engine->database));

    if (code == PH_ERROR_TIMEOUT)
        return ph_refuse(error, code,
                         "%s: other programs held it for %d s: see which, and try again",
                         engine->name, BUSY_MS / 1000);
    if (lacks_log(result))
        return ph_refuse(error, code,
                         "%s: its write-ahead log is not beside it, and you may not make one: "
                         "whoever may write to it asks it once, by perfharness history list",
                         engine->name);
    if ((result & 0xff) == SQLITE_CANTOPEN && sqlite3_system_errno(engine->database) != 0)
        return ph_refuse(error, code, "%s: it cannot be opened: %s", engine->name,
                         g_strerror(sqlite3_system_errno(engine->database)));
    if (code == PH_ERROR_CHANGED)
        return ph_refuse(error, code, "%s: it was cut or written over, or is no history: %s",
                         engine->name, said);
    return ph_refuse(error, code, "%s: %s", engine->name, said);
}

static gboolean execute(sqlite_engine *engine, const char *sql, GError **error)
{
    return sqlite3_exec(engine->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
           refuse(engine, error);
}

static gboolean begin(ph_store_engine *base, GError **error)
{
    return execute((sqlite_engine *)base, "BEGIN IMMEDIATE", error);
}

/* The first thing that is read says which time it is. */
static gboolean begin_to_read(ph_store_engine *base, GError **error)
{
    return execute((sqlite_engine *)base, "BEGIN", error);
}

static gboolean commit(ph_store_engine *base, GError **error)
{
    return execute((sqlite_engine *)base, "COMMIT", error);
}

static void rollback(ph_store_engine *base)
{
    sqlite_engine *engine = (sqlite_engine *)base;

    /* After some errors, as that of a full disk, SQLite has done it by itself. */
    if (!sqlite3_get_autocommit(engine->database))
        (void)sqlite3_exec(engine->database, "ROLLBACK", NULL, NULL, NULL);
}

/* Who writes is alone. */
static gboolean lock_chain(ph_store_engine *base, GError **error)
{
    (void)base;
    (void)error;
    return TRUE;
}

/* $3 is the third, or what is bound to it is another one's. */
static void require_order(sqlite3_stmt *prepared, ph_statement statement)
{
    const guint count = ph_statement_parameters(statement);

    PH_REQUIRE((guint)sqlite3_bind_parameter_count(prepared) == count);
    PH_REQUIRE((guint)sqlite3_column_count(prepared) == ph_statement_columns(statement));
    for (guint i = 1; i <= count; i++) {
        char name[12];

        (void)g_snprintf(name, sizeof name, "$%u", i);
        PH_REQUIRE((guint)sqlite3_bind_parameter_index(prepared, name) == i);
    }
}

static sqlite3_stmt *prepare(sqlite_engine *engine, ph_statement statement, GError **error)
{
    sqlite3_stmt **prepared = &engine->prepared[statement];

    if (*prepared)
        return *prepared;
    if (sqlite3_prepare_v3(engine->database, ph_statement_text(statement), -1,
                           SQLITE_PREPARE_PERSISTENT, prepared, NULL) != SQLITE_OK) {
        (void)refuse(engine, error);
        return NULL;
    }
    require_order(*prepared, statement);
    return *prepared;
}

static int bind(sqlite3_stmt *prepared, int index, const ph_store_value *value)
{
    switch (value->type) {
    case PH_STORE_INTEGER: return sqlite3_bind_int64(prepared, index, value->integer);
    case PH_STORE_REAL: return sqlite3_bind_double(prepared, index, value->real);
    case PH_STORE_TEXT:
        return sqlite3_bind_text64(prepared, index, (const char *)value->bytes, value->length,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case PH_STORE_BYTES:
        return sqlite3_bind_blob64(prepared, index, value->bytes, value->length, SQLITE_STATIC);
    case PH_STORE_NULL: break;
    }
    return sqlite3_bind_null(prepared, index);
}

static ph_store_value take(sqlite3_stmt *prepared, int column)
{
    switch (sqlite3_column_type(prepared, column)) {
    case SQLITE_INTEGER: return ph_store_integer(sqlite3_column_int64(prepared, column));
    case SQLITE_FLOAT: return ph_store_real(sqlite3_column_double(prepared, column));
    case SQLITE_TEXT: return ph_store_text((const char *)sqlite3_column_text(prepared, column));
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(prepared, column);

        return ph_store_bytes(bytes, (gsize)sqlite3_column_bytes(prepared, column));
    }
    default: return (ph_store_value){ .type = PH_STORE_NULL };
    }
}

enum { COLUMNS_MAX = 24 };

static int step_all(sqlite3_stmt *prepared, ph_store_row_function each, gpointer data)
{
    const int count = sqlite3_column_count(prepared);
    ph_store_value columns[COLUMNS_MAX];
    int result;

    PH_REQUIRE(count <= COLUMNS_MAX);
    while ((result = sqlite3_step(prepared)) == SQLITE_ROW) {
        if (!each)
            continue;
        for (int i = 0; i < count; i++)
            columns[i] = take(prepared, i);
        if (!each(columns, data))
            return SQLITE_DONE;
    }
    return result;
}

static gboolean run(ph_store_engine *base, ph_statement statement, const ph_store_value *parameters,
                    ph_store_row_function each, gpointer data, GError **error)
{
    sqlite_engine *engine = (sqlite_engine *)base;
    sqlite3_stmt *prepared = prepare(engine, statement, error);
    const int count = (int)ph_statement_parameters(statement);
    int result = SQLITE_OK;
    gboolean is_done;

    if (!prepared)
        return FALSE;
    for (int i = 0; i < count && result == SQLITE_OK; i++)
        result = bind(prepared, i + 1, &parameters[i]);
    if (result == SQLITE_OK)
        result = step_all(prepared, each, data);
    is_done = result == SQLITE_DONE || refuse(engine, error);
    (void)sqlite3_reset(prepared);
    (void)sqlite3_clear_bindings(prepared);
    return is_done;
}

static gboolean add_results(ph_store_engine *base, gint64 run_id, const ph_store_result *results,
                            guint count, GError **error)
{
    for (guint i = 0; i < count; i++) {
        const ph_store_value parameters[] = {
            ph_store_integer(results[i].series_id), ph_store_integer(run_id),
            ph_store_real(results[i].value),        ph_store_real(results[i].error),
            ph_store_integer(results[i].launches),
        };

        if (!run(base, PH_STATEMENT_ADD_RESULT, parameters, NULL, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean series_results(ph_store_engine *base, const gint64 *series_ids, guint count,
                               gint64 first_run_id, ph_store_row_function each, gpointer data,
                               GError **error)
{
    for (guint i = 0; i < count; i++) {
        const ph_store_value parameters[] = { ph_store_integer(series_ids[i]),
                                              ph_store_integer(first_run_id) };

        if (!run(base, PH_STATEMENT_SERIES_RESULTS, parameters, each, data, error))
            return FALSE;
    }
    return TRUE;
}

static char *erase(ph_store_engine *base)
{
    sqlite_engine *engine = (sqlite_engine *)base;

    if (sqlite3_wal_checkpoint_v2(engine->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) !=
        SQLITE_OK)
        return g_strdup("It is overwritten in the file; its write-ahead log still has some of it, "
                        "as another program reads: run prune again later.");
    return g_strdup("It is overwritten in the file and its write-ahead log. Copies, backups and "
                    "what the disk keeps by itself are not reached.");
}

static void close_engine(ph_store_engine *base)
{
    sqlite_engine *engine = (sqlite_engine *)base;

    for (gsize i = 0; i < PH_STATEMENT_COUNT; i++)
        (void)sqlite3_finalize(engine->prepared[i]);
    (void)sqlite3_close(engine->database);
    g_free(engine->name);
    g_free(engine);
}

static const ph_store_engine_calls calls = {
    .begin = begin,
    .begin_to_read = begin_to_read,
    .commit = commit,
    .rollback = rollback,
    .lock_chain = lock_chain,
    .run = run,
    .add_results = add_results,
    .series_results = series_results,
    .erase = erase,
    .close = close_engine,
};

sqlite3 *ph_store_sqlite_database(ph_store_engine *engine)
{
    PH_REQUIRE(engine->calls == &calls);
    return ((sqlite_engine *)engine)->database;
}

/* A pipe would be waited for, and a folder is none of SQLite's business. */
static gboolean check_file(const ph_store_place *place, ph_store_access wanted, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(place->path);
    struct stat status;

    if (stat(place->path, &status) == 0)
        return S_ISREG(status.st_mode) ||
               ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s: it is no file", place->name);
    if (errno != ENOENT && errno != ENOTDIR)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s: it cannot be looked at: %s", place->name,
                         g_strerror(errno));
    if (wanted == PH_STORE_READ)
        return ph_refuse(error, PH_ERROR_STORAGE,
                         "%s: there is no history yet: perfharness history add makes one",
                         place->name);
    if (!ph_durable_folder(folder, error)) {
        g_prefix_error(error, "%s: ", place->name);
        return FALSE;
    }
    return access(folder, W_OK) == 0 ||
           ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s: it cannot be made: %s", place->name,
                     g_strerror(errno));
}

/* What a file brings along, as functions in its schema, is not run. */
static gboolean configure(sqlite_engine *engine, GError **error)
{
    int persists = 1;

    (void)sqlite3_busy_timeout(engine->database, BUSY_MS);
    (void)sqlite3_extended_result_codes(engine->database, 1);
    (void)sqlite3_db_config(engine->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(engine->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* Who may only read needs the log's files to be there; empty they are enough. */
    (void)sqlite3_file_control(engine->database, NULL, SQLITE_FCNTL_PERSIST_WAL, &persists);
    return execute(engine,
                   "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON;"
                   "PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON;"
                   "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 0;",
                   error);
}

/* Two that make the same file do not wait for each other here by themselves. */
static gboolean use_log(sqlite_engine *engine, GError **error)
{
    const gint64 until_us = g_get_monotonic_time() + BUSY_MS * (gint64)1000;
    int result;

    while ((result = sqlite3_exec(engine->database, "PRAGMA journal_mode = WAL", NULL, NULL,
                                  NULL)) != SQLITE_OK &&
           code_of(result) == PH_ERROR_TIMEOUT && g_get_monotonic_time() < until_us)
        g_usleep(WAL_RETRY_US);
    return result == SQLITE_OK || refuse(engine, error);
}

static gboolean check_schema(sqlite_engine *engine, ph_store_access access, char **ret_note,
                             GError **error)
{
    g_autofree char *fault = ph_sqlite_schema_fault(engine->database, steps, G_N_ELEMENTS(steps));

    if (!fault)
        return TRUE;
    if (access == PH_STORE_WRITE)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "%s: %s: nothing is written to it; perfharness verify tells what else "
                         "was changed",
                         engine->name, fault);
    if (!*ret_note)
        *ret_note = g_strdup_printf("%s: somebody changed the schema", fault);
    return TRUE;
}

static gboolean check_version(sqlite_engine *engine, ph_store_access access, GError **error)
{
    ph_sqlite_state state;

    if (!ph_sqlite_schema_state(engine->database, &state))
        return refuse(engine, error);
    if (state.is_empty)
        return access == PH_STORE_WRITE ||
               ph_refuse(error, PH_ERROR_STORAGE,
                         "%s: there is no history yet: perfharness history add makes one",
                         engine->name);
    if (state.application_id != PH_SQLITE_APPLICATION_ID)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s: it is a database of another program",
                         engine->name);
    if (state.version > PH_SCHEMA_VERSION)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "%s: made by a newer perfharness: its schema is version %" G_GINT64_FORMAT
                         ", and this one knows up to %d",
                         engine->name, state.version, PH_SCHEMA_VERSION);
    if (state.version < PH_SCHEMA_VERSION && access == PH_STORE_READ)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "%s: made by an older perfharness: history push brings its schema "
                         "to this version",
                         engine->name);
    return TRUE;
}

static gboolean prepare_file(sqlite_engine *engine, const ph_store_place *place,
                             ph_store_access access, char **ret_note, GError **error)
{
    if (!configure(engine, error) || !check_version(engine, access, error))
        return FALSE;
    if (access == PH_STORE_WRITE &&
        (!use_log(engine, error) ||
         !ph_sqlite_schema_migrate(engine->database, place->path, &engine->base, steps,
                                   G_N_ELEMENTS(steps), ret_note, error)))
        return FALSE;
    return check_schema(engine, access, ret_note, error);
}

ph_store_engine *ph_store_open_sqlite(const ph_store_place *place, ph_store_access access,
                                      char **ret_note, GError **error)
{
    const int flags = SQLITE_OPEN_NOMUTEX |
                      (access == PH_STORE_READ ? SQLITE_OPEN_READONLY
                                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite_engine *engine;

    if (!ph_store_place_check(place, error) || !check_file(place, access, error))
        return NULL;
    engine = g_new0(sqlite_engine, 1);
    engine->base.calls = &calls;
    engine->name = g_strdup(place->name);
    if (sqlite3_open_v2(place->path, &engine->database, flags, NULL) != SQLITE_OK)
        (void)refuse(engine, error);
    else if (prepare_file(engine, place, access, ret_note, error))
        return &engine->base;
    close_engine(&engine->base);
    return NULL;
}
