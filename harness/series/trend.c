/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/trend.h"

enum { SHA_CHUNK_BYTES = 16384 };

ph_trend *ph_trend_new(ph_history_series *series)
{
    ph_trend *trend = g_new0(ph_trend, 1);

    trend->series = series;
    trend->points = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    trend->shas = g_string_chunk_new(SHA_CHUNK_BYTES);
    return trend;
}

void ph_trend_free(ph_trend *trend)
{
    if (!trend)
        return;
    ph_history_series_free(trend->series);
    g_array_unref(trend->points);
    g_string_chunk_free(trend->shas);
    g_free(trend);
}

void ph_trend_add(ph_trend *trend, const ph_trend_point *point)
{
    ph_trend_point copy = *point;

    copy.sha = g_string_chunk_insert(trend->shas, point->sha);
    g_array_append_val(trend->points, copy);
}

static gint compare_points(gconstpointer a, gconstpointer b)
{
    const ph_trend_point *first = (const ph_trend_point *)a;
    const ph_trend_point *second = (const ph_trend_point *)b;

    if (first->position != second->position)
        return first->position < second->position ? -1 : 1;
    return first->run_id < second->run_id ? -1 : first->run_id > second->run_id;
}

void ph_trend_sort(ph_trend *trend)
{
    g_array_sort(trend->points, compare_points);
}
