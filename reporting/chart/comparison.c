/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of throughputs: every subject beside the reference, memcpy and the floor. */
#include <math.h>
#include <string.h>

#include "chart/charts.h"
#include "chart/scale.h"
#include "figure.h"
#include "report_value.h"

/* Who is drawn in a way of its own: subject, and the member of a mark that says so. */
static const struct {
    const char *subject;
    const char *member;
} kinds[] = {
    { PH_HEADLINE_SUBJECT, "is_head" },
    { PH_REFERENCE_SUBJECT, "is_reference" },
    { "memcpy", "is_memcpy" },
};

static const ph_floor_check *find_floor(const ph_report *report, const ph_result *result)
{
    const GArray *floors = report->judgement->floors;

    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (check->is_asked && strcmp(check->benchmark, result->benchmark) == 0 &&
            strcmp(check->level, result->level) == 0)
            return check;
    }
    return NULL;
}

static double floor_mib_s(const ph_floor_check *check)
{
    return check->floor_mb_s / ph_mb_s(1.0);
}

static const ph_result *find_memcpy(const ph_report *report, const ph_result *result)
{
    return ph_result_measured(report->measurement->limits, result->benchmark, "limit", "memcpy");
}

/* A text for those who do not see the chart, and for whoever points at it. */
static void describe(GString *description, const char *name, double rate)
{
    g_autofree char *figure = ph_figure_rate(rate);

    g_string_append_printf(description, "%s%s %s MiB/s", description->len ? ", " : "", name,
                           figure);
}

static void add_mark(const ph_scale *scale, cJSON *row, const ph_result *result,
                     GString *description)
{
    cJSON *mark = cJSON_CreateObject();
    gboolean is_other = TRUE;

    describe(description, result->subject, result->throughput_mib_s);
    ph_scale_place(scale, mark, "x", result->throughput_mib_s);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const gboolean is_kind = strcmp(result->subject, kinds[i].subject) == 0;

        cJSON_AddBoolToObject(mark, kinds[i].member, is_kind);
        is_other = is_other && !is_kind;
    }
    cJSON_AddBoolToObject(mark, "is_other", is_other);
    cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(row, "marks"), mark);
}

static void add_floor(const ph_scale *scale, cJSON *row, const ph_floor_check *check,
                      GString *description)
{
    if (!check) {
        ph_report_value_set(row, "floor_x", NULL);
        return;
    }
    ph_scale_place(scale, row, "floor_x", floor_mib_s(check));
    describe(description, "floor", floor_mib_s(check));
}

static void add_head_figures(cJSON *row, const ph_report *report, const ph_result *first)
{
    const GPtrArray *results = report->measurement->results;
    const ph_result *head =
        ph_result_measured(results, first->benchmark, first->level, PH_HEADLINE_SUBJECT);
    const ph_floor_check *check = find_floor(report, first);
    const double ratio = head ? ph_measurement_of_reference(report->measurement, head) : NAN;

    ph_report_value_take(row, "rate", ph_figure_rate(head ? head->throughput_mib_s : NAN));
    ph_report_value_take(row, "of_reference", isnan(ratio) ? NULL : ph_figure_share(ratio));
    ph_report_value_take(row, "beside_reference",
                         isnan(ratio) ? NULL : ph_figure_speed(ratio, "C"));
    ph_report_value_take(row, "times_floor",
                         head && check
                             ? ph_figure_factor(ph_mb_s(head->throughput_mib_s) / check->floor_mb_s)
                             : NULL);
    ph_report_value_take(row, "of_memcpy", head ? ph_figure_share(head->share_of_memcpy) : NULL);
}

/* All subjects that were measured in the benchmark of this result, at its level. */
static cJSON *chart_row(const ph_scale *scale, const ph_report *report, const ph_result *first)
{
    g_autoptr(GString) description = g_string_new(NULL);
    const GPtrArray *results = report->measurement->results;
    const ph_result *memcpy_result = find_memcpy(report, first);
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", first->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(first));
    (void)cJSON_AddArrayToObject(row, "marks");
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        if (result->state == PH_STATE_MEASURED &&
            strcmp(result->benchmark, first->benchmark) == 0 &&
            strcmp(result->level, first->level) == 0)
            add_mark(scale, row, result, description);
    }
    if (memcpy_result)
        add_mark(scale, row, memcpy_result, description);
    add_floor(scale, row, find_floor(report, first), description);
    add_head_figures(row, report, first);
    ph_report_value_set(row, "description", description->str);
    return row;
}

static void extend(double value, double *low, double *high)
{
    *low = MIN(*low, value);
    *high = MAX(*high, value);
}

/* FALSE when nothing was measured. */
static gboolean find_scale(const ph_report *report, ph_scale *ret)
{
    const GPtrArray *results = report->measurement->results;
    double low = INFINITY, high = 0.0;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];
        const ph_floor_check *check = find_floor(report, result);
        const ph_result *memcpy_result = find_memcpy(report, result);

        if (result->state != PH_STATE_MEASURED || result->threads)
            continue;
        extend(result->throughput_mib_s, &low, &high);
        if (check)
            extend(floor_mib_s(check), &low, &high);
        if (memcpy_result)
            extend(memcpy_result->throughput_mib_s, &low, &high);
    }
    if (high <= 0.0)
        return FALSE;
    *ret = ph_scale_decades(low, high);
    return TRUE;
}

static gboolean is_first_of_row(const GPtrArray *results, guint index)
{
    const ph_result *result = results->pdata[index];

    /* Threads have a chart of their own. */
    if (result->state != PH_STATE_MEASURED || result->threads)
        return FALSE;
    for (guint i = 0; i < index; i++) {
        const ph_result *other = results->pdata[i];

        if (other->state == PH_STATE_MEASURED && strcmp(other->benchmark, result->benchmark) == 0 &&
            strcmp(other->level, result->level) == 0)
            return FALSE;
    }
    return TRUE;
}

void ph_chart_add_comparison(cJSON *data, const ph_report *report)
{
    const GPtrArray *results = report->measurement->results;
    ph_scale scale;
    cJSON *chart, *rows;

    if (!find_scale(report, &scale)) {
        ph_report_value_set(data, "comparison_chart", NULL);
        return;
    }
    chart = cJSON_AddObjectToObject(data, "comparison_chart");
    ph_scale_add_decades(&scale, chart);
    rows = cJSON_AddArrayToObject(chart, "rows");
    for (guint i = 0; i < results->len; i++)
        if (is_first_of_row(results, i))
            cJSON_AddItemToArray(rows, chart_row(&scale, report, results->pdata[i]));
}
