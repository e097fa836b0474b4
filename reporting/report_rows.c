/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_rows.h"

#include <math.h>
#include <string.h>

#include "figure.h"
#include "report_value.h"

static const ph_change *find_change(const ph_judgement *judgement, const ph_result *result)
{
    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (change->result == result)
            return change;
    }
    return NULL;
}

static void add_change(cJSON *row, const ph_change *change)
{
    const ph_result *base = change ? change->base : NULL;

    ph_report_value_take(row, "baseline_rate", ph_figure_rate(base ? base->throughput_mib_s : NAN));
    ph_report_value_take(row, "change", ph_figure_change(change ? change->change : NAN));
    ph_report_value_take(
        row, "change_interval",
        ph_figure_change_interval(change ? change->ci95 : (ph_interval){ NAN, NAN }));
    ph_report_value_take(row, "p_value",
                         change && isfinite(change->p_value)
                             ? g_strdup_printf("%.2g", change->p_value)
                             : g_strdup("-"));
    if (change && change->is_judged) {
        ph_report_value_set_verdict(row, change->verdict);
    } else {
        ph_report_value_set(row, "verdict", "-");
        ph_report_value_set(row, "verdict_class", "none");
    }
    ph_report_value_set(row, "why", change ? change->why : NULL);
}

static cJSON *measured_row(const ph_report *report, const ph_result *result)
{
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(result));
    ph_report_value_set_subject(row, result);
    ph_report_value_take(row, "rate", ph_figure_rate(result->throughput_mib_s));
    ph_report_value_take(row, "interval", ph_figure_interval(result));
    ph_report_value_take(row, "cv", ph_figure_share(result->cv));
    ph_report_value_take(row, "of_reference",
                         ph_figure_share(ph_measurement_of_reference(report->measurement, result)));
    ph_report_value_take(row, "beside_reference",
                         ph_figure_beside_reference(report->measurement, result));
    ph_report_value_take(row, "of_memcpy", ph_figure_of_memcpy(result));
    add_change(row, find_change(report->judgement, result));
    return row;
}

static cJSON *unmeasured_row(const ph_result *result)
{
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(result));
    ph_report_value_set(row, "subject", result->subject);
    ph_report_value_set(row, "state", ph_state_name(result->state));
    ph_report_value_take(row, "records_failed",
                         result->records_failed
                             ? g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                                               " records failed",
                                               result->records_failed, result->records)
                             : NULL);
    ph_report_value_set(row, "reason", result->reason);
    cJSON_AddBoolToObject(row, "is_expected", ph_result_is_excused(result));
    return row;
}

/* The published subject's rows are what is read first; others come up when there is something. */
static gboolean is_shown_first(const ph_report *report, const ph_result *result)
{
    const ph_change *change = find_change(report->judgement, result);

    return strcmp(result->subject, PH_HEADLINE_SUBJECT) == 0 ||
           (change && change->is_judged && change->verdict >= PH_VERDICT_WARN);
}

void ph_report_rows_add(cJSON *data, const ph_report *report)
{
    cJSON *rows = cJSON_AddArrayToObject(data, "rows");
    cJSON *other_rows = cJSON_AddArrayToObject(data, "other_rows");
    cJSON *not_measured = cJSON_AddArrayToObject(data, "not_measured");
    const GPtrArray *results = report->measurement->results;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        if (result->state != PH_STATE_MEASURED)
            cJSON_AddItemToArray(not_measured, unmeasured_row(result));
        else
            cJSON_AddItemToArray(is_shown_first(report, result) ? rows : other_rows,
                                 measured_row(report, result));
    }
}
