/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bringing a PostgreSQL database to this version's schema, which its owner alone may, and telling
 * whether it is there.
 *
 * One thread at a time for each connection.
 */
#ifndef PH_HARNESS_HISTORY_POSTGRES_SCHEMA_H
#define PH_HARNESS_HISTORY_POSTGRES_SCHEMA_H

#include <glib.h>
#include <libpq-fe.h>

#include "history/run_store_engine.h"

/* The transaction's lock on the chain of receipts, and on the schema: "PHH1". */
#define PH_POSTGRES_CHAIN_LOCK "1346914353"

/* What brings a schema from the version before to the next; the first from none to 1. Borrowed. */
typedef struct ph_postgres_steps {
    const char *const *texts;
    guint count;
} ph_postgres_steps;

/* The connection of an engine of ph_store_open_postgres(). Borrowed. */
PGconn *ph_store_postgres_connection(ph_store_engine *engine);

/*
 * Check that a history is there in the newest schema of the steps; with PH_STORE_WRITE and for its
 * owner it is made, or brought to it. The engine is of the same connection, whose transactions are
 * used, and to which the receipt is written.
 *
 * @param ret_note  As ph_run_store_open() has it.
 * @return FALSE and error: of another version, PH_ERROR_NETWORK, as that may change.
 */
gboolean ph_postgres_schema_prepare(PGconn *connection, const char *name, ph_store_engine *engine,
                                    const ph_postgres_steps *steps, ph_store_access access,
                                    char **ret_note, GError **error);

#endif /* PH_HARNESS_HISTORY_POSTGRES_SCHEMA_H */
