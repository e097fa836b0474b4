/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking for the series of the history, and for their values. */
#include <string.h>

#include "error/error.h"
#include "history/run_store_object.h"

static void free_series(gpointer series)
{
    ph_history_series_free((ph_history_series *)series);
}

gpointer ph_run_store_take_series(const ph_store_value *columns)
{
    const ph_metric metric = ph_metric_of(ph_store_as_text(&columns[6]));
    ph_history_series *series;

    if (metric == PH_METRIC_COUNT)
        return NULL;
    series = g_new0(ph_history_series, 1);
    series->id = ph_store_as_integer(&columns[0], 0);
    series->key = (ph_series_key){
        .host = ph_store_copy_known(&columns[1]),
        .suite = ph_store_copy_known(&columns[2]),
        .benchmark = ph_store_copy_known(&columns[3]),
        .level = ph_store_copy_known(&columns[4]),
        .subject = ph_store_copy_known(&columns[5]),
        .metric = metric,
        .method = ph_store_bytes_to_hex(&columns[7]),
    };
    return series;
}

static gint compare_series(gconstpointer a, gconstpointer b)
{
    const ph_history_series *first = *(const ph_history_series *const *)a;
    const ph_history_series *second = *(const ph_history_series *const *)b;
    const gint order = ph_series_key_compare(&first->key, &second->key);

    return order != 0 ? order : (first->id < second->id ? -1 : first->id > second->id);
}

GPtrArray *ph_run_store_series(ph_run_store *store, const ph_series_query *query, GError **error)
{
    const ph_store_value parameters[] = {
        ph_store_any_text(query->host),      ph_store_any_text(query->suite),
        ph_store_any_text(query->benchmark), ph_store_any_text(query->subject),
        ph_store_any_text(query->metric),
    };
    GPtrArray *series = ph_run_store_collect(store, PH_STATEMENT_LIST_SERIES, parameters,
                                             ph_run_store_take_series, free_series, error);

    if (series)
        g_ptr_array_sort(series, compare_series);
    return series;
}

/* The first run since a time; G_MAXINT64: there is none. */
static gboolean find_first_run(ph_run_store *store, gint64 since_us, gint64 *ret_run_id,
                               GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(since_us) };

    *ret_run_id = since_us > 0 ? G_MAXINT64 : 0;
    return since_us <= 0 ||
           ph_run_store_ask_integer(store, PH_STATEMENT_FIRST_RUN, parameters, ret_run_id, error);
}

/* Commits are digits, and there are many: only what is none is made printable, and owned. */
static const char *sha_of(const ph_store_value *value, char **ret_owned)
{
    const char *text = ph_store_as_text(value);

    if (text && strspn(text, "0123456789abcdef") == value->length)
        return text;
    *ret_owned = ph_store_copy_known(value);
    return *ret_owned;
}

static gboolean take_point(const ph_store_value *columns, gpointer data)
{
    g_autofree char *owned = NULL;
    ph_trend_point point = {
        .run_id = ph_store_as_integer(&columns[0], 0),
        .position = ph_store_as_integer(&columns[1], PH_NO_POSITION),
        .sha = sha_of(&columns[2], &owned),
        .started_us = ph_store_as_integer(&columns[3], PH_NO_TIME),
        .received_us = ph_store_as_integer(&columns[4], PH_NO_TIME),
        .value = ph_store_as_real(&columns[5]),
        .error = ph_store_as_real(&columns[6]),
        .launches = (guint)ph_store_as_integer(&columns[7], 0),
    };

    point.is_ahead = ph_history_clock_is_ahead(point.started_us, point.received_us);
    ph_trend_add((ph_trend *)data, &point);
    return TRUE;
}

static ph_history_series *find_series(ph_run_store *store, gint64 series_id, GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(series_id) };
    g_autoptr(GPtrArray) found = ph_run_store_collect(store, PH_STATEMENT_SERIES_BY_ID, parameters,
                                                      ph_run_store_take_series, free_series, error);

    if (found && found->len == 0)
        (void)ph_refuse(error, PH_ERROR_USAGE, "the history has no series %" G_GINT64_FORMAT,
                        series_id);
    if (!found || found->len == 0)
        return NULL;
    return (ph_history_series *)g_ptr_array_steal_index(found, 0);
}

ph_trend *ph_run_store_trend(ph_run_store *store, gint64 series_id, gint64 since_us, GError **error)
{
    ph_history_series *series = find_series(store, series_id, error);
    g_autoptr(ph_trend) trend = NULL;
    gint64 first_run_id = 0;

    if (!series)
        return NULL;
    trend = ph_trend_new(series);
    if (!find_first_run(store, since_us, &first_run_id, error))
        return NULL;
    {
        const ph_store_value parameters[] = { ph_store_integer(series_id),
                                              ph_store_integer(first_run_id),
                                              ph_store_integer(since_us) };

        if (!ph_run_store_ask(store, PH_STATEMENT_TREND, parameters, take_point, trend, error))
            return NULL;
    }
    ph_trend_sort(trend);
    return g_steal_pointer(&trend);
}

