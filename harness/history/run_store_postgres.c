/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The history on a server, for the programs of many machines. */
#include <libpq-fe.h>
#include <string.h>

#include "error/error.h"
#include "history/postgres_connection.h"
#include "history/postgres_schema.h"
#include "history/run_store_engine.h"
#include "history/schema.h"
#include "perfharness/require.h"

/* What columns are of: the numbers of pg_type.dat, which do not change. */
enum {
    TYPE_BYTES = 17,
    TYPE_INT8 = 20,
    TYPE_INT4 = 23,
    TYPE_FLOAT8 = 701,
};

static const char *const step_texts[] = { ph_schema_postgres_1, ph_schema_postgres_2 };
static const ph_postgres_steps steps = { step_texts, G_N_ELEMENTS(step_texts) };

G_STATIC_ASSERT(G_N_ELEMENTS(step_texts) == PH_SCHEMA_VERSION);

enum { FORMAT_BINARY = 1, PARAMETERS_MAX = 16, COLUMNS_MAX = 24 };

/* Statements that only a server has, beside the shared ones. */
typedef enum own_statement {
    ADD_RESULTS = PH_STATEMENT_COUNT,
    RESULTS_OF_MANY,
    LOCK_CHAIN,
    STATEMENT_COUNT,
} own_statement;

static const char *const own_texts[] = {
    [ADD_RESULTS - PH_STATEMENT_COUNT] =
        "INSERT INTO result (series_id, run_id, value, error, launches)"
        " SELECT series_id, $1::bigint, value, error, launches"
        " FROM unnest($2::bigint[], $3::double precision[], $4::double precision[], $5::bigint[])"
        " AS added (series_id, value, error, launches)",
    /* One range of the key for each series, in which it is in order; and the places are: nothing is
     * sorted. */
    [RESULTS_OF_MANY - PH_STATEMENT_COUNT] =
        "SELECT found.series_id, found.run_id, found.value, found.error, found.launches"
        " FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (series_id, place)"
        " CROSS JOIN LATERAL (SELECT * FROM result WHERE result.series_id = asked.series_id"
        " AND result.run_id >= $2 ORDER BY result.run_id) AS found ORDER BY asked.place",
    /* And the transaction's number, by which it is found out what became of it. */
    [LOCK_CHAIN - PH_STATEMENT_COUNT] =
        "SELECT pg_current_xact_id()::text FROM pg_advisory_xact_lock(" PH_POSTGRES_CHAIN_LOCK ")",
};

typedef struct postgres_engine {
    ph_store_engine base;
    PGconn *connection;
    char *name; /* As messages have it. */
    char *service;
    gboolean is_prepared[STATEMENT_COUNT];
    char *transaction; /* The number of one that adds to the chain; NULL: of none. */
} postgres_engine;

static gboolean execute(postgres_engine *engine, const char *sql, GError **error)
{
    return ph_postgres_execute(engine->connection, sql, engine->name, error);
}

static gboolean begin(ph_store_engine *base, GError **error)
{
    postgres_engine *engine = (postgres_engine *)base;

    g_clear_pointer(&engine->transaction, g_free);
    return execute(engine, "BEGIN", error);
}

static gboolean begin_to_read(ph_store_engine *base, GError **error)
{
    postgres_engine *engine = (postgres_engine *)base;

    g_clear_pointer(&engine->transaction, g_free);
    return execute(engine, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error);
}

/* A transaction whose end was asked for as the server went away: is it there? FALSE: it is not, or
 * nobody can tell. */
static gboolean is_there_after_all(const postgres_engine *engine)
{
    g_autofree char *sql = g_strdup_printf("SELECT pg_xact_status('%s')", engine->transaction);
    PGconn *connection = ph_postgres_connect(engine->service, engine->name, NULL);
    PGresult *result = connection ? ph_postgres_ask(connection, sql, engine->name, NULL) : NULL;
    const gboolean is_there =
        result && PQntuples(result) == 1 && g_str_equal(PQgetvalue(result, 0, 0), "committed");

    PQclear(result);
    PQfinish(connection);
    return is_there;
}

