/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening a history, and what all that is done with it shares. */
#include "history/run_store.h"

#include "error/error.h"
#include "history/run_store_object.h"
#include "perfharness/require.h"

ph_run_store *ph_run_store_open(const ph_store_place *place, ph_store_access access,
                                char **ret_note, GError **error)
{
    g_autofree char *note = NULL;
    ph_store_engine *engine = NULL;
    ph_run_store *store;

    if (place->path)
        engine = ph_store_open_sqlite(place, access, &note, error);
    else
        engine = ph_store_open_postgres(place, access, &note, error);
    if (!engine) {
        g_prefix_error(error, "the history ");
        return NULL;
    }
    store = g_new0(ph_run_store, 1);
    store->engine = engine;
    /* Whoever only reads migrates nothing: there is nothing else to be said. */
    store->doubt = access == PH_STORE_READ ? g_strdup(note) : NULL;
    *ret_note = g_steal_pointer(&note);
    return store;
}

void ph_run_store_close(ph_run_store *store)
{
    if (!store)
        return;
    store->engine->calls->close(store->engine);
    g_free(store->doubt);
    g_free(store);
}

const char *ph_run_store_doubt(const ph_run_store *store)
{
    return store->doubt;
}

gboolean ph_run_store_exists(const ph_store_place *place)
{
    return !place->path || g_file_test(place->path, G_FILE_TEST_EXISTS);
}

gboolean ph_run_store_is_away(const GError *error)
{
    return g_error_matches(error, PH_ERROR, PH_ERROR_NETWORK) ||
           g_error_matches(error, PH_ERROR, PH_ERROR_TIMEOUT);
}

gboolean ph_run_store_transact(ph_run_store *store, ph_store_work work, gpointer data,
                               GError **error)
{
    ph_store_engine *engine = store->engine;

    if (!engine->calls->begin(engine, error))
        return FALSE;
    if (work(store, data, error) && engine->calls->commit(engine, error))
        return TRUE;
    engine->calls->rollback(engine);
    return FALSE;
}

gboolean ph_run_store_ask(ph_run_store *store, ph_statement statement,
                          const ph_store_value *parameters, ph_store_row_function each,
                          gpointer data, GError **error)
{
    return store->engine->calls->run(store->engine, statement, parameters, each, data, error);
}

static gboolean take_integer(const ph_store_value *columns, gpointer data)
{
    gint64 *integer = (gint64 *)data;

    *integer = ph_store_as_integer(&columns[0], *integer);
    return TRUE;
}

gboolean ph_run_store_ask_integer(ph_run_store *store, ph_statement statement,
                                  const ph_store_value *parameters, gint64 *ret, GError **error)
{
    return ph_run_store_ask(store, statement, parameters, take_integer, ret, error);
}

gboolean ph_run_store_refuse_unknown(GError **error)
{
    return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                     "the history has what this version does not know: a newer perfharness wrote "
                     "it");
}

typedef struct collection {
    GPtrArray *found;
    ph_store_take_function take;
    gboolean is_unknown;
} collection;

static gboolean collect_row(const ph_store_value *columns, gpointer data)
{
    collection *collected = (collection *)data;
    gpointer object = collected->take(columns);

    if (!object) {
        collected->is_unknown = TRUE;
        return FALSE;
    }
    g_ptr_array_add(collected->found, object);
    return TRUE;
}

GPtrArray *ph_run_store_collect(ph_run_store *store, ph_statement statement,
                                const ph_store_value *parameters, ph_store_take_function take,
                                GDestroyNotify free_one, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_one);
    collection collected = { found, take, FALSE };

    if (!ph_run_store_ask(store, statement, parameters, collect_row, &collected, error))
        return NULL;
    if (collected.is_unknown) {
        (void)ph_run_store_refuse_unknown(error);
        return NULL;
    }
    return g_steal_pointer(&found);
}

ph_store_value ph_store_any_text(const char *text)
{
    return ph_store_text(text ? text : "*");
}
