/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_html.h"

#include "audit_report/audit_sections.h"
#include "document/json_member.h"
#include "report_value.h"

static char *escape(const char *text)
{
    return g_markup_escape_text(text, -1);
}

/* "5 things need attention": what the page begins with. The caller frees it. */
static char *headline_of(const cJSON *document)
{
    const int count = cJSON_GetArraySize(ph_json_member(document, "attention"));

    if (count == 0)
        return g_strdup("Nothing that needs attention was recorded");
    return g_strdup_printf("%d thing%s attention", count, count == 1 ? " needs" : "s need");
}

char *ph_audit_html(const cJSON *document, const char *digest, const ph_template *from,
                    const char *style, GError **error)
{
    const cJSON *integrity = ph_json_member(document, "integrity");
    cJSON *data = cJSON_CreateObject();
    char *text;

    ph_report_value_take(data, "title", ph_audit_title(document));
    ph_report_value_take(data, "headline", headline_of(document));
    cJSON_AddBoolToObject(data, "is_broken", !cJSON_IsTrue(ph_json_member(integrity, "is_whole")));
    cJSON_AddItemToObject(data, "sections", ph_audit_sections(document, digest));
    cJSON_AddStringToObject(data, "style", style);
    text = ph_mustache_render(from, data, escape, error);
    cJSON_Delete(data);
    return text;
}
