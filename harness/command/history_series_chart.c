/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_series_chart.h"

#include <math.h>
#include <string.h>

#include "columns.h"
#include "command/history_case_text.h"
#include "command/history_series_change.h"
#include "history/history_clock.h"
#include "series/signed_text.h"
#include "sparkline.h"

/* What stands to the left of a chart, and to its right: "  ", and " +12.3 %". */
enum { CHART_BEGINS = 2, SCALE_COLUMNS = 8, CHART_ROWS = 6, DAYS_SHOWN = 365 };

static const char mark[] = "┃";

/* What is drawn: the points from the first of the year on. */
typedef struct year {
    const ph_surveyed_series *series;
    const ph_series_survey *survey;
    const ph_trend *trend; /* With the times of all its runs. */
    guint first, count;
    double *values, *levels;
    GArray *marks; /* guint, from the first on. */
} year;

static void year_clear(year *of)
{
    g_free(of->values);
    g_free(of->levels);
    g_clear_pointer(&of->marks, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(year, year_clear)

static const ph_series_point *point_at(const ph_surveyed_series *series, guint i)
{
    return &g_array_index(series->points, ph_series_point, i);
}

/* When the newest run of a commit was received; PH_NO_TIME: it was taken away meanwhile. */
static gint64 time_of(const year *of, guint i)
{
    const gint64 run_id = point_at(of->series, i)->run_id;

    for (guint n = of->trend->points->len; n > 0; n--) {
        const ph_trend_point *run = &g_array_index(of->trend->points, ph_trend_point, n - 1);

        if (run->run_id == run_id)
            return run->received_us;
    }
    return PH_NO_TIME;
}

/* The commits in a row, up to the newest, that are of the year before it. */
static void find_first(year *of)
{
    const gint64 since_us = of->series->newest_us - DAYS_SHOWN * G_TIME_SPAN_DAY;

    of->first = of->series->points->len - 1;
    while (of->first > 0 && time_of(of, of->first - 1) >= since_us)
        of->first--;
    of->count = of->series->points->len - of->first;
}

/* Whether one of the series' levels begins at a point. */
static gboolean begins_level(const ph_surveyed_series *series, guint i)
{
    for (guint n = 0; n < series->levels->len; n++) {
        const ph_history_level *level = series->levels->pdata[n];

        if (ph_level_begins(level->cause) &&
            ph_series_find(series->points, level->first_position) == i)
            return TRUE;
    }
    return FALSE;
}

/* Each is the median of its points. */
static void fill_levels(year *of)
{
    const GArray *points = of->series->points;
    guint begin = of->first;

    for (guint i = of->first + 1; i <= points->len; i++) {
        if (i < points->len && !begins_level(of->series, i))
            continue;
        const double median = ph_level_median(points, begin, i);

        for (; begin < i; begin++)
            of->levels[begin - of->first] = median;
    }
}

/* "+12.3 %" beside the level of now; of counts, the count. */
static char *scale_text(const ph_surveyed_series *series, double value)
{
    const double level =
        isnan(series->found.level.value) ? series->newest : series->found.level.value;
    const double share = expm1(value - level);
    g_autofree char *percent = NULL;

    if (series->kind == PH_SERIES_EXACT)
        return g_strdup_printf("%.*g", SCALE_COLUMNS - 2, value);
    percent = ph_percent_text(share, fabs(share) < 1.0 ? 1 : 0);
    return g_strdup_printf("%s %%", percent);
}

static void print_rows(const ph_history_page *page, const year *of, const ph_sparkline *line,
                       guint columns, guint *mark_columns)
{
    g_autofree char *chart = ph_sparkline_chart(line, columns, CHART_ROWS, mark_columns);
    g_auto(GStrv) rows = g_strsplit(chart, "\n", -1);
    double ends[2];

    ph_sparkline_chart_range(line, &ends[1], &ends[0]);
    for (guint row = 0; row < CHART_ROWS; row++) {
        const gboolean is_end = row == 0 || row == CHART_ROWS - 1;
        g_autofree char *scale = is_end ? scale_text(of->series, ends[row ? 1 : 0]) : NULL;
        const guint taken = ph_columns_of(rows[row]);

        if (scale && ph_columns_of(scale) < SCALE_COLUMNS)
            (void)fprintf(page->to, "%*s%s%*s %s\n", CHART_BEGINS, "", rows[row],
                          (int)(columns - taken), "", scale);
        else
            (void)fprintf(page->to, "%*s%s\n", CHART_BEGINS, "", rows[row]);
    }
}

/* Where a label begins: behind its mark, or if there is no room, before it. */
static guint label_begin(guint mark_column, guint label_columns, guint columns)
{
    if (mark_column + label_columns <= columns)
        return mark_column;
    return mark_column + 1 > label_columns ? mark_column + 1 - label_columns : 0;
}

/* A line of labels ends, and another one begins. */
static void end_line(const ph_history_page *page, guint *column)
{
    if (*column > 0)
        (void)fputc('\n', page->to);
    *column = 0;
}

/* "┃ 2026-11-12 9d1c77e0", below each mark; beside each other where there is room. */
static void print_labels(const ph_history_page *page, const year *of, guint columns,
                         const guint *mark_columns)
{
    guint column = 0;

    for (guint i = 0; i < of->marks->len; i++) {
        const guint at = of->first + g_array_index(of->marks, guint, i);
        const gint64 time_us = time_of(of, at);
        const char *commit = ph_series_survey_sha(of->survey, point_at(of->series, at)->run_id);
        g_autofree char *day = time_us == PH_NO_TIME ? g_strdup("-") : ph_history_day(time_us);
        g_autofree char *sha = ph_history_short_sha(commit);
        g_autofree char *label = g_strdup_printf("%s %s", day, sha);
        const guint taken = ph_columns_of(label) + 2;
        guint begin;

        if (mark_columns[i] == G_MAXUINT)
            continue;
        begin = CHART_BEGINS + label_begin(mark_columns[i], taken, columns);
        if (begin < column + (column > 0 ? 2 : 0))
            end_line(page, &column);
        (void)fprintf(page->to, "%*s", (int)(begin - column), "");
        if (begin == CHART_BEGINS + mark_columns[i])
            (void)fprintf(page->to, "%s %s", mark, label);
        else
            (void)fprintf(page->to, "%s %s", label, mark);
        column = begin + taken;
    }
    end_line(page, &column);
}

static void print_year(const ph_history_page *page, const year *of)
{
    const guint columns = page->columns - CHART_BEGINS - SCALE_COLUMNS;
    g_autofree guint *mark_columns = g_new(guint, of->marks->len + 1);
    g_autofree char *begin = ph_history_day(time_of(of, of->first));
    g_autofree char *end = ph_history_day(time_of(of, of->first + of->count - 1));
    const ph_sparkline line = {
        .values = of->values,
        .count = of->count,
        .marks = (const guint *)(const void *)of->marks->data,
        .mark_count = of->marks->len,
        .range_least = ph_history_series_range(of->series),
        .levels = of->levels,
    };

    if (page->is_ascii) {
        g_autofree char *text = ph_sparkline_text(&line, columns, mark_columns);

        (void)fprintf(page->to, "%*s%s\n", CHART_BEGINS, "", text);
    } else {
        print_rows(page, of, &line, columns, mark_columns);
    }
    print_labels(page, of, columns, mark_columns);
    ph_history_page_print(page, CHART_BEGINS, CHART_BEGINS,
                          "%s … %s, %u commit%s; higher is slower, or more", begin, end, of->count,
                          of->count == 1 ? "" : "s");
}

gboolean ph_history_print_chart(const ph_history_page *page, ph_run_store *store,
                                const ph_series_survey *survey, const ph_surveyed_series *series,
                                GError **error)
{
    g_autoptr(ph_trend) trend = ph_run_store_trend(store, series->id, 0, error);
    g_auto(year) of = { .series = series, .survey = survey, .trend = trend };

    if (!trend)
        return FALSE;
    find_first(&of);
    of.values = g_new(double, of.count);
    of.levels = g_new(double, of.count);
    for (guint i = 0; i < of.count; i++)
        of.values[i] = point_at(series, of.first + i)->value;
    fill_levels(&of);
    of.marks = ph_history_level_marks(series, of.first);
    print_year(page, &of);
    return TRUE;
}
