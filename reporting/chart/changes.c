/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of changes: each with its interval, between the thresholds. */
#include <math.h>

#include "chart/charts.h"
#include "chart/scale.h"
#include "figure.h"
#include "report_value.h"

#define CHANGE_MAX 0.5

static gboolean is_shown(const ph_change *change)
{
    return change->is_judged && isfinite(change->change);
}

static gboolean has_interval(const ph_change *change)
{
    return isfinite(change->ci95.low) && isfinite(change->ci95.high);
}

/* Both thresholds are always in sight. */
static double largest_change(const ph_judgement *judgement, guint *ret_shown)
{
    double largest = judgement->fail_threshold * 1.25;

    *ret_shown = 0;
    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (!is_shown(change))
            continue;
        (*ret_shown)++;
        largest = MAX(largest, fabs(change->change));
        if (has_interval(change))
            largest = MAX(largest, MAX(fabs(change->ci95.low), fabs(change->ci95.high)));
    }
    return largest;
}

static cJSON *chart_row(const ph_scale *scale, const ph_change *change)
{
    cJSON *row = cJSON_CreateObject();
    g_autofree char *text = ph_figure_change(change->change);
    g_autofree char *interval = ph_figure_change_interval(change->ci95);

    ph_report_value_set(row, "name", change->result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(change->result));
    ph_report_value_set_subject(row, change->result);
    ph_report_value_set(row, "change", text);
    ph_report_value_set(row, "change_interval", has_interval(change) ? interval : NULL);
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
                                         change->result->benchmark, change->result->subject,
                                         ph_figure_level(change->result), text, interval,
                                         ph_verdict_word(change->verdict)));
    return row;
}

void ph_chart_add_changes(cJSON *data, const ph_report *report)
{
    const ph_judgement *judgement = report->judgement;
    guint shown;
    const double largest = largest_change(judgement, &shown);
    const ph_scale scale = ph_scale_around_zero(largest, CHANGE_MAX);
    cJSON *chart, *rows;

    if (!shown) {
        ph_report_value_set(data, "changes_chart", NULL);
        return;
    }
    chart = cJSON_AddObjectToObject(data, "changes_chart");
    ph_scale_add_percentages(&scale, chart);
    ph_scale_place_span(&scale, chart, "warn_x", "warn_width", judgement->warn_threshold,
                        judgement->fail_threshold);
    ph_scale_place_span(&scale, chart, "fail_x", "fail_width", judgement->fail_threshold,
                        scale.high);
    rows = cJSON_AddArrayToObject(chart, "rows");
    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (is_shown(change))
            cJSON_AddItemToArray(rows, chart_row(&scale, change));
    }
}
