/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bringing a file of SQLite's to this version's schema, and telling whether it is there.
 *
 * One thread at a time for each database.
 */
#ifndef PH_HARNESS_HISTORY_SQLITE_SCHEMA_H
#define PH_HARNESS_HISTORY_SQLITE_SCHEMA_H

#include <glib.h>
#include <sqlite3.h>

#include "history/run_store_engine.h"

/* In a file's header, "PHH1": `file` and SQLite's own tools show it. */
enum { PH_SQLITE_APPLICATION_ID = 0x50484831 };

/* What brings a schema from the version before to this one; the first of a list brings none to 1.
 */
typedef const char *ph_sqlite_step;

/* What is in a file. */
typedef struct ph_sqlite_state {
    gint64 application_id;
    gint64 version; /* 0: none yet. */
    gboolean is_empty;
} ph_sqlite_state;

/* The database of an engine of ph_store_open_sqlite(). Borrowed. */
sqlite3 *ph_store_sqlite_database(ph_store_engine *engine);

gboolean ph_sqlite_schema_state(sqlite3 *database, ph_sqlite_state *ret);

/*
 * Bring it to the newest schema of a list: an older one is copied to PATH.vN.backup first. The
 * engine is of the same database, whose transactions are used, and to which the receipt is written.
 *
 * @param ret_note  As ph_run_store_open() has it.
 */
gboolean ph_sqlite_schema_migrate(sqlite3 *database, const char *path, ph_store_engine *engine,
                                  const ph_sqlite_step *steps, guint count, char **ret_note,
                                  GError **error);

/*
 * What of a schema is not as the steps make it, as "trigger result_unchanged is missing", which the
 * caller frees; NULL: it is whole.
 */
char *ph_sqlite_schema_fault(sqlite3 *database, const ph_sqlite_step *steps, guint count);

#endif /* PH_HARNESS_HISTORY_SQLITE_SCHEMA_H */
