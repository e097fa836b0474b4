/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/postgres_connection.h"

#include <errno.h>
#include <string.h>

#include "error/error.h"

/* SQLSTATEs, or the beginnings of them, and what they come to; the first that fits. */
static const struct {
    const char *state;
    ph_error code;
} meanings[] = {
    { "08", PH_ERROR_NETWORK },        /* connection_exception */
    { "57P", PH_ERROR_NETWORK },       /* admin_shutdown, crash_shutdown, cannot_connect_now */
    { "53", PH_ERROR_NETWORK },        /* insufficient_resources: disk_full, too_many_connections */
    { "57014", PH_ERROR_TIMEOUT },     /* query_canceled, as statement_timeout does it */
    { "55P03", PH_ERROR_TIMEOUT },     /* lock_not_available */
    { "40", PH_ERROR_TIMEOUT },        /* serialization_failure, deadlock_detected */
    { "22", PH_ERROR_DATA },           /* data_exception */
    { "23", PH_ERROR_DATA },           /* integrity_constraint_violation */
    { "25006", PH_ERROR_ENVIRONMENT }, /* read_only_sql_transaction, as on a standby */
    { "28", PH_ERROR_ENVIRONMENT },    /* invalid_authorization_specification */
    { "3D000", PH_ERROR_ENVIRONMENT }, /* invalid_catalog_name: no such database */
    { "42501", PH_ERROR_ENVIRONMENT }, /* insufficient_privilege */
};

static ph_error meaning_of(const char *state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (g_str_has_prefix(state, meanings[i].state))
            return meanings[i].code;
    return PH_ERROR_STORAGE;
}

/* What libpq says may have several lines, and quotes others; to be freed. */
static char *said_by(const char *text)
{
    g_autofree char *line = g_strstrip(g_strdup(text && *text ? text : "nothing was said"));

    (void)g_strdelimit(line, "\n\t", ' ');
    return ph_error_printable(line);
}

gboolean ph_postgres_refuse(const PGconn *connection, const PGresult *result, const char *name,
                            GError **error)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    g_autofree char *said = said_by(primary ? primary : PQerrorMessage(connection));
    const ph_error code = state ? meaning_of(state) : PH_ERROR_NETWORK;

    if (state && g_str_equal(state, "53100"))
        return ph_refuse(error, code,
                         "%s: the server's disk is full: %s: try again when it has room", name,
                         said);
    if (PQstatus(connection) != CONNECTION_OK || code == PH_ERROR_NETWORK)
        return ph_refuse(error, PH_ERROR_NETWORK, "%s: the server went away: %s: try again later",
                         name, said);
    if (code == PH_ERROR_TIMEOUT)
        return ph_refuse(error, code,
                         "%s: other programs held it, for %d s at most: %s: try again later", name,
                         PH_POSTGRES_BUSY_S, said);
    if (g_str_equal(state, "42501"))
        return ph_refuse(error, code,
                         "%s: %s: this is for the owner of the history, or the user is no member "
                         "of the role perfharness_runner",
                         name, said);
    return ph_refuse(error, code, "%s: %s", name, said);
}

PGresult *ph_postgres_ask(PGconn *connection, const char *sql, const char *name, GError **error)
{
    PGresult *result = PQexec(connection, sql);
    const ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return result;
    (void)ph_postgres_refuse(connection, result, name, error);
    PQclear(result);
    return NULL;
}

gboolean ph_postgres_execute(PGconn *connection, const char *sql, const char *name, GError **error)
{
    PGresult *result = ph_postgres_ask(connection, sql, name, error);

    PQclear(result);
    return result != NULL;
}

/* What a connection is made with: of the service where it is not said here, and of the environment
 * where it is not said there. */
static char *option_of(PGconn *connection, const char *keyword)
{
    PQconninfoOption *options = PQconninfo(connection);
    char *value = NULL;

    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        if (g_str_equal(option->keyword, keyword))
            value = g_strdup(option->val);
    PQconninfoFree(options);
    return value;
}

