/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of launches: how far each was from its result's median. */
#include <math.h>
#include <string.h>

#include "chart/charts.h"
#include "chart/scale.h"
#include "figure.h"
#include "report_value.h"

/* The scale is that of most launches; the others stand at its edge, or they would press all of them
 * together. */
#define SHARE_WITHIN  0.95
#define DEVIATION_MAX 0.5

/* Of a launch's speed from that of the median. */
static double deviation(const ph_result *result, double launch_ns)
{
    return result->median_ns / launch_ns - 1.0;
}

static gboolean is_shown(const ph_result *result)
{
    return result->state == PH_STATE_MEASURED && isfinite(result->median_ns) &&
           isfinite(result->ci95_ns.low) && isfinite(result->ci95_ns.high);
}

static int compare(gconstpointer a, gconstpointer b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* 0 when there is nothing to show. */
static double usual_deviation(const GPtrArray *results)
{
    g_autoptr(GArray) deviations = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint r = 0; r < results->len; r++) {
        const ph_result *result = results->pdata[r];

        for (guint i = 0; is_shown(result) && i < result->launch_ns->len; i++) {
            const double away =
                fabs(deviation(result, g_array_index(result->launch_ns, double, i)));

            if (isfinite(away))
                g_array_append_val(deviations, away);
        }
    }
    if (!deviations->len)
        return 0.0;
    g_array_sort(deviations, compare);
    return g_array_index(deviations, double, (guint)((deviations->len - 1) * SHARE_WITHIN));
}

static void add_dots(const ph_scale *scale, cJSON *row, const ph_result *result)
{
    /* The first launch above, the last below, so that a drift shows; some room at both ends. */
    const ph_scale order = { -0.2 * result->launch_ns->len, 1.1 * result->launch_ns->len, FALSE };
    cJSON *dots = cJSON_AddArrayToObject(row, "dots");

    for (guint i = 0; i < result->launch_ns->len; i++) {
        const double away = deviation(result, g_array_index(result->launch_ns, double, i));
        cJSON *dot;

        if (!isfinite(away))
            continue;
        dot = cJSON_CreateObject();
        ph_scale_place(scale, dot, "x", away);
        ph_scale_place(&order, dot, "y", i);
        cJSON_AddBoolToObject(dot, "is_beyond", fabs(away) > scale->high);
        cJSON_AddItemToArray(dots, dot);
    }
}

static cJSON *chart_row(const ph_scale *scale, const ph_result *result)
{
    cJSON *row = cJSON_CreateObject();
    g_autofree char *cv = ph_figure_share(result->cv);
    g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
    g_autofree char *interval = ph_figure_interval(result);

    ph_report_value_set(row, "subject", result->subject);
    ph_report_value_set(row, "rate", rate);
    ph_report_value_set(row, "cv", cv);
    /* The slow end in time is the low end in speed. */
    ph_scale_place_span(scale, row, "interval_x", "interval_width",
                        deviation(result, result->ci95_ns.high),
                        deviation(result, result->ci95_ns.low));
    add_dots(scale, row, result);
    ph_report_value_take(row, "description",
                         g_strdup_printf("%s: median %s MiB/s, 95 %% interval %s, coefficient of "
                                         "variation %s",
                                         result->subject, rate, interval, cv));
    return row;
}

static cJSON *new_group(cJSON *groups, const ph_result *result)
{
    cJSON *group = cJSON_CreateObject();

    ph_report_value_set(group, "name", result->benchmark);
    ph_report_value_set(group, "level", ph_figure_level(result));
    (void)cJSON_AddArrayToObject(group, "rows");
    cJSON_AddItemToArray(groups, group);
    return group;
}

void ph_chart_add_launches(cJSON *data, const ph_report *report)
{
    const GPtrArray *results = report->measurement->results;
    const double usual = usual_deviation(results);
    const ph_scale scale = ph_scale_around_zero(usual, DEVIATION_MAX);
    const ph_result *last = NULL;
    cJSON *chart, *groups, *group = NULL;

    if (usual <= 0.0) {
        ph_report_value_set(data, "launches_chart", NULL);
        return;
    }
    chart = cJSON_AddObjectToObject(data, "launches_chart");
    ph_scale_add_percentages(&scale, chart);
    groups = cJSON_AddArrayToObject(chart, "groups");
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        if (!is_shown(result))
            continue;
        if (!last || strcmp(last->benchmark, result->benchmark) != 0 ||
            strcmp(last->level, result->level) != 0)
            group = new_group(groups, result);
        cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(group, "rows"),
                             chart_row(&scale, result));
        last = result;
    }
}
