/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_chart.h"

#include <math.h>
#include <string.h>

#include "audit_report/audit_blocks.h"
#include "dashboard/course.h"
#include "document/json_member.h"
#include "figure.h"
#include "report_value.h"

enum { HEIGHT = 80, DATE_LENGTH = 10 };

static const double RANGE_LEAST = 0.1; /* Of logarithms: some 10 %. */

static cJSON *new_chart(cJSON *blocks, guint width)
{
    static const char *const members[] = { "floor",  "about", "gaps", "label",
                                           "bottom", "top",   "from", "to" };
    cJSON *chart = cJSON_CreateObject();

    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        cJSON_AddFalseToObject(chart, members[i]);
    ph_report_value_take(chart, "width", g_strdup_printf("%u", width));
    ph_report_value_take(chart, "height", g_strdup_printf("%d", HEIGHT));
    cJSON_AddArrayToObject(chart, "segments");
    cJSON_ReplaceItemInObjectCaseSensitive(ph_audit_block(blocks), "chart", chart);
    return chart;
}

/* Takes the paths over; band may be NULL. */
static void take_segment(cJSON *chart, double shift, char *line, char *band)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    cJSON *segment = cJSON_CreateObject();

    ph_report_value_set(segment, "shift", g_ascii_formatd(text, sizeof text, "%.1f", shift));
    ph_report_value_take(segment, "line", line);
    ph_report_value_take(segment, "band", band);
    cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(chart, "segments"), segment);
}

static void set_ends(cJSON *chart, const ph_course_scale *scale, const char *unit)
{
    g_autofree char *top = ph_figure_rate(exp(scale->high));
    g_autofree char *bottom = ph_figure_rate(exp(scale->low));

    ph_report_value_take(chart, "top", g_strdup_printf("%s %s", top, unit));
    ph_report_value_take(chart, "bottom", g_strdup_printf("%s %s", bottom, unit));
}

/* Months */

typedef struct months {
    guint count;
    double *median, *low, *high; /* Logarithms; NAN: none. */
} months;

static months months_of(const cJSON *list)
{
    const gsize count = (gsize)cJSON_GetArraySize(list);
    months of = { (guint)count, g_new0(double, count), g_new0(double, count),
                  g_new0(double, count) };
    const cJSON *month;
    gsize i = 0;

    cJSON_ArrayForEach(month, list)
    {
        of.median[i] = log(ph_json_number(month, "median_mb_s"));
        of.low[i] = log(ph_json_number(month, "low_mb_s"));
        of.high[i++] = log(ph_json_number(month, "high_mb_s"));
    }
    return of;
}

static void months_clear(months *of)
{
    g_free(of->median);
    g_free(of->low);
    g_free(of->high);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(months, months_clear)

/* FALSE: no month has a figure. */
static gboolean find_scale(const months *of, ph_course_scale *ret)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < of->count; i++)
        if (!isnan(of->median[i])) {
            g_array_append_val(values, of->low[i]);
            g_array_append_val(values, of->high[i]);
        }
    if (values->len == 0)
        return FALSE;
    *ret = ph_course_scale_of((const double *)(gpointer)values->data, values->len, RANGE_LEAST,
                              HEIGHT);
    return TRUE;
}

/* Months that follow one another are one line; where one is missing, it ends. */
static void add_segments(cJSON *chart, const months *of, const ph_course_scale *scale)
{
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < of->count; i++) {
        guint length = 0;

        while (i + length < of->count && !isnan(of->median[i + length]))
            length++;
        if (length == 0) {
            g_array_append_val(gaps, i);
            continue;
        }
        take_segment(chart, length == 1 && of->count > 1 ? (double)i - 0.5 : (double)i,
                     ph_course_line(scale, of->median + i, length),
                     ph_course_band(scale, of->low + i, of->high + i, length));
        i += length - 1;
    }
    if (gaps->len > 0)
        ph_report_value_take(chart, "gaps", ph_course_marks(scale, gaps));
}

