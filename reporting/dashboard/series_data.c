/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dashboard/series_data.h"

#include <math.h>

#include "dashboard/course.h"
#include "dashboard/day_bins.h"
#include "dashboard/signed_percent.h"
#include "figure.h"
#include "report_value.h"
#include "series/level.h"
#include "series/signed_text.h"
#include "series/visible_shift.h"

enum { SPARK_POINTS = 90, SPARK_HEIGHT = 24, YEAR_HEIGHT = 80, POINTS_NEWEST = 7, RUNS_A_WEEK = 7 };

/* Per cent between bottom and top, so that noise does not look like news. */
static const double RANGE_LEAST = 1.0;

/* A series beside its level of now. */
typedef struct beside {
    const ph_dashboard_series *series;
    double *percent; /* Of each point; of counts beside none, the count itself. */
    guint count;
    double reference;
    gboolean is_share;
} beside;

static double value_at(const ph_dashboard_series *series, guint i)
{
    return g_array_index(series->values, double, i);
}

static gint64 time_at(const ph_dashboard_series *series, guint i)
{
    return g_array_index(series->times_us, gint64, i);
}

static const ph_dashboard_level *level_at(const ph_dashboard_series *series, guint i)
{
    return &g_array_index(series->levels, ph_dashboard_level, i);
}

static double median_of(const double *values, guint count)
{
    g_autoptr(GArray) figures = g_array_sized_new(FALSE, FALSE, sizeof(double), count);

    g_array_append_vals(figures, values, count);
    return ph_quantile(figures, 0.5);
}

/* The level, or while there is none what its newest points are around. */
static double reference_of(const ph_dashboard_series *series)
{
    const guint count = MIN(series->values->len, (guint)POINTS_NEWEST);
    const double *values = (const double *)(const void *)series->values->data;

    return isfinite(series->now) ? series->now
                                 : median_of(values + series->values->len - count, count);
}

static double percent_of(const beside *of, double value)
{
    if (of->series->kind != PH_SERIES_EXACT)
        return 100.0 * expm1(value - of->reference);
    return of->is_share ? 100.0 * (value / of->reference - 1.0) : value;
}

static beside beside_its_level(const ph_dashboard_series *series)
{
    beside of = { .series = series, .count = series->values->len };

    of.reference = reference_of(series);
    of.is_share = series->kind != PH_SERIES_EXACT || of.reference != 0.0;
    of.percent = g_new(double, of.count);
    for (guint i = 0; i < of.count; i++)
        of.percent[i] = percent_of(&of, value_at(series, i));
    return of;
}

/* "+2.1 %" of what an edge of a chart stands for. The caller frees it, as those below. */
static char *edge_text(const beside *of, double value)
{
    return of->is_share ? ph_signed_percent(value, 1) : g_strdup_printf("%.4g", value);
}

static char *range_text(const beside *of, guint first)
{
    double low = of->percent[first], high = low;

    for (guint i = first; i < of->count; i++) {
        low = fmin(low, of->percent[i]);
        high = fmax(high, of->percent[i]);
    }
    return of->is_share ? ph_signed_percent_interval((ph_interval){ low, high }, 1)
                        : g_strdup_printf("%.4g … %.4g", low, high);
}

static gboolean is_of_code(const ph_dashboard_level *level)
{
    return level->cause == PH_LEVEL_CODE || level->cause == PH_LEVEL_ACCEPTED;
}

/* Where levels begin behind a point: those of the code, or all others. guint. */
static GArray *marks_behind(const ph_dashboard_series *series, guint first, gboolean of_code)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < series->levels->len; i++) {
        const ph_dashboard_level *level = level_at(series, i);
        const guint at = level->point - first;

        if (level->point > first && ph_level_begins(level->cause) && is_of_code(level) == of_code)
            g_array_append_val(marks, at);
    }
    return marks;
}

static void take_path(cJSON *to, const char *name, char *path)
{
    ph_report_value_set(to, name, *path ? path : NULL);
    g_free(path);
}

