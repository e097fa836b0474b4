/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_series_change.h"

#include <math.h>

#include "figure.h"
#include "series/detection_rules.h"
#include "series/signed_text.h"

static const double RANGE_LEAST = 0.01, LONGEST_LEAST = 0.01;

/* Of so many points are the medians on both sides. */
enum { POINTS_BESIDE = PH_LEVEL_RUNS_LEAST };

/* How far one value is from another, as a share. */
static double share_between(const ph_surveyed_series *series, double before, double after)
{
    return series->kind == PH_SERIES_EXACT ? after / before - 1.0 : expm1(after - before);
}

/* Nothing began: the newest commit beside the level that it is on. */
static ph_series_change newest_change(const ph_surveyed_series *series)
{
    const double level = series->found.level.value;
    const double before = isnan(level) ? series->newest : level;

    return (ph_series_change){ before == series->newest
                                   ? 0.0
                                   : share_between(series, before, series->newest),
                               before, series->newest };
}

/* What began at a position, with that change. */
static ph_series_change change_at(const ph_surveyed_series *series, gint64 position, double change)
{
    const guint count = series->points->len;
    const guint first = MIN(ph_series_find(series->points, position), count - 1);
    const guint before = first > POINTS_BESIDE ? first - POINTS_BESIDE : 0;
    const guint since = count - first > POINTS_BESIDE ? count - POINTS_BESIDE : first;

    return (ph_series_change){
        change,
        first > 0 ? ph_level_median(series->points, before, first) : series->newest,
        ph_level_median(series->points, since, count),
    };
}

ph_series_change ph_history_series_change(const ph_history_view *view,
                                          const ph_surveyed_series *series)
{
    const ph_case_entry *entry = ph_history_view_case(view, series);
    const ph_history_level *level = entry ? ph_case_entry_level(entry, series->id) : NULL;
    const ph_candidate *candidate = &series->found.candidate;

    if (level)
        return change_at(series, level->first_position, level->change);
    if (series->found.state == PH_SERIES_CANDIDATE)
        return change_at(series, candidate->first.position,
                         candidate->rule == PH_CANDIDATE_EXACT ? candidate->size
                                                               : expm1(candidate->size));
    return newest_change(series);
}

double ph_history_longest_change(const ph_history_view *view)
{
    double longest = LONGEST_LEAST;

    for (guint i = 0; i < view->survey->series->len; i++) {
        const ph_surveyed_series *series = view->survey->series->pdata[i];
        const double change = ph_history_series_change(view, series).change;

        if (series->is_watched && !series->is_over && isfinite(change))
            longest = fmax(longest, fabs(change));
    }
    return longest;
}

char *ph_history_series_change_text(const ph_series_change *change)
{
    g_autofree char *percent = isfinite(change->change) ? ph_percent_text(change->change, 2) : NULL;

    return percent ? g_strdup_printf("%s %%", percent) : g_strdup("from none to some");
}

char *ph_history_series_change_values(const ph_series_change *change,
                                      const ph_surveyed_series *series)
{
    if (series->kind == PH_SERIES_EXACT)
        return g_strdup_printf("(%.7g → %.7g)", change->before, change->after);
    if (series->kind == PH_SERIES_ANCHORED)
        return g_strdup_printf("(%.3f → %.3f)", exp(change->before), exp(change->after));

    g_autofree char *before = ph_figure_time(exp(change->before));
    g_autofree char *after = ph_figure_time(exp(change->after));
    return g_strdup_printf("(%s → %s)", before, after);
}

double ph_history_series_range(const ph_surveyed_series *series)
{
    return series->kind == PH_SERIES_EXACT ? RANGE_LEAST * fabs(series->newest) : RANGE_LEAST;
}
