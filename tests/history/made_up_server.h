/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The PostgreSQL server of with_postgres.py, where a test runs below it. What cannot be done fails
 * the test. */
#ifndef PH_TESTS_HISTORY_MADE_UP_SERVER_H
#define PH_TESTS_HISTORY_MADE_UP_SERVER_H

#include <glib.h>

/* Its services, by who connects. */
#define MADE_UP_OWNER  "owner"
#define MADE_UP_RUNNER "runner"
#define MADE_UP_ADMIN  "admin"

gboolean made_up_server_is_there(void);

/* There is no history on it any more. */
void made_up_server_clear(void);

/* Whether statements are done, in the schema of a history; what the server says, which the caller
 * frees, or NULL. */
char *made_up_server_try(const char *service, const char *sql);
void made_up_server_execute(const char *service, const char *sql);

/* The first value of the last one's rows; the caller frees it. */
char *made_up_server_ask(const char *service, const char *sql);

/* What tells one life of the server from the next, after a crash; the caller frees it. A server
 * that crashes still answers for a moment: that it answers does not tell that it is back. */
char *made_up_server_life(void);
void made_up_server_wait_for_another_life(const char *life);

#endif /* PH_TESTS_HISTORY_MADE_UP_SERVER_H */