static void take_number(cJSON *to, const char *name, guint64 number)
{
    ph_report_value_take(to, name, g_strdup_printf("%" G_GUINT64_FORMAT, number));
}

static cJSON *spark_of(const beside *of)
{
    const guint count = MIN(of->count, (guint)SPARK_POINTS), first = of->count - count;
    const ph_course_scale scale =
        ph_course_scale_of(of->percent + first, count, RANGE_LEAST, SPARK_HEIGHT);
    g_autoptr(GArray) marks = marks_behind(of->series, first, TRUE);
    g_autofree char *range = range_text(of, first);
    cJSON *spark = cJSON_CreateObject();

    take_number(spark, "width", ph_course_width(count));
    take_path(spark, "line", ph_course_line(&scale, of->percent + first, count));
    take_path(spark, "marks", ph_course_marks(&scale, marks));
    ph_report_value_take(spark, "label",
                         g_strdup_printf("%u run%s, %s%s", count, count == 1 ? "" : "s", range,
                                         marks->len > 0 ? ", with a shift" : ""));
    return spark;
}

void ph_dashboard_add_spark(cJSON *to, const char *name, const ph_dashboard_series *series)
{
    const beside of = beside_its_level(series);

    cJSON_AddItemToObject(to, name, spark_of(&of));
    g_free(of.percent);
}

/* The course of all points, or of bins. */
typedef struct year {
    const beside *of;
    GArray *bins; /* ph_day_bin; NULL: each point is drawn. */
    double *line, *low, *high;
    guint count;
    ph_course_scale scale;
} year;