/* A socket's folder, or this machine by name or number. */
static gboolean is_here(const char *host)
{
    return !*host || *host == '/' || *host == '@' || g_str_equal(host, "localhost") ||
           g_str_equal(host, "::1") ||
           (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

/* Of each host, the address is what is connected to, where there is one. */
static gboolean are_all_here(const char *hosts, const char *addresses)
{
    g_auto(GStrv) names = g_strsplit(hosts ? hosts : "", ",", -1);
    g_auto(GStrv) numbers = g_strsplit(addresses ? addresses : "", ",", -1);
    const guint name_count = g_strv_length(names), number_count = g_strv_length(numbers);

    for (guint i = 0; i < MAX(name_count, number_count); i++) {
        const char *number = i < number_count ? numbers[i] : "";

        if (!is_here(*number ? number : i < name_count ? names[i] : ""))
            return FALSE;
    }
    return TRUE;
}

/* Before anything is sent. */
static gboolean check_options(PGconn *connection, const char *name, GError **error)
{
    g_autofree char *host = option_of(connection, "host");
    g_autofree char *address = option_of(connection, "hostaddr");
    g_autofree char *mode = option_of(connection, "sslmode");

    if (!mode) { /* Not so far: there is no such service, or its file cannot be read. */
        g_autofree char *said = said_by(PQerrorMessage(connection));

        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "%s: %s: services are in ~/.pg_service.conf, or in the file that "
                         "PGSERVICEFILE names",
                         name, said);
    }
    return are_all_here(host, address) || g_str_equal(mode, "verify-full") ||
           ph_refuse(error, PH_ERROR_ENVIRONMENT,
                     "%s: its server is another machine, and sslmode is %s: whoever is on the way "
                     "could be it. Put sslmode=verify-full and sslrootcert=FILE into the service",
                     name, mode);
}

/* The SQLSTATE stands in a message in the middle, in verbose ones: "FATAL:  28P01: password ...";
 * what it means, if there is one, else that the server is away. */
static ph_error meaning_of_message(const char *message)
{
    g_autoptr(GRegex) regex = g_regex_new(":\\s+([0-9][0-9A-Z]{4}):\\s", (GRegexCompileFlags)0,
                                          (GRegexMatchFlags)0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *state = NULL;

    if (!g_regex_match(regex, message, (GRegexMatchFlags)0, &match))
        return PH_ERROR_NETWORK;
    state = g_match_info_fetch(match, 1);
    return meaning_of(state) == PH_ERROR_ENVIRONMENT ? PH_ERROR_ENVIRONMENT : PH_ERROR_NETWORK;
}

static gboolean refuse_connection(PGconn *connection, const char *name, GError **error)
{
    g_autofree char *message = g_strdup(PQerrorMessage(connection));
    char *location = strstr(message, "\nLOCATION:"); /* In the server's sources. */
    const ph_error code = meaning_of_message(message);
    g_autofree char *said = NULL;

    if (location)
        *location = '\0';
    said = said_by(message);
    if (code == PH_ERROR_ENVIRONMENT)
        return ph_refuse(error, code, "%s: %s", name, said);
    return ph_refuse(error, code, "%s: the server is away: %s", name, said);
}

/* Wait until the connection can be read from or written to; FALSE: the time is over. */
static gboolean wait_for(const PGconn *connection, PostgresPollingStatusType next, gint64 until_us)
{
    GPollFD waited = { .fd = PQsocket(connection),
                       .events = next == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT };
    gint64 left_us;
    gint ready;

    do {
        left_us = until_us - g_get_monotonic_time();
        ready = left_us > 0 ? g_poll(&waited, 1, (gint)(left_us / 1000) + 1) : 0;
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

static gboolean finish_connecting(PGconn *connection, const char *name, GError **error)
{
    const gint64 until_us = g_get_monotonic_time() + (gint64)PH_POSTGRES_CONNECT_S * G_USEC_PER_SEC;
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;

    while (next != PGRES_POLLING_OK) {
        if (PQstatus(connection) == CONNECTION_BAD || next == PGRES_POLLING_FAILED)
            return refuse_connection(connection, name, error);
        if (!wait_for(connection, next, until_us))
            return ph_refuse(error, PH_ERROR_NETWORK,
                             "%s: the server is away: it did not answer within %d s", name,
                             PH_POSTGRES_CONNECT_S);
        next = PQconnectPoll(connection);
    }
    return TRUE;
}

/* What the server says beside answers is for nobody here. */
static void ignore_notice(void *data, const PGresult *notice)
{
    (void)data;
    (void)notice;
}

/* Whatever an administrator, a role or a service has set. */
static gboolean configure(PGconn *connection, const char *name, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "SET search_path = " PH_POSTGRES_SCHEMA ", pg_temp; SET synchronous_commit = on;"
        "SET default_transaction_isolation = 'read committed';"
        "SET statement_timeout = '%ds'; SET lock_timeout = '%ds';"
        "SET idle_in_transaction_session_timeout = '%ds'",
        PH_POSTGRES_BUSY_S, PH_POSTGRES_BUSY_S, PH_POSTGRES_BUSY_S);

    (void)PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
    (void)PQsetNoticeReceiver(connection, ignore_notice, NULL);
    return ph_postgres_execute(connection, sql, name, error);
}

static gboolean open_connection(PGconn *connection, const char *name, GError **error)
{
    if (!connection)
        return ph_refuse(error, PH_ERROR_STORAGE, "%s: there is no memory for a connection", name);
    (void)PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    return check_options(connection, name, error) && finish_connecting(connection, name, error) &&
           configure(connection, name, error);
}

PGconn *ph_postgres_connect(const char *service, const char *name, GError **error)
{
    /* A server that is gone without a word is noticed within a minute. */
    const char *const keywords[] = { "service",          "client_encoding",
                                     "application_name", "tcp_user_timeout",
                                     "keepalives_idle",  "keepalives_interval",
                                     "keepalives_count", NULL };
    const char *const values[] = { service, "UTF8", "perfharness", "60000", "30", "10", "3", NULL };
    PGconn *connection = PQconnectStartParams(keywords, values, 0);

    if (open_connection(connection, name, error))
        return connection;
    PQfinish(connection);
    return NULL;
}
