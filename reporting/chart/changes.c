/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of changes against a baseline. */
#include <math.h>
#include <string.h>

#include "chart/change_rows.h"
#include "chart/charts.h"
#include "figure.h"

static void row_clear(gpointer data)
{
    ph_chart_change *row = data;

    g_free((char *)row->change_text);
    g_free((char *)row->interval_text);
}

static ph_chart_change row_of(const ph_change *change)
{
    const char *subject = change->result->subject;

    return (ph_chart_change){
        .name = change->result->benchmark,
        .level = ph_figure_level(change->result),
        .subject = subject,
        .other = strcmp(subject, PH_HEADLINE_SUBJECT) == 0 ? NULL : subject,
        .change = change->change,
        .ci95 = change->ci95,
        .change_text = ph_figure_change(change->change),
        .interval_text = ph_figure_change_interval(change->ci95),
        .verdict = change->verdict,
    };
}

void ph_chart_add_changes(cJSON *data, const ph_report *report)
{
    const ph_judgement *judgement = report->judgement;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(ph_chart_change));

    g_array_set_clear_func(rows, row_clear);
    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (change->is_judged && isfinite(change->change)) {
            const ph_chart_change row = row_of(change);

            g_array_append_val(rows, row);
        }
    }
    ph_chart_add_change_rows(data, rows, judgement->warn_threshold, judgement->fail_threshold);
}
