/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/postgres_schema.h"

#include "error/error.h"
#include "history/history_clock.h"
#include "history/postgres_connection.h"
#include "history/postgres_fault.h"
#include "history/store_chain.h"

typedef struct schema_state {
    gint64 version; /* 0: none yet. */
    gboolean is_owner;
    gboolean has_runner; /* The role. */
    gboolean is_unicode;
} schema_state;

static gboolean is_true(const PGresult *result, int column)
{
    return g_str_equal(PQgetvalue(result, 0, column), "t");
}

/* A table cannot be asked for before it is there, nor by who may not. */
static gboolean read_version(PGconn *connection, const char *name, gint64 *ret, GError **error)
{
    PGresult *result = ph_postgres_ask(connection,
                                       "SELECT coalesce(max(version), 0)"
                                       " FROM " PH_POSTGRES_SCHEMA ".schema_version",
                                       name, error);

    if (!result)
        return FALSE;
    *ret = g_ascii_strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return TRUE;
}

static gboolean read_state(PGconn *connection, const char *name, schema_state *ret, GError **error)
{
    static const char sql[] =
        "SELECT schema.oid IS NOT NULL,"
        " CASE WHEN schema.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')"
        " ELSE has_schema_privilege(schema.oid, 'CREATE') END,"
        " EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'perfharness_runner'),"
        " current_setting('server_encoding') = 'UTF8'"
        " FROM (SELECT 1) AS one LEFT JOIN pg_catalog.pg_namespace AS schema"
        " ON schema.nspname = '" PH_POSTGRES_SCHEMA "'";
    PGresult *result = ph_postgres_ask(connection, sql, name, error);
    gboolean is_there;

    if (!result)
        return FALSE;
    is_there = is_true(result, 0);
    *ret = (schema_state){ .is_owner = is_true(result, 1),
                           .has_runner = is_true(result, 2),
                           .is_unicode = is_true(result, 3) };
    PQclear(result);
    return !is_there || read_version(connection, name, &ret->version, error);
}

static gboolean refuse_none(const schema_state *state, const char *name, ph_store_access access,
                            GError **error)
{
    if (access == PH_STORE_READ)
        return ph_refuse(error, PH_ERROR_STORAGE,
                         "%s: there is no history yet: its owner's first perfharness history add "
                         "makes it",
                         name);
    if (!state->is_owner)
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "%s: there is no history yet, and this user may not make it: the "
                         "database's owner's first perfharness history add does",
                         name);
    if (!state->is_unicode)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "%s: the database's texts are not UTF-8: make it with ENCODING 'UTF8' "
                         "TEMPLATE template0",
                         name);
    return state->has_runner ||
           ph_refuse(error, PH_ERROR_ENVIRONMENT,
                     "%s: there is no role perfharness_runner, for those who add: CREATE ROLE "
                     "perfharness_runner NOLOGIN makes it",
                     name);
}

/* May it be used as it is, or brought to this version? */
static gboolean check_state(const schema_state *state, const ph_postgres_steps *steps,
                            const char *name, ph_store_access access, GError **error)
{
    if (state->version == 0)
        return refuse_none(state, name, access, error);
    if (state->version > steps->count)
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "%s: made by a newer perfharness: its schema is version %" G_GINT64_FORMAT
                         ", and this one knows up to %u",
                         name, state->version, steps->count);
    if (state->version < steps->count && (access == PH_STORE_READ || !state->is_owner))
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "%s: made by an older perfharness: its owner's next perfharness history "
                         "add brings its schema to this version",
                         name);
    return TRUE;
}

static gboolean write_version(PGconn *connection, const char *name, guint version, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO schema_version (version, at_us) VALUES (%u, %" G_GINT64_FORMAT ")", version,
        ph_history_now_us());

    return ph_postgres_execute(connection, sql, name, error);
}

static gboolean apply(PGconn *connection, const char *name, ph_store_engine *engine,
                      const ph_postgres_steps *steps, GError **error)
{
    static const char begin[] =
        "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(" PH_POSTGRES_CHAIN_LOCK ")";
    g_autofree char *note = g_strdup_printf("schema %u", steps->count);
    g_autofree char *digest =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, steps->texts[steps->count - 1], -1);
    g_auto(ph_store_chain) chain = { 0 };
    schema_state state;

    /* Somebody else may have been faster. */
    if (!ph_postgres_execute(connection, begin, name, error) ||
        !read_state(connection, name, &state, error))
        return FALSE;
    if (state.version >= steps->count)
        return TRUE;
    for (gint64 i = state.version; i < steps->count; i++)
        if (!ph_postgres_execute(connection, steps->texts[i], name, error))
            return FALSE;
    return write_version(connection, name, steps->count, error) &&
           ph_store_chain_begin(&chain, engine, error) &&
           ph_store_chain_add(&chain, PH_RECEIPT_MIGRATE, digest, ph_history_now_us(), note, error);
}

static gboolean migrate(PGconn *connection, const char *name, ph_store_engine *engine,
                        const ph_postgres_steps *steps, gint64 version, char **ret_note,
                        GError **error)
{
    if (!engine->calls->begin(engine, error))
        return FALSE;
    if (!apply(connection, name, engine, steps, error) || !engine->calls->commit(engine, error)) {
        engine->calls->rollback(engine);
        return FALSE;
    }
    if (version > 0)
        *ret_note = g_strdup_printf("its schema was brought from version %" G_GINT64_FORMAT
                                    " to %u; what it was, a backup of the server has",
                                    version, steps->count);
    return TRUE;
}

/* Nothing is written where what keeps it from accidents is not at work. */
static gboolean check_whole(PGconn *connection, const char *name, const ph_postgres_steps *steps,
                            ph_store_access access, char **ret_note, GError **error)
{
    g_autofree char *fault = NULL;

    if (!ph_postgres_fault_find(connection, name, steps, &fault, error))
        return FALSE;
    if (!fault)
        return TRUE;
    if (access == PH_STORE_WRITE)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "%s: its %s: nothing is written to it; perfharness verify tells what else "
                         "was changed",
                         name, fault);
    if (!*ret_note)
        *ret_note = g_strdup_printf("its %s: somebody changed the schema", fault);
    return TRUE;
}

gboolean ph_postgres_schema_prepare(PGconn *connection, const char *name, ph_store_engine *engine,
                                    const ph_postgres_steps *steps, ph_store_access access,
                                    char **ret_note, GError **error)
{
    schema_state state;

    if (!read_state(connection, name, &state, error) ||
        !check_state(&state, steps, name, access, error))
        return FALSE;
    if (state.version < steps->count &&
        !migrate(connection, name, engine, steps, state.version, ret_note, error))
        return FALSE;
    return check_whole(connection, name, steps, access, ret_note, error);
}