/*
 * An overview has tens of thousands of points of a few hundred runs: what is of a run is read once,
 * and each point finds it here.
 */
typedef struct overview {
    GHashTable *runs;   /* ph_trend_point, as far as it is of a run, by its run_id. */
    GStringChunk *shas; /* Theirs. */
    GPtrArray *series;  /* ph_history_series, as they are asked for. */
    guint next;         /* Of series: the one whose results come now, or later. */
    ph_trend *trend;    /* That one's; NULL: none of it came yet. */
    ph_trend_function each;
    gpointer data;
    gboolean is_ended; /* The caller has seen enough. */
} overview;

static gboolean take_trend_run(const ph_store_value *columns, gpointer data)
{
    overview *view = (overview *)data;
    ph_trend_point *run = g_new0(ph_trend_point, 1);
    g_autofree char *sha = ph_store_copy_known(&columns[2]);

    run->run_id = ph_store_as_integer(&columns[0], 0);
    run->position = ph_store_as_integer(&columns[1], PH_NO_POSITION);
    run->sha = g_string_chunk_insert_const(view->shas, sha);
    run->started_us = ph_store_as_integer(&columns[3], PH_NO_TIME);
    run->received_us = ph_store_as_integer(&columns[4], PH_NO_TIME);
    run->is_ahead = ph_history_clock_is_ahead(run->started_us, run->received_us);
    g_hash_table_insert(view->runs, &run->run_id, run);
    return TRUE;
}

/* The series whose results came is told of. */
static void finish_series(overview *view)
{
    g_autoptr(ph_trend) trend = g_steal_pointer(&view->trend);

    if (!trend || trend->points->len == 0)
        return;
    ph_trend_sort(trend);
    if (!view->each(trend, view->data))
        view->is_ended = TRUE;
}

static void begin_series(overview *view, gint64 series_id)
{
    ph_history_series *series;

    if (view->trend && view->trend->series->id == series_id)
        return;
    finish_series(view);
    while (view->next < view->series->len) {
        series = (ph_history_series *)view->series->pdata[view->next++];
        if (series->id == series_id) {
            view->trend = ph_trend_new(series);
            view->series->pdata[view->next - 1] = NULL;
            return;
        }
    }
}

static gboolean take_overview_result(const ph_store_value *columns, gpointer data)
{
    overview *view = (overview *)data;
    const gint64 run_id = ph_store_as_integer(&columns[1], 0);
    const ph_trend_point *run = (const ph_trend_point *)g_hash_table_lookup(view->runs, &run_id);
    ph_trend_point point;

    if (!run)
        return TRUE;
    begin_series(view, ph_store_as_integer(&columns[0], 0));
    if (view->is_ended || !view->trend)
        return FALSE;
    point = *run;
    point.value = ph_store_as_real(&columns[2]);
    point.error = ph_store_as_real(&columns[3]);
    point.launches = (guint)ph_store_as_integer(&columns[4], 0);
    ph_trend_add(view->trend, &point);
    return TRUE;
}

static gboolean stream(ph_run_store *store, overview *view, gint64 since_us, GError **error)
{
    const ph_store_value since[] = { ph_store_integer(since_us) };
    g_autofree gint64 *ids = g_new(gint64, view->series->len);
    gint64 first_run_id = 0;

    for (guint i = 0; i < view->series->len; i++)
        ids[i] = ((const ph_history_series *)view->series->pdata[i])->id;
    if (!find_first_run(store, since_us, &first_run_id, error) ||
        !ph_run_store_ask(store, PH_STATEMENT_TREND_RUNS, since, take_trend_run, view, error) ||
        !store->engine->calls->series_results(store->engine, ids, view->series->len, first_run_id,
                                              take_overview_result, view, error))
        return FALSE;
    if (!view->is_ended)
        finish_series(view);
    return TRUE;
}

gboolean ph_run_store_overview(ph_run_store *store, const ph_series_query *query, gint64 since_us,
                               ph_trend_function each, gpointer data, GError **error)
{
    g_autoptr(GPtrArray) series = ph_run_store_series(store, query, error);
    g_autoptr(GHashTable) runs = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    overview view = { .runs = runs, .series = series, .each = each, .data = data };
    gboolean is_streamed;

    if (!series)
        return FALSE;
    view.shas = g_string_chunk_new(16384);
    is_streamed = stream(store, &view, since_us, error);
    ph_trend_free(view.trend);
    g_string_chunk_free(view.shas);
    return is_streamed;
}
