/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of run_store.h share. One thread at a time for each object. */
#ifndef PH_HARNESS_HISTORY_RUN_STORE_OBJECT_H
#define PH_HARNESS_HISTORY_RUN_STORE_OBJECT_H

#include "history/run_store.h"
#include "history/run_store_engine.h"
#include "history/store_chain.h"

struct ph_run_store {
    ph_store_engine *engine;
    char *doubt; /* Owned; NULL: there is none. */
};

/* What is done inside of a transaction, which is there for good only where it returns TRUE. */
typedef gboolean (*ph_store_work)(ph_run_store *store, gpointer data, GError **error);

gboolean ph_run_store_transact(ph_run_store *store, ph_store_work work, gpointer data,
                               GError **error);

/* Run a statement of the store's engine. */
gboolean ph_run_store_ask(ph_run_store *store, ph_statement statement,
                          const ph_store_value *parameters, ph_store_row_function each,
                          gpointer data, GError **error);

/* The same where one number is asked for; it is left as it was where there is no row. */
gboolean ph_run_store_ask_integer(ph_run_store *store, ph_statement statement,
                                  const ph_store_value *parameters, gint64 *ret, GError **error);

/* Makes an object of a row's columns; NULL: a word in it is not known to this version. */
typedef gpointer (*ph_store_take_function)(const ph_store_value *columns);

/* The objects of all rows. */
GPtrArray *ph_run_store_collect(ph_run_store *store, ph_statement statement,
                                const ph_store_value *parameters, ph_store_take_function take,
                                GDestroyNotify free_one, GError **error);

/* The error of a row that has such a word. */
gboolean ph_run_store_refuse_unknown(GError **error);

/* A parameter that NULL leaves open. */
ph_store_value ph_store_any_text(const char *text);

/* A ph_history_run from the columns of PH_STATEMENT_LIST_RUNS. */
gpointer ph_run_store_take_run(const ph_store_value *columns);

/* A ph_history_series from the columns of PH_STATEMENT_LIST_SERIES. */
gpointer ph_run_store_take_series(const ph_store_value *columns);

/* Inside of a transaction: an event with its receipt; ret_id may be NULL. */
gboolean ph_run_store_write_event(ph_run_store *store, ph_store_chain *chain,
                                  const ph_history_event *event, gint64 *ret_id, GError **error);

/* Inside of a transaction: a fact with its receipt, as often as its kind says. */
gboolean ph_run_store_write_fact(ph_run_store *store, ph_store_chain *chain,
                                 const ph_history_fact *fact, gint64 now_us, gboolean *ret_is_new,
                                 GError **error);

#endif /* PH_HARNESS_HISTORY_RUN_STORE_OBJECT_H */
