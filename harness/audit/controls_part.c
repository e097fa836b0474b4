/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tables of controls: how much evidence of each there is here, and where the rest is. */
#include <string.h>

#include "audit/audit_parts.h"
#include "bridge/json_schema.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "platform/path.h"
#include "settings/installation.h"

static const char setting[] = "audit/controls.json";
static const char schema_name[] = "audit-controls.schema.json";

cJSON *ph_audit_controls_read(const char *schemas, GError **error)
{
    g_autofree char *path = ph_installation_setting(setting);
    g_autofree char *schema = ph_path_join(schemas, schema_name, NULL);
    g_autoptr(GError) cause = NULL;
    cJSON *document = ph_document_read(path, &cause);
    char *printed = document ? cJSON_PrintUnformatted(document) : NULL;

    if (!document || !ph_json_schema_check(schema, printed, &cause)) {
        g_clear_pointer(&document, cJSON_Delete);
        (void)ph_refuse(error, PH_ERROR_SETTINGS, "the tables of controls, %s: %s", path,
                        cause->message);
    }
    cJSON_free(printed);
    return document;
}

static ph_audit_source source_of(const char *word)
{
    guint source = 0;

    while (source < PH_AUDIT_SOURCE_COUNT &&
           strcmp(ph_audit_source_word((ph_audit_source)source), word) != 0)
        source++;
    return (ph_audit_source)source;
}

/* All evidence is none: none. Some of it: incomplete. Else what there is least of. */
static ph_audit_state state_of(const ph_audit_gathering *in, const cJSON *sources)
{
    ph_audit_state most = PH_AUDIT_STATE_NONE, least = PH_AUDIT_STATE_EVIDENCE;
    const cJSON *word;

    cJSON_ArrayForEach(word, sources)
    {
        const ph_audit_source source = source_of(cJSON_GetStringValue(word));
        const ph_audit_state state =
            source < PH_AUDIT_SOURCE_COUNT ? in->states[source] : PH_AUDIT_STATE_NONE;

        most = MIN(most, state);
        least = MAX(least, state);
    }
    if (cJSON_GetArraySize(sources) == 0)
        return PH_AUDIT_STATE_NONE;
    return least > PH_AUDIT_STATE_INCOMPLETE && most < PH_AUDIT_STATE_NOT_JUDGED
               ? PH_AUDIT_STATE_INCOMPLETE
               : least;
}

/* The months without runs, where they are why evidence is incomplete. The caller frees it. */
static char *months_text(const ph_audit_gathering *in, ph_audit_state state)
{
    return state == PH_AUDIT_STATE_INCOMPLETE && in->missing->len > 0
               ? ph_audit_months_text(in->missing)
               : NULL;
}

static cJSON *row_json(const ph_audit_gathering *in, const cJSON *control)
{
    const cJSON *sources = ph_json_member(control, "evidence");
    const ph_audit_state state = state_of(in, sources);
    g_autofree char *months = months_text(in, state);
    cJSON *object = cJSON_CreateObject();

    ph_audit_add_text(object, "number", ph_json_text(control, "number"));
    ph_audit_add_text(object, "subject", ph_json_text(control, "subject"));
    cJSON_AddStringToObject(object, "state", ph_audit_state_words(state));
    ph_json_add_text(object, "months_without_runs", months);
    cJSON_AddItemToObject(object, "evidence", cJSON_Duplicate(sources, TRUE));
    ph_audit_add_text(object, "here", ph_json_text(control, "here"));
    ph_audit_add_text(object, "elsewhere", ph_json_text(control, "elsewhere"));
    return object;
}

static gboolean is_asked_for(const ph_audit_gathering *in, const char *standard)
{
    return g_strv_contains((const char *const *)in->request->settings->standards, standard);
}

cJSON *ph_audit_controls(const ph_audit_gathering *in)
{
    cJSON *list = cJSON_CreateArray();
    const cJSON *framework, *control;

    cJSON_ArrayForEach(framework, ph_json_member(in->request->controls, "frameworks"))
    {
        cJSON *object, *rows;

        if (!is_asked_for(in, ph_json_text(framework, "standard")))
            continue;
        object = cJSON_CreateObject();
        ph_audit_add_text(object, "standard", ph_json_text(framework, "standard"));
        ph_audit_add_text(object, "edition", ph_json_text(framework, "edition"));
        ph_audit_add_text(object, "remark", ph_json_text(framework, "remark"));
        rows = cJSON_AddArrayToObject(object, "rows");
        cJSON_ArrayForEach(control, ph_json_member(framework, "controls"))
            cJSON_AddItemToArray(rows, row_json(in, control));
        cJSON_AddItemToArray(list, object);
    }
    return list;
}
