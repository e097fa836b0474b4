/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a database does for the store (run_store.c), which is written once for all of them: run one
 * of the listed statements, and the few things that databases do in ways of their own. Errors are
 * those of run_store.h, and name what was being done.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_HISTORY_RUN_STORE_ENGINE_H
#define PH_HARNESS_HISTORY_RUN_STORE_ENGINE_H

#include <glib.h>

#include "history/run_store.h"
#include "history/statement.h"
#include "history/store_value.h"

typedef struct ph_store_engine ph_store_engine;

/* Told of one row after another, with as many columns as the statement has. FALSE ends it. */
typedef gboolean (*ph_store_row_function)(const ph_store_value *columns, gpointer data);

/* One result as it goes into its table. */
typedef struct ph_store_result {
    gint64 series_id;
    double value;
    double error; /* NAN: NULL. */
    gint64 launches;
} ph_store_result;

typedef struct ph_store_engine_calls {
    /*
     * Begin to write. At its end a transaction is there for good, or was never begun: commit says
     * which, and rollback forgets it.
     */
    gboolean (*begin)(ph_store_engine *engine, GError **error);
    gboolean (*commit)(ph_store_engine *engine, GError **error);
    void (*rollback)(ph_store_engine *engine);

    /* Begin to read alone: until rollback, all that is read is as it was at one time. */
    gboolean (*begin_to_read)(ph_store_engine *engine, GError **error);

    /* Nobody else adds a receipt until the transaction ends. */
    gboolean (*lock_chain)(ph_store_engine *engine, GError **error);

    /*
     * Run a statement, in a transaction or alone.
     *
     * @param parameters  As many as the statement has.
     * @param each        NULL: there are no rows, or they do not matter.
     */
    gboolean (*run)(ph_store_engine *engine, ph_statement statement,
                    const ph_store_value *parameters, ph_store_row_function each, gpointer data,
                    GError **error);

    /* Add the results of a run: PH_STATEMENT_ADD_RESULT for each, or better. */
    gboolean (*add_results)(ph_store_engine *engine, gint64 run_id, const ph_store_result *results,
                            guint count, GError **error);

    /*
     * The results of many series, one series after the other in this order and each by run:
     * PH_STATEMENT_SERIES_RESULTS for each, or better. Columns: series_id, run_id, value, error,
     * launches.
     *
     * @param first_run_id  Only of this run and later ones.
     */
    gboolean (*series_results)(ph_store_engine *engine, const gint64 *series_ids, guint count,
                               gint64 first_run_id, ph_store_row_function each, gpointer data,
                               GError **error);

    /* After a deletion was committed: erase what it left, and say how far that is; to be freed. */
    char *(*erase)(ph_store_engine *engine);

    void (*close)(ph_store_engine *engine);
} ph_store_engine_calls;

/* An engine's own object begins with this. */
struct ph_store_engine {
    const ph_store_engine_calls *calls;
};

/*
 * Open a database, for writing brought to this version's schema. Receipts of what that did, kind
 * migrate, are the engine's to write (ph_store_migration_receipt()).
 *
 * @param ret_note  As ph_run_store_open() has it.
 */
ph_store_engine *ph_store_open_sqlite(const ph_store_place *place, ph_store_access access,
                                      char **ret_note, GError **error);
ph_store_engine *ph_store_open_postgres(const ph_store_place *place, ph_store_access access,
                                        char **ret_note, GError **error);

#endif /* PH_HARNESS_HISTORY_RUN_STORE_ENGINE_H */
