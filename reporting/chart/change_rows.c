/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "chart/change_rows.h"

#include <math.h>

#include "chart/scale.h"
#include "report_value.h"

#define CHANGE_MAX 0.5

static gboolean has_interval(const ph_chart_change *change)
{
    return isfinite(change->ci95.low) && isfinite(change->ci95.high);
}

/* Both thresholds are always in sight. */
static double largest_change(const GArray *changes, double fail)
{
    double largest = fail * 1.25;

    for (guint i = 0; i < changes->len; i++) {
        const ph_chart_change *change = &g_array_index(changes, ph_chart_change, i);

        largest = MAX(largest, fabs(change->change));
        if (has_interval(change))
            largest = MAX(largest, MAX(fabs(change->ci95.low), fabs(change->ci95.high)));
    }
    return largest;
}

static cJSON *chart_row(const ph_scale *scale, const ph_chart_change *change)
{
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", change->name);
    ph_report_value_set(row, "level", change->level);
    ph_report_value_set(row, "subject", change->subject);
    ph_report_value_set(row, "other_subject", change->other);
    ph_report_value_set(row, "change", change->change_text);
    ph_report_value_set(row, "change_interval",
                        has_interval(change) ? change->interval_text : NULL);
    ph_report_value_set_verdict(row, change->verdict);
    ph_scale_place(scale, row, "x", change->change);
    if (has_interval(change)) {
        ph_scale_place_span(scale, row, "interval_x", "interval_width", change->ci95.low,
                            change->ci95.high);
    } else {
        ph_report_value_set(row, "interval_x", NULL);
        ph_report_value_set(row, "interval_width", NULL);
    }
    ph_report_value_take(row, "description",
                         g_strdup_printf("%s, %s, %s: %s, 95 %% interval of the loss %s, %s",
                                         change->name, change->subject, change->level,
                                         change->change_text, change->interval_text,
                                         ph_verdict_word(change->verdict)));
    return row;
}

void ph_chart_add_change_rows(cJSON *data, const GArray *changes, double warn, double fail)
{
    const ph_scale scale = ph_scale_around_zero(largest_change(changes, fail), CHANGE_MAX);
    cJSON *chart, *rows;

    if (!changes->len) {
        ph_report_value_set(data, "changes_chart", NULL);
        return;
    }
    chart = cJSON_AddObjectToObject(data, "changes_chart");
    ph_scale_add_percentages(&scale, chart);
    ph_scale_place_span(&scale, chart, "warn_x", "warn_width", warn, fail);
    ph_scale_place_span(&scale, chart, "fail_x", "fail_width", fail, scale.high);
    rows = cJSON_AddArrayToObject(chart, "rows");
    for (guint i = 0; i < changes->len; i++)
        cJSON_AddItemToArray(rows, chart_row(&scale, &g_array_index(changes, ph_chart_change, i)));
}
