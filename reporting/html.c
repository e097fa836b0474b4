/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The HTML page: the data of a report and its charts, through a template. */
#include "chart/charts.h"
#include "report.h"
#include "report_data.h"

static char *escape(const char *text)
{
    return g_markup_escape_text(text, -1);
}

char *ph_report_html(const ph_report *report, const ph_template *from, const char *style,
                     GError **error)
{
    cJSON *data = ph_report_data(report);
    char *text;

    ph_chart_add_comparison(data, report);
    ph_chart_add_launches(data, report);
    ph_chart_add_threads(data, report);
    ph_chart_add_changes(data, report);
    cJSON_AddStringToObject(data, "style", style);
    ph_report_data_close(data);
    text = ph_mustache_render(from, data, escape, error);
    cJSON_Delete(data);
    return text;
}
