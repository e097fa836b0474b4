/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The HTML page of a comparison: its data and its chart, through a template. */
#include "chart/contrasts.h"
#include "comparison_data.h"

static char *escape(const char *text)
{
    return g_markup_escape_text(text, -1);
}

char *ph_comparison_html(const ph_comparison_report *report, const ph_template *from,
                         const char *style, GError **error)
{
    const ph_contrast_report *compared = report->document->report;
    cJSON *data = ph_comparison_data(report, compared->contrasts);
    char *text;

    ph_chart_add_contrasts(data, compared);
    cJSON_AddStringToObject(data, "style", style);
    ph_comparison_data_close(data);
    text = ph_mustache_render(from, data, escape, error);
    cJSON_Delete(data);
    return text;
}