static void year_clear(year *course)
{
    g_clear_pointer(&course->bins, g_array_unref);
    g_clear_pointer(&course->line, g_free);
    g_clear_pointer(&course->low, g_free);
    g_clear_pointer(&course->high, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(year, year_clear)

static void fill_bins(year *course)
{
    const beside *of = course->of;

    course->bins =
        ph_day_bins(of->percent, (const gint64 *)(const void *)of->series->times_us->data,
                    of->count, PH_DASHBOARD_BINS_MAX);
    course->count = course->bins->len;
    course->line = g_new(double, course->count);
    course->low = g_new(double, course->count);
    course->high = g_new(double, course->count);
    for (guint i = 0; i < course->count; i++) {
        const ph_day_bin *bin = &g_array_index(course->bins, ph_day_bin, i);

        course->line[i] = bin->median;
        course->low[i] = bin->low;
        course->high[i] = bin->high;
    }
}

/* Where a point is drawn. */
static guint x_of(const year *course, guint point)
{
    for (guint i = 0; course->bins && i < course->count; i++) {
        const ph_day_bin *bin = &g_array_index(course->bins, ph_day_bin, i);

        if (point < bin->first + bin->count)
            return i;
    }
    return MIN(point, course->count - 1);
}

static gint64 time_of(const year *course, guint x)
{
    return time_at(course->of->series,
                   course->bins ? g_array_index(course->bins, ph_day_bin, x).first : x);
}

/* From where each month begins on. */
static GArray *months_of(const year *course)
{
    GArray *months = g_array_new(FALSE, FALSE, sizeof(guint));
    gint last = 0;

    for (guint x = 0; x < course->count; x++) {
        g_autoptr(GDateTime) time =
            g_date_time_new_from_unix_utc(time_of(course, x) / G_USEC_PER_SEC);
        const gint month = time ? g_date_time_get_month(time) : last;

        if (x > 0 && month != last)
            g_array_append_val(months, x);
        last = month;
    }
    return months;
}

/* Places of points as places in the chart. */
static GArray *moved(const year *course, GArray *points)
{
    for (guint i = 0; i < points->len; i++)
        g_array_index(points, guint, i) = x_of(course, g_array_index(points, guint, i));
    return points;
}

/* The levels it was on: ph_course_step. None of one that is still being learnt. */
static GArray *steps_of(const year *course)
{
    const beside *of = course->of;
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(ph_course_step));
    guint first = 0;

    if (!isfinite(of->series->now))
        return steps;
    for (guint i = 0; i <= of->series->levels->len; i++) {
        const gboolean is_last = i == of->series->levels->len;
        const ph_dashboard_level *next = is_last ? NULL : level_at(of->series, i);
        const guint end = is_last ? of->count : next->point;

        if (!is_last && (!ph_level_begins(next->cause) || end <= first))
            continue;
        const ph_course_step step = { x_of(course, first),
                                      is_last ? percent_of(of, of->series->now)
                                              : median_of(of->percent + first, end - first) };
        g_array_append_val(steps, step);
        first = end;
    }
    return steps;
}

static void add_lines(cJSON *to, const year *course, const GArray *steps)
{
    const ph_course_scale *scale = &course->scale;
    g_autoptr(GArray) shifts = moved(course, marks_behind(course->of->series, 0, TRUE));
    g_autoptr(GArray) others = moved(course, marks_behind(course->of->series, 0, FALSE));
    g_autoptr(GArray) months = months_of(course);

    take_number(to, "width", ph_course_width(course->count));
    take_path(to, "line", ph_course_line(scale, course->line, course->count));
    take_path(to, "band",
              course->bins ? ph_course_band(scale, course->low, course->high, course->count)
                           : g_strdup(""));
    take_path(to, "levels", ph_course_levels(scale, steps, course->count));
    take_path(to, "marks", ph_course_marks(scale, shifts));
    take_path(to, "others", ph_course_marks(scale, others));
    take_path(to, "months", ph_course_marks(scale, months));
}

static char *year_label(const year *course, const GArray *steps)
{
    const beside *of = course->of;
    g_autofree char *from = ph_dashboard_day(time_at(of->series, 0));
    g_autofree char *to = ph_dashboard_day(time_at(of->series, of->count - 1));
    g_autofree char *range = range_text(of, 0);

    return g_strdup_printf("%u commit%s, %s to %s: %s, %u level%s", of->count,
                           of->count == 1 ? "" : "s", from, to, range, steps->len,
                           steps->len == 1 ? "" : "s");
}

static cJSON *year_of(const beside *of, gboolean is_one_of_many)
{
    g_auto(year) course = { .of = of, .count = of->count };
    g_autoptr(GArray) steps = NULL;
    cJSON *object = cJSON_CreateObject();

    if (is_one_of_many || of->count > PH_DASHBOARD_POINTS_MANY)
        fill_bins(&course);
    else
        course.line = g_memdup2(of->percent, of->count * sizeof *of->percent);
    course.scale = ph_course_scale_of(course.line, course.count, RANGE_LEAST, YEAR_HEIGHT);
    steps = steps_of(&course);
    for (guint i = 0; i < steps->len; i++)
        ph_course_scale_hold(&course.scale, g_array_index(steps, ph_course_step, i).value);
    add_lines(object, &course, steps);
    ph_report_value_take(object, "top", edge_text(of, course.scale.high));
    ph_report_value_take(object, "bottom", edge_text(of, course.scale.low));
    ph_report_value_take(object, "from", ph_dashboard_day(time_at(of->series, 0)));
    ph_report_value_take(object, "to", ph_dashboard_day(time_at(of->series, of->count - 1)));
    ph_report_value_take(object, "label", year_label(&course, steps));
    return object;
}

/* "+0.1 ± 0.4", in % a week; of counts, and where there is no line, NULL. */
static char *week_text(const ph_dashboard_series *series)
{
    const ph_trend_line *week = &series->week;
    g_autofree char *slope = NULL;

    if (series->kind == PH_SERIES_EXACT || isnan(week->per_week))
        return NULL;
    slope = ph_percent_text(week->per_week, 1);
    return g_strdup_printf("%s ± %.1f", slope, 50.0 * (week->ci95.high - week->ci95.low));
}

/* Of so few digits that a column has room for all. */
static char *count_text(const ph_dashboard_series *series)
{
    const double newest = value_at(series, series->values->len - 1);

    return newest >= 0.0 && newest == floor(newest) && newest < 1e15
               ? ph_figure_count((guint64)newest)
               : g_strdup_printf("%.6g", newest);
}

static void add_figures(cJSON *to, const ph_dashboard_series *series)
{
    const gboolean is_exact = series->kind == PH_SERIES_EXACT;

    ph_report_value_take(to, "speed",
                         isnan(series->speed_mib_s) ? NULL : ph_figure_rate(series->speed_mib_s));
    ph_report_value_take(to, "time",
                         is_exact                 ? count_text(series)
                         : isnan(series->time_ns) ? NULL
                                                  : ph_figure_time(series->time_ns));
    ph_report_value_set(to, "unit", is_exact ? series->unit : NULL);
    ph_report_value_take(to, "anchor",
                         series->kind == PH_SERIES_ANCHORED
                             ? ph_signed_percent(100.0 * expm1(reference_of(series)), 2)
                             : NULL);
    ph_report_value_take(to, "week", week_text(series));
}

static cJSON *level_data(const ph_dashboard_level *level)
{
    cJSON *object = cJSON_CreateObject();

    ph_report_value_take(object, "found", ph_dashboard_day(level->at_us));
    ph_report_value_set(object, "run", level->run);
    ph_report_value_set(object, "commits", level->commits);
    ph_report_value_take(object, "change", ph_signed_percent(100.0 * level->change, 2));
    ph_report_value_take(
        object, "interval",
        ph_signed_percent_interval((ph_interval){ 100.0 * level->low, 100.0 * level->high }, 2));
    ph_report_value_set(object, "cause", ph_level_cause_word(level->cause));
    ph_report_value_take(object, "case",
                         level->case_id > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, level->case_id)
                                            : NULL);
    ph_report_value_set(object, "state", level->state);
    return object;
}