void ph_audit_chart_of_floor(cJSON *blocks, const cJSON *floor)
{
    const cJSON *list = ph_json_member(floor, "months");
    const double floor_mb_s = ph_json_number(floor, "floor_mb_s");
    const ph_course_step step = { 0, log(floor_mb_s) };
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(ph_course_step));
    g_auto(months) of = months_of(list);
    ph_course_scale scale;
    cJSON *chart;

    if (!find_scale(&of, &scale))
        return;
    ph_course_scale_hold(&scale, step.value - RANGE_LEAST);
    ph_course_scale_hold(&scale, step.value + RANGE_LEAST);
    g_array_append_val(steps, step);
    chart = new_chart(blocks, ph_course_width(of.count));
    add_segments(chart, &of, &scale);
    ph_report_value_take(chart, "floor", ph_course_levels(&scale, steps, of.count));
    ph_report_value_take(chart, "about", g_strdup_printf("floor %g MB/s", floor_mb_s));
    ph_report_value_take(
        chart, "label",
        g_strdup_printf("%u months, %g of them with runs; median of a month, and what its "
                        "intervals reach over, in MB/s",
                        of.count, ph_json_number(floor, "months_with_runs")));
    set_ends(chart, &scale, "MB/s");
    ph_report_value_set(chart, "from", ph_json_text(cJSON_GetArrayItem(list, 0), "month"));
    ph_report_value_set(chart, "to",
                        ph_json_text(cJSON_GetArrayItem(list, (int)of.count - 1), "month"));
}

/* Baselines */

/* The number of a day, of "2026-11-30T…" or "2026-11"; 0: it is none. */
static guint day_of(const char *text)
{
    int year = 0, month = 0, day = 1;
    GDate date;

    if (!text || strlen(text) < 7)
        return 0;
    year = (int)g_ascii_strtoll(text, NULL, 10);
    month = (int)g_ascii_strtoll(text + 5, NULL, 10);
    if (strlen(text) >= DATE_LENGTH)
        day = (int)g_ascii_strtoll(text + 8, NULL, 10);
    if (year < 1 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return 0;
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return g_date_get_julian(&date);
}

static GArray *steps_of(const cJSON *history, const char *figure, guint *ret_first)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(ph_course_step));
    const cJSON *entry;

    cJSON_ArrayForEach(entry, ph_json_member(history, "entries"))
    {
        const double value = ph_json_number(ph_json_member(entry, figure), "new");
        const guint day = day_of(ph_json_text(entry, "promoted_at"));
        ph_course_step step = { 0, log(value) };

        if (!(value > 0.0) || day == 0)
            continue;
        if (steps->len == 0)
            *ret_first = day;
        step.at = day > *ret_first ? day - *ret_first : 0;
        g_array_append_val(steps, step);
    }
    return steps;
}

static ph_course_scale scale_of(const GArray *steps)
{
    g_autofree double *values = g_new(double, steps->len);

    for (guint i = 0; i < steps->len; i++)
        values[i] = g_array_index(steps, ph_course_step, i).value;
    return ph_course_scale_of(values, steps->len, RANGE_LEAST, HEIGHT);
}

void ph_audit_chart_of_baseline(cJSON *blocks, const cJSON *history, const cJSON *period,
                                const char *figure)
{
    const gboolean is_display = strcmp(figure, "display_gibs") == 0;
    const char *unit = is_display ? "GiB/s" : "MiB/s";
    const guint begin = day_of(ph_json_text(period, "first"));
    const guint days = (guint)(ph_json_number(period, "months") * 30.44);
    guint first = begin;
    g_autoptr(GArray) steps = steps_of(history, figure, &first);
    ph_course_scale scale;
    cJSON *chart;

    if (steps->len == 0)
        return;
    scale = scale_of(steps);
    chart = new_chart(blocks, MAX(days, first - begin + 1));
    take_segment(
        chart, first - begin,
        ph_course_levels(&scale, steps, days > first - begin ? days - (first - begin) + 1 : 2),
        NULL);
    ph_report_value_take(chart, "label",
                         g_strdup_printf("%u baselines, %s, in %s", steps->len,
                                         is_display ? "DISPLAY" : "COMP-3", unit));
    set_ends(chart, &scale, unit);
    ph_report_value_set(chart, "about", is_display ? "DISPLAY" : "COMP-3");
    ph_report_value_set(chart, "from", ph_json_text(period, "first"));
    ph_report_value_set(chart, "to", ph_json_text(period, "last"));
}

/* Drawing */

static void draw_member(const cJSON *object, const char *name, double x, ph_ink ink,
                        ph_canvas *canvas)
{
    const char *course = ph_json_text(object, name);

    if (course)
        ph_canvas_course(canvas, ink, x, course);
}

void ph_audit_chart_draw(const cJSON *chart, ph_canvas *canvas)
{
    const cJSON *segment;

    draw_member(chart, "gaps", 0.0, PH_INK_GAP, canvas);
    cJSON_ArrayForEach(segment, ph_json_member(chart, "segments"))
    {
        const double x = g_ascii_strtod(ph_json_text(segment, "shift"), NULL);

        draw_member(segment, "band", x, PH_INK_BAND, canvas);
        draw_member(segment, "line", x, PH_INK_HEAD, canvas);
    }
    draw_member(chart, "floor", 0.0, PH_INK_FLOOR, canvas);
}
