/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "made_up_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>

gboolean made_up_server_is_there(void)
{
    return g_getenv("MADE_UP_SERVER") != NULL;
}

static PGconn *try_to_connect(const char *service)
{
    g_autofree char *info = g_strdup_printf(
        "service=%s options='-c search_path=perfharness -c client_min_messages=error'", service);

    return PQconnectdb(info);
}

static PGconn *connect_to(const char *service)
{
    PGconn *connection = try_to_connect(service);

    if (PQstatus(connection) != CONNECTION_OK)
        fail_msg("%s: %s", service, PQerrorMessage(connection));
    return connection;
}

static gboolean is_good(const PGresult *result)
{
    return PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK;
}

char *made_up_server_try(const char *service, const char *sql)
{
    PGconn *connection = connect_to(service);
    PGresult *result = PQexec(connection, sql);
    char *said = is_good(result) ? NULL : g_strdup(PQerrorMessage(connection));

    PQclear(result);
    PQfinish(connection);
    return said;
}

void made_up_server_execute(const char *service, const char *sql)
{
    g_autofree char *said = made_up_server_try(service, sql);

    if (said)
        fail_msg("%s: %s", sql, said);
}

char *made_up_server_ask(const char *service, const char *sql)
{
    PGconn *connection = connect_to(service);
    PGresult *result = PQexec(connection, sql);
    char *value;

    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) == 0)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    value = g_strdup(PQgetvalue(result, 0, 0));
    PQclear(result);
    PQfinish(connection);
    return value;
}

/* All of a server but its first process is new after a crash. */
#define CHECKPOINTER "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"

char *made_up_server_life(void)
{
    return made_up_server_ask(MADE_UP_ADMIN, CHECKPOINTER);
}

static gboolean is_another_life(const char *life)
{
    PGconn *connection = try_to_connect(MADE_UP_ADMIN);
    PGresult *result = PQexec(connection, CHECKPOINTER);
    const gboolean is_another = PQresultStatus(result) == PGRES_TUPLES_OK &&
                                PQntuples(result) == 1 &&
                                !g_str_equal(PQgetvalue(result, 0, 0), life);

    PQclear(result);
    PQfinish(connection);
    return is_another;
}

void made_up_server_wait_for_another_life(const char *life)
{
    for (guint i = 0; i < 1500; i++) {
        if (is_another_life(life))
            return;
        g_usleep(20000);
    }
    fail_msg("the server does not come back");
}

void made_up_server_clear(void)
{
    made_up_server_execute(MADE_UP_OWNER, "DROP SCHEMA IF EXISTS perfharness CASCADE");
}