/* COMMIT of a transaction that failed is a ROLLBACK, and no error. */
static gboolean commit(ph_store_engine *base, GError **error)
{
    postgres_engine *engine = (postgres_engine *)base;
    g_autoptr(GError) cause = NULL;
    PGresult *result;

    PH_REQUIRE(PQtransactionStatus(engine->connection) != PQTRANS_INERROR);
    result = ph_postgres_ask(engine->connection, "COMMIT", engine->name, &cause);
    PQclear(result);
    if (result)
        return TRUE;
    if (engine->transaction && PQstatus(engine->connection) != CONNECTION_OK &&
        is_there_after_all(engine))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static void rollback(ph_store_engine *base)
{
    postgres_engine *engine = (postgres_engine *)base;

    /* What the server has forgotten with the connection was never there. */
    if (PQtransactionStatus(engine->connection) == PQTRANS_INTRANS ||
        PQtransactionStatus(engine->connection) == PQTRANS_INERROR)
        (void)execute(engine, "ROLLBACK", NULL);
}

/* What a statement is sent with: each value as its bytes are on the wire. */
typedef struct wire_parameters {
    const char *values[PARAMETERS_MAX]; /* NULL: NULL. */
    int lengths[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
    guint64 numbers[PARAMETERS_MAX];
} wire_parameters;

static guint64 wire_real(double real)
{
    guint64 bits;

    G_STATIC_ASSERT(sizeof bits == sizeof real);
    memcpy(&bits, &real, sizeof bits);
    return GUINT64_TO_BE(bits);
}

static void put_value(wire_parameters *wire, guint i, const ph_store_value *value)
{
    wire->formats[i] = FORMAT_BINARY;
    wire->values[i] = (const char *)&wire->numbers[i];
    wire->lengths[i] = sizeof wire->numbers[i];
    switch (value->type) {
    case PH_STORE_INTEGER: wire->numbers[i] = GUINT64_TO_BE((guint64)value->integer); return;
    case PH_STORE_REAL: wire->numbers[i] = wire_real(value->real); return;
    case PH_STORE_TEXT:
    case PH_STORE_BYTES:
        /* NULL would be NULL. */
        wire->values[i] = value->length > 0 ? (const char *)value->bytes : "";
        wire->lengths[i] = (int)value->length;
        return;
    case PH_STORE_NULL: wire->values[i] = NULL; return;
    }
}

static guint64 read_number(const char *bytes)
{
    guint64 number;

    memcpy(&number, bytes, sizeof number);
    return GUINT64_FROM_BE(number);
}

static double read_real(const char *bytes)
{
    const guint64 bits = read_number(bytes);
    double real;

    memcpy(&real, &bits, sizeof real);
    return real;
}

static gint32 read_small(const char *bytes)
{
    guint32 number;

    memcpy(&number, bytes, sizeof number);
    return (gint32)GUINT32_FROM_BE(number);
}

/* A text ends in a NUL, as libpq puts one behind each value. */
static ph_store_value take(const PGresult *result, int row, int column)
{
    const char *bytes = PQgetvalue(result, row, column);
    const gsize length = (gsize)PQgetlength(result, row, column);

    if (PQgetisnull(result, row, column))
        return (ph_store_value){ .type = PH_STORE_NULL };
    switch (PQftype(result, column)) {
    case TYPE_INT8: return ph_store_integer((gint64)read_number(bytes));
    case TYPE_INT4: return ph_store_integer(read_small(bytes));
    case TYPE_FLOAT8: return ph_store_real(read_real(bytes));
    case TYPE_BYTES: return ph_store_bytes(bytes, length);
    default: return ph_store_text(bytes);
    }
}

static void tell_rows(const PGresult *result, ph_store_row_function each, gpointer data)
{
    const int rows = PQntuples(result), count = PQnfields(result);
    ph_store_value columns[COLUMNS_MAX];

    PH_REQUIRE(count <= COLUMNS_MAX);
    for (int row = 0; row < rows; row++) {
        for (int i = 0; i < count; i++)
            columns[i] = take(result, row, i);
        if (!each(columns, data))
            return;
    }
}

static gboolean finish(const postgres_engine *engine, PGresult *result, ph_store_row_function each,
                       gpointer data, GError **error)
{
    const ExecStatusType status = PQresultStatus(result);
    const gboolean is_good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;

    if (!is_good)
        (void)ph_postgres_refuse(engine->connection, result, engine->name, error);
    else if (each && status == PGRES_TUPLES_OK)
        tell_rows(result, each, data);
    PQclear(result);
    return is_good;
}

/* Each statement is read and planned once for a connection. */
static gboolean prepare(postgres_engine *engine, guint statement, const char *label, GError **error)
{
    const char *text = statement < PH_STATEMENT_COUNT ? ph_statement_text((ph_statement)statement)
                                                      : own_texts[statement - PH_STATEMENT_COUNT];

    if (!engine->is_prepared[statement])
        engine->is_prepared[statement] =
            finish(engine, PQprepare(engine->connection, label, text, 0, NULL), NULL, NULL, error);
    return engine->is_prepared[statement];
}

static gboolean run_wire(postgres_engine *engine, guint statement, const wire_parameters *wire,
                         guint count, ph_store_row_function each, gpointer data, GError **error)
{
    char label[16];

    (void)g_snprintf(label, sizeof label, "s%u", statement);
    return prepare(engine, statement, label, error) &&
           finish(engine,
                  PQexecPrepared(engine->connection, label, (int)count, wire->values, wire->lengths,
                                 wire->formats, FORMAT_BINARY),
                  each, data, error);
}

static gboolean run(ph_store_engine *base, ph_statement statement, const ph_store_value *parameters,
                    ph_store_row_function each, gpointer data, GError **error)
{
    const guint count = ph_statement_parameters(statement);
    wire_parameters wire;

    PH_REQUIRE(count <= PARAMETERS_MAX);
    for (guint i = 0; i < count; i++)
        put_value(&wire, i, &parameters[i]);
    return run_wire((postgres_engine *)base, statement, &wire, count, each, data, error);
}

static gboolean take_transaction(const ph_store_value *columns, gpointer data)
{
    postgres_engine *engine = (postgres_engine *)data;

    g_free(engine->transaction);
    engine->transaction = g_strdup(ph_store_as_text(&columns[0]));
    return FALSE;
}

static gboolean lock_chain(ph_store_engine *base, GError **error)
{
    const wire_parameters none = { 0 };

    return run_wire((postgres_engine *)base, LOCK_CHAIN, &none, 0, take_transaction, base, error);
}

/* An array of one dimension as it is on the wire, whose elements have 8 bytes. */
static GByteArray *array_new(guint32 type, guint count)
{
    const guint32 head[] = {
        GUINT32_TO_BE(count > 0 ? 1 : 0), /* Dimensions. */
        GUINT32_TO_BE(1),                 /* There may be NULLs. */
        GUINT32_TO_BE(type),
        GUINT32_TO_BE(count),
        GUINT32_TO_BE(1), /* The first one's number. */
    };
    GByteArray *array = g_byte_array_sized_new((guint)sizeof head + count * 12);

    return g_byte_array_append(array, (const guint8 *)head,
                               count > 0 ? sizeof head : 3 * sizeof *head);
}

static void array_add(GByteArray *array, const ph_store_value *value)
{
    const guint32 length = GUINT32_TO_BE(value->type == PH_STORE_NULL ? G_MAXUINT32 : 8);
    const guint64 number = value->type == PH_STORE_REAL ? wire_real(value->real)
                                                        : GUINT64_TO_BE((guint64)value->integer);

    (void)g_byte_array_append(array, (const guint8 *)&length, sizeof length);
    if (value->type != PH_STORE_NULL)
        (void)g_byte_array_append(array, (const guint8 *)&number, sizeof number);
}

/* The results' columns. */
enum { SERIES, VALUE, ERROR, LAUNCHES, RESULT_COLUMNS };

static void put_results(GByteArray *const *arrays, const ph_store_result *results, guint count)
{
    for (guint i = 0; i < count; i++) {
        const ph_store_value values[] = {
            [SERIES] = ph_store_integer(results[i].series_id),
            [VALUE] = ph_store_real(results[i].value),
            [ERROR] = ph_store_real(results[i].error),
            [LAUNCHES] = ph_store_integer(results[i].launches),
        };

        for (guint column = 0; column < RESULT_COLUMNS; column++)
            array_add(arrays[column], &values[column]);
    }
}

static ph_store_value array_value(const GByteArray *array)
{
    return ph_store_bytes(array->data, array->len);
}

static gboolean add_results(ph_store_engine *base, gint64 run_id, const ph_store_result *results,
                            guint count, GError **error)
{
    static const guint32 types[] = { TYPE_INT8, TYPE_FLOAT8, TYPE_FLOAT8, TYPE_INT8 };
    const ph_store_value run_value = ph_store_integer(run_id);
    GByteArray *arrays[RESULT_COLUMNS];
    wire_parameters wire;
    gboolean is_added;

    put_value(&wire, 0, &run_value);
    for (guint column = 0; column < RESULT_COLUMNS; column++)
        arrays[column] = array_new(types[column], count);
    put_results(arrays, results, count);
    for (guint column = 0; column < RESULT_COLUMNS; column++) {
        const ph_store_value value = array_value(arrays[column]);

        put_value(&wire, 1 + column, &value);
    }
    is_added = run_wire((postgres_engine *)base, ADD_RESULTS, &wire, 1 + RESULT_COLUMNS, NULL, NULL,
                        error);
    for (guint column = 0; column < RESULT_COLUMNS; column++)
        g_byte_array_unref(arrays[column]);
    return is_added;
}

static gboolean series_results(ph_store_engine *base, const gint64 *series_ids, guint count,
                               gint64 first_run_id, ph_store_row_function each, gpointer data,
                               GError **error)
{
    g_autoptr(GByteArray) ids = array_new(TYPE_INT8, count);
    const ph_store_value first = ph_store_integer(first_run_id);
    ph_store_value asked;
    wire_parameters wire;

    for (guint i = 0; i < count; i++) {
        const ph_store_value id = ph_store_integer(series_ids[i]);

        array_add(ids, &id);
    }
    asked = array_value(ids);
    put_value(&wire, 0, &asked);
    put_value(&wire, 1, &first);
    return run_wire((postgres_engine *)base, RESULTS_OF_MANY, &wire, 2, each, data, error);
}

/* The room may be used again; where it is not the owner who asks, the server does that by itself.
 */
static char *erase(ph_store_engine *base)
{
    postgres_engine *engine = (postgres_engine *)base;
    g_autofree char *limit = g_strdup_printf("SET statement_timeout = '%ds'", PH_POSTGRES_BUSY_S);

    (void)execute(engine, "SET statement_timeout = 0", NULL);
    (void)execute(engine, "VACUUM document, result, run", NULL);
    (void)execute(engine, limit, NULL);
    return g_strdup(
        "It is deleted, not erased: the server's write-ahead log, its archive, standbys "
        "and backups have it for as long as they are kept, and what its disk keeps by "
        "itself is not reached.");
}

static void close_engine(ph_store_engine *base)
{
    postgres_engine *engine = (postgres_engine *)base;

    PQfinish(engine->connection);
    g_free(engine->transaction);
    g_free(engine->service);
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

PGconn *ph_store_postgres_connection(ph_store_engine *engine)
{
    PH_REQUIRE(engine->calls == &calls);
    return ((postgres_engine *)engine)->connection;
}

ph_store_engine *ph_store_open_postgres(const ph_store_place *place, ph_store_access access,
                                        char **ret_note, GError **error)
{
    PGconn *connection = ph_postgres_connect(place->service, place->name, error);
    postgres_engine *engine;

    if (!connection)
        return NULL;
    engine = g_new0(postgres_engine, 1);
    engine->base.calls = &calls;
    engine->connection = connection;
    engine->name = g_strdup(place->name);
    engine->service = g_strdup(place->service);
    if (ph_postgres_schema_prepare(connection, place->name, &engine->base, &steps, access, ret_note,
                                   error))
        return &engine->base;
    close_engine(&engine->base);
    return NULL;
}
