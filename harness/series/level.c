/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/level.h"

#include <math.h>

#include "model/statistics.h"
#include "perfharness/require.h"
#include "series/detection_rules.h"

gboolean ph_level_begins(ph_level_cause cause)
{
    return cause != PH_LEVEL_CANDIDATE && cause != PH_LEVEL_REFUTED;
}

static const ph_series_point *point_at(const GArray *points, guint i)
{
    return &g_array_index(points, ph_series_point, i);
}

double ph_level_median(const GArray *points, guint first, guint end)
{
    PH_REQUIRE(first < end && end <= points->len);

    g_autoptr(GArray) values = g_array_sized_new(FALSE, FALSE, sizeof(double), end - first);

    for (guint i = first; i < end; i++)
        g_array_append_val(values, point_at(points, i)->value);
    return ph_quantile(values, 0.5);
}

/* Of the median deviation from the value, and of what the runs themselves know they err by. */
static double spread_around(const GArray *points, guint first, guint end, double value)
{
    g_autoptr(GArray) deviations = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) errors = g_array_new(FALSE, FALSE, sizeof(double));
    double spread;

    for (guint i = first; i < end; i++) {
        const ph_series_point *point = point_at(points, i);
        const double deviation = fabs(point->value - value);

        g_array_append_val(deviations, deviation);
        if (!isnan(point->error))
            g_array_append_val(errors, point->error);
    }
    spread = fmax(PH_MEDIAN_DEVIATION_SCALE * ph_quantile(deviations, 0.5), PH_SPREAD_LEAST);
    return errors->len > 0 ? fmax(spread, ph_quantile(errors, 0.5)) : spread;
}

/* Of few points neither value nor spread is known well: as if the spread were larger. */
static double widened(double spread, guint known)
{
    return spread * (1.0 + 2.0 / (double)known);
}

/* Of points [first, end), of which none is too new. */
static void estimate_own(const GArray *points, guint first, guint end, double *spread,
                         ph_series_level *level)
{
    level->value = ph_level_median(points, first, end);
    *spread = spread_around(points, first, end, level->value);
    level->spread = widened(*spread, end - first);
}

/* The points that the decision knew are of the level for certain, and later ones once they are old.
 */
static void estimate_early(const GArray *points, guint old_end, double spread,
                           ph_series_level *level)
{
    const guint end = MAX(MAX(level->settled, old_end), level->first + 1);

    level->value = ph_level_median(points, level->first, end);
    level->spread = widened(spread, end - level->first);
}

/*
 * Of the level whose points are [level->first, end).
 *
 * @param spread  Of the level before it; NAN: there is none. Set where it has one of its own.
 */
static void estimate(const GArray *points, guint end, double *spread, ph_series_level *level)
{
    const guint old_end = end > PH_LEVEL_RUNS_LEFT_OUT ? end - PH_LEVEL_RUNS_LEFT_OUT : 0;
    const guint oldest = old_end > PH_LEVEL_RUNS ? old_end - PH_LEVEL_RUNS : 0;

    level->runs = end - level->first;
    level->value = level->spread = NAN;
    if (level->runs >= PH_LEVEL_RUNS_LEAST)
        estimate_own(points, MAX(level->first, oldest), old_end, spread, level);
    else if (level->runs > 0 && !isnan(*spread))
        estimate_early(points, old_end, *spread, level);
}

ph_series_level ph_level_now(const GArray *points, const GArray *decisions)
{
    ph_series_level level = { 0 };
    double spread = NAN;

    for (guint i = 0; i < decisions->len; i++) {
        const ph_level_decision *decision = &g_array_index(decisions, ph_level_decision, i);

        if (!ph_level_begins(decision->cause))
            continue;
        const guint first = ph_series_find(points, decision->first_position);
        estimate(points, MAX(first, level.first), &spread, &level);
        level.first = MAX(first, level.first);
        level.settled = ph_series_find(points, decision->head_position + 1);
    }
    estimate(points, points->len, &spread, &level);
    return level;
}
