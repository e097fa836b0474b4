/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A connection to the PostgreSQL server that a service names (pg_service.conf; PGSERVICEFILE,
 * PGPASSFILE), and what its errors come to.
 *
 * One thread at a time for each connection.
 */
#ifndef PH_HARNESS_HISTORY_POSTGRES_CONNECTION_H
#define PH_HARNESS_HISTORY_POSTGRES_CONNECTION_H

#include <glib.h>
#include <libpq-fe.h>

/* For so long a statement waits for others, and the program for a server that says nothing. */
enum { PH_POSTGRES_BUSY_S = 60, PH_POSTGRES_CONNECT_S = 10 };

/* Where all of a history is in its database. */
#define PH_POSTGRES_SCHEMA "perfharness"

/*
 * Connect, so that a history can be kept by it: names are those of its schema, texts are UTF-8,
 * what was committed is on the server's disk, and nothing is waited for without end. Where the
 * server is another machine, nothing is sent to it, a password least of all, before its certificate
 * and name were verified: without sslmode=verify-full it is not connected to.
 *
 * @param name  As messages have it.
 * @return To be freed with PQfinish(). NULL and error: PH_ERROR_NETWORK, it is away;
 *         PH_ERROR_ENVIRONMENT, it cannot be used like that.
 */
PGconn *ph_postgres_connect(const char *service, const char *name, GError **error);

/*
 * Fail with what the server said, or with its silence: PH_ERROR_NETWORK, _TIMEOUT, _DATA,
 * _ENVIRONMENT or _STORAGE as run_store.h has them. Always FALSE.
 *
 * @param result  Of what failed; NULL: there is none.
 */
gboolean ph_postgres_refuse(const PGconn *connection, const PGresult *result, const char *name,
                            GError **error);

/* Run a statement without parameters, whose rows come as texts: NULL and error, or to be cleared
 * with PQclear(). */
PGresult *ph_postgres_ask(PGconn *connection, const char *sql, const char *name, GError **error);

/* The same where there are none. */
gboolean ph_postgres_execute(PGconn *connection, const char *sql, const char *name, GError **error);

#endif /* PH_HARNESS_HISTORY_POSTGRES_CONNECTION_H */