/* The newest first. */
static void add_levels(cJSON *to, const ph_dashboard_series *series)
{
    cJSON *list = cJSON_AddArrayToObject(to, "levels");

    for (guint i = series->levels->len; i > 0; i--)
        cJSON_AddItemToArray(list, level_data(level_at(series, i - 1)));
    cJSON_AddBoolToObject(to, "has_levels", series->levels->len > 0);
}

static void add_sentences(cJSON *to, const ph_dashboard_series *series)
{
    const gboolean is_exact = series->kind == PH_SERIES_EXACT;
    const double visible = isfinite(series->spread) && !is_exact
                               ? 100.0 * expm1(ph_series_visible_shift(series->spread, RUNS_A_WEEK))
                               : NAN;

    ph_report_value_set(to, "standing", series->standing);
    ph_report_value_take(
        to, "slope",
        is_exact || isnan(series->slope.per_week) ? NULL : ph_trend_line_text(&series->slope));
    ph_report_value_take(to, "visible",
                         isnan(visible) ? NULL : g_strdup_printf("%.2g %%", visible));
}

cJSON *ph_dashboard_series_data(const ph_dashboard_series *series, gboolean is_one_of_many)
{
    const beside of = beside_its_level(series);
    cJSON *object = cJSON_CreateObject();

    take_number(object, "number", series->number);
    ph_report_value_set(object, "name", series->name);
    ph_report_value_set(object, "look", ph_dashboard_look_name(series->look));
    ph_report_value_set(object, "sign", series->sign);
    ph_report_value_set(object, "state", series->state);
    ph_report_value_take(object, "case",
                         series->case_id > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, series->case_id)
                                             : NULL);
    add_figures(object, series);
    cJSON_AddItemToObject(object, "spark", spark_of(&of));
    cJSON_AddItemToObject(object, "year", year_of(&of, is_one_of_many));
    add_sentences(object, series);
    add_levels(object, series);
    g_free(of.percent);
    return object;
}
