/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/series_survey.h"

#include <string.h>

#include "model/anchor.h"
#include "series/level_decisions.h"

enum { DAYS_A_WEEK = 7, DAYS_A_QUARTER = 90 };

static void free_series(gpointer data)
{
    ph_surveyed_series *series = (ph_surveyed_series *)data;

    ph_series_key_clear(&series->key);
    g_array_unref(series->points);
    g_array_unref(series->decisions);
    g_ptr_array_unref(series->levels);
    g_free(series);
}

void ph_series_survey_free(ph_series_survey *survey)
{
    if (!survey)
        return;
    g_ptr_array_unref(survey->series);
    if (survey->levels)
        g_ptr_array_unref(survey->levels);
    g_hash_table_unref(survey->shas);
    g_free(survey);
}

static ph_series_kind kind_of(ph_metric metric)
{
    if (ph_metric_is_exact(metric))
        return PH_SERIES_EXACT;
    return metric == PH_METRIC_ANCHOR ? PH_SERIES_ANCHORED : PH_SERIES_TIME;
}

/* What no commit of the library changes. */
static gboolean is_of_host(const ph_series_key *key)
{
    static const char *const subjects[] = { PH_ANCHOR_SUBJECT, "gnucobol", "native" };

    if (strcmp(key->level, "limit") == 0)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        if (g_str_has_prefix(key->subject, subjects[i]))
            return TRUE;
    return FALSE;
}

static GPtrArray *levels_of(const GPtrArray *levels, gint64 series_id)
{
    GPtrArray *own = g_ptr_array_new();

    for (guint i = 0; i < levels->len; i++)
        if (((const ph_history_level *)levels->pdata[i])->series_id == series_id)
            g_ptr_array_add(own, levels->pdata[i]);
    return own;
}

static gint64 newest_of(const GArray *runs)
{
    gint64 newest_us = G_MININT64;

    for (guint i = 0; i < runs->len; i++)
        newest_us = MAX(newest_us, g_array_index(runs, ph_trend_point, i).received_us);
    return newest_us;
}

static void note_shas(GHashTable *shas, const GArray *runs)
{
    for (guint i = 0; i < runs->len; i++) {
        const ph_trend_point *run = &g_array_index(runs, ph_trend_point, i);

        if (!g_hash_table_contains(shas, &run->run_id))
            g_hash_table_insert(shas, g_memdup2(&run->run_id, sizeof run->run_id),
                                g_strdup(run->sha));
    }
}

/* A step is no slope: the line of what came behind it. */
static ph_trend_line slope_of(const ph_surveyed_series *series, const GArray *runs)
{
    const guint first = MIN(series->found.level.first, series->points->len - 1);
    const gint64 position = g_array_index(series->points, ph_series_point, first).position;
    g_autoptr(GArray) on_level = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));

    for (guint i = 0; i < runs->len; i++) {
        const ph_trend_point *run = &g_array_index(runs, ph_trend_point, i);

        if (run->position >= position)
            g_array_append_vals(on_level, run, 1);
    }
    return ph_trend_line_through(on_level, series->newest_us, DAYS_A_QUARTER);
}

/* Trends come one at a time, and are not kept. */
static gboolean take_trend(const ph_trend *trend, gpointer data)
{
    ph_series_survey *survey = (ph_series_survey *)data;
    ph_surveyed_series *series = g_new0(ph_surveyed_series, 1);

    series->id = trend->series->id;
    ph_series_key_copy(&series->key, &trend->series->key);
    series->kind = kind_of(series->key.metric);
    series->runs = trend->points->len;
    series->points = ph_series_pool(trend->points);
    series->levels = levels_of(survey->levels, series->id);
    series->decisions = ph_level_decisions(series->levels, trend);
    series->found = ph_detect(series->points, series->decisions, series->kind);
    series->newest_us = newest_of(trend->points);
    series->week = ph_trend_line_through(trend->points, series->newest_us, DAYS_A_WEEK);
    series->quarter = ph_trend_line_through(trend->points, series->newest_us, DAYS_A_QUARTER);
    series->slope = slope_of(series, trend->points);
    series->newest = g_array_index(series->points, ph_series_point, series->points->len - 1).value;
    note_shas(survey->shas, trend->points);
    g_ptr_array_add(survey->series, series);
    return TRUE;
}

gboolean ph_series_key_is_beside(const ph_series_key *a, const ph_series_key *b)
{
    return strcmp(a->host, b->host) == 0 && strcmp(a->suite, b->suite) == 0;
}

static gboolean is_same_work(const ph_series_key *a, const ph_series_key *b)
{
    return ph_series_key_is_beside(a, b) && strcmp(a->benchmark, b->benchmark) == 0 &&
           strcmp(a->level, b->level) == 0 && strcmp(a->subject, b->subject) == 0;
}

/* Its ratio to an anchor is known, of as new a run. */
static gboolean has_anchored(const ph_series_survey *survey, const ph_surveyed_series *series)
{
    for (guint i = 0; i < survey->series->len; i++) {
        const ph_surveyed_series *other = survey->series->pdata[i];

        if (other->kind == PH_SERIES_ANCHORED && other->newest_us >= series->newest_us &&
            is_same_work(&other->key, &series->key))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_over(const ph_series_survey *survey, const ph_surveyed_series *series)
{
    for (guint i = 0; i < survey->series->len; i++) {
        const ph_surveyed_series *other = survey->series->pdata[i];

        if (ph_series_key_is_beside(&other->key, &series->key) &&
            other->newest_us > series->newest_us + PH_SERIES_OVER_DAYS * G_TIME_SPAN_DAY)
            return TRUE;
    }
    return FALSE;
}

ph_series_survey *ph_series_survey_new(ph_run_store *store, const ph_series_query *query,
                                       GError **error)
{
    g_autoptr(ph_series_survey) survey = g_new0(ph_series_survey, 1);

    survey->series = g_ptr_array_new_with_free_func(free_series);
    survey->shas = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    survey->levels = ph_run_store_levels(store, 0, error);
    if (!survey->levels || !ph_run_store_overview(store, query, 0, take_trend, survey, error))
        return NULL;
    for (guint i = 0; i < survey->series->len; i++) {
        ph_surveyed_series *series = survey->series->pdata[i];

        series->is_imported = strcmp(series->key.level, PH_SERIES_IMPORTED) == 0;
        series->is_watched = !is_of_host(&series->key) && !series->is_imported &&
                             (series->kind != PH_SERIES_TIME || !has_anchored(survey, series));
        series->is_over = is_over(survey, series);
    }
    return g_steal_pointer(&survey);
}

ph_surveyed_series *ph_series_survey_find(const ph_series_survey *survey, gint64 series_id)
{
    for (guint i = 0; i < survey->series->len; i++) {
        ph_surveyed_series *series = survey->series->pdata[i];

        if (series->id == series_id)
            return series;
    }
    return NULL;
}

const char *ph_series_survey_sha(const ph_series_survey *survey, gint64 run_id)
{
    return g_hash_table_lookup(survey->shas, &run_id);
}
