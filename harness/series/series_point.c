/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/series_point.h"

#include <math.h>

#include "series/detection_rules.h"
#include "series/trend.h"

static gint by_position_then_run(gconstpointer a, gconstpointer b)
{
    const ph_series_point *first = a, *second = b;

    if (first->position != second->position)
        return first->position < second->position ? -1 : 1;
    return (first->run_id > second->run_id) - (first->run_id < second->run_id);
}

static GArray *in_order(const GArray *points)
{
    GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(ph_series_point), points->len);

    for (guint i = 0; i < points->len; i++) {
        const ph_trend_point *run = &g_array_index(points, ph_trend_point, i);
        const ph_series_point point = { run->position, run->run_id, run->value, run->error };

        g_array_append_val(sorted, point);
    }
    g_array_sort(sorted, by_position_then_run);
    return sorted;
}

/* Where none is known: all alike. */
static double largest_error(const ph_series_point *runs, guint count)
{
    double error = PH_SPREAD_LEAST;

    for (guint i = 0; i < count; i++)
        error = fmax(error, runs[i].error); /* Leaves NAN out. */
    return error;
}

static ph_series_point pooled(const ph_series_point *runs, guint count)
{
    const double largest = largest_error(runs, count);
    ph_series_point point = runs[count - 1];
    double weights = 0.0, values = 0.0;

    if (count == 1)
        return point;
    for (guint i = 0; i < count; i++) {
        const double error = isnan(runs[i].error) ? largest : fmax(runs[i].error, PH_SPREAD_LEAST);

        weights += 1.0 / (error * error);
        values += runs[i].value / (error * error);
    }
    point.value = values / weights;
    point.error = 1.0 / sqrt(weights);
    return point;
}

GArray *ph_series_pool(const GArray *points)
{
    g_autoptr(GArray) sorted = in_order(points);
    GArray *commits = g_array_new(FALSE, FALSE, sizeof(ph_series_point));

    for (guint i = 0, end = 0; i < sorted->len; i = end) {
        const ph_series_point *runs = &g_array_index(sorted, ph_series_point, i);

        do {
            end++;
        } while (end < sorted->len &&
                 g_array_index(sorted, ph_series_point, end).position == runs->position);
        const ph_series_point commit = pooled(runs, end - i);
        g_array_append_val(commits, commit);
    }
    return commits;
}

guint ph_series_find(const GArray *points, gint64 position)
{
    guint low = 0, high = points->len;

    while (low < high) {
        const guint middle = low + (high - low) / 2;

        if (g_array_index(points, ph_series_point, middle).position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
