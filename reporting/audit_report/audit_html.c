/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_html.h"

#include "audit_report/audit_chart.h"
#include "audit_report/audit_sections.h"
#include "canvas/svg_canvas.h"
#include "document/json_member.h"
#include "report_value.h"

static char *escape(const char *text)
{
    return g_markup_escape_text(text, -1);
}

/* A template takes a chart as the markup that it is. */
static void draw_charts(cJSON *sections)
{
    const cJSON *section, *block;

    cJSON_ArrayForEach(section, sections)
        cJSON_ArrayForEach(block, ph_json_member(section, "blocks"))
    {
        cJSON *chart = cJSON_GetObjectItemCaseSensitive(block, "chart");
        ph_svg_canvas canvas;
        g_autofree char *drawing = NULL;

        if (!cJSON_IsObject(chart))
            continue;
        canvas = ph_svg_canvas_new();
        ph_audit_chart_draw(chart, &canvas.canvas);
        drawing = ph_svg_canvas_finish(&canvas);
        cJSON_AddStringToObject(chart, "drawing", drawing);
    }
}

char *ph_audit_html(const cJSON *document, const char *digest, const ph_template *from,
                    const char *style, GError **error)
{
    cJSON *data = cJSON_CreateObject(), *sections = ph_audit_sections(document, digest);
    char *text;

    ph_report_value_take(data, "title", ph_audit_title(document));
    ph_report_value_take(data, "headline", ph_audit_headline(document));
    cJSON_AddBoolToObject(data, "is_broken", !ph_audit_is_whole(document));
    draw_charts(sections);
    cJSON_AddItemToObject(data, "sections", sections);
    cJSON_AddStringToObject(data, "style", style);
    text = ph_mustache_render(from, data, escape, error);
    cJSON_Delete(data);
    return text;
}
