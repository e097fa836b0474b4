/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of threads: how many times the speed of one several have. */
#include <math.h>
#include <string.h>

#include "chart/charts.h"
#include "chart/scale.h"
#include "figure.h"
#include "report_value.h"

static gboolean is_shown(const ph_result *result)
{
    return result->threads && isfinite(result->threads->speed_up);
}

/* From nothing to what most threads could do, or did. */
static ph_scale scale_of(const GPtrArray *results)
{
    ph_scale scale = { 0.0, 0.0, FALSE };

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        if (is_shown(result))
            scale.high = fmax(scale.high, fmax(result->threads->count, result->threads->speed_up));
    }
    return scale;
}

static cJSON *chart_row(const ph_scale *scale, const ph_result *result)
{
    const ph_thread_use *use = result->threads;
    const gboolean has_interval = isfinite(use->speed_up_ci95.low);
    g_autofree char *speed_up = ph_figure_factor(use->speed_up);
    g_autofree char *efficiency = ph_figure_share(ph_thread_use_efficiency(use));
    g_autofree char *interval = ph_figure_speed_up_interval(use);
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "subject", result->subject);
    ph_report_value_take(row, "threads", g_strdup_printf("%u", use->count));
    cJSON_AddBoolToObject(row, "shares_cores", use->shares_cores);
    ph_report_value_set(row, "speed_up", speed_up);
    ph_report_value_set(row, "efficiency", efficiency);
    ph_scale_place(scale, row, "x", use->speed_up);
    ph_scale_place(scale, row, "ideal_x", use->count);
    ph_scale_place_span(scale, row, "interval_x", "interval_width",
                        has_interval ? use->speed_up_ci95.low : use->speed_up,
                        has_interval ? use->speed_up_ci95.high : use->speed_up);
    ph_report_value_take(row, "description",
                         g_strdup_printf("%s on %u threads: %s the speed of one, 95 %% interval "
                                         "%s, efficiency %s",
                                         result->subject, use->count, speed_up, interval,
                                         efficiency));
    return row;
}

static cJSON *new_group(cJSON *groups, const ph_result *result)
{
    cJSON *group = cJSON_CreateObject();

    ph_report_value_set(group, "name", result->workload);
    (void)cJSON_AddArrayToObject(group, "rows");
    cJSON_AddItemToArray(groups, group);
    return group;
}

static cJSON *group_of(cJSON *groups, const ph_result *result)
{
    cJSON *group;

    cJSON_ArrayForEach(group, groups)
    {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(group, "name");

        if (g_strcmp0(cJSON_GetStringValue(name), result->workload) == 0)
            return group;
    }
    return new_group(groups, result);
}

void ph_chart_add_threads(cJSON *data, const ph_report *report)
{
    const GPtrArray *results = report->measurement->results;
    const ph_scale scale = scale_of(results);
    cJSON *chart, *groups;

    if (scale.high <= 0.0) {
        ph_report_value_set(data, "threads_chart", NULL);
        return;
    }
    chart = cJSON_AddObjectToObject(data, "threads_chart");
    ph_scale_add_times(&scale, chart);
    groups = cJSON_AddArrayToObject(chart, "groups");
    for (guint i = 0; i < results->len; i++)
        if (is_shown(results->pdata[i]))
            cJSON_AddItemToArray(
                cJSON_GetObjectItemCaseSensitive(group_of(groups, results->pdata[i]), "rows"),
                chart_row(&scale, results->pdata[i]));
}
