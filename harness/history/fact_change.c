/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/fact_change.h"

#include <cjson/cJSON.h>
#include <string.h>

/* "governor finding, turbo unknown"; "nothing". */
static char *object_text(const cJSON *object)
{
    GString *text = g_string_new(NULL);
    const cJSON *member;

    cJSON_ArrayForEach(member, object)
    {
        const char *said = cJSON_GetStringValue(member);

        if (said)
            g_string_append_printf(text, "%s%s %s", text->len > 0 ? ", " : "", member->string,
                                   said);
    }
    if (text->len == 0)
        g_string_append(text, "nothing");
    return g_string_free(text, FALSE);
}

char *ph_history_fact_words(const ph_history_fact *fact)
{
    cJSON *object = fact->text[0] == '{' ? cJSON_Parse(fact->text) : NULL;
    char *text = cJSON_IsObject(object) ? object_text(object) : g_strdup(fact->text);

    cJSON_Delete(object);
    return text;
}

const char *ph_history_fact_what(ph_receipt_kind kind)
{
    switch (kind) {
    case PH_RECEIPT_KERNEL: return "kernel";
    case PH_RECEIPT_MICROCODE: return "microcode";
    case PH_RECEIPT_FINDING: return "doctor's findings";
    case PH_RECEIPT_PROGRAM: return "perfharness";
    case PH_RECEIPT_SETTINGS: return "settings";
    default: return NULL;
    }
}

const ph_history_fact *ph_history_fact_before(const GPtrArray *facts, guint at)
{
    const ph_history_fact *fact = facts->pdata[at];

    for (; at > 0; at--) {
        const ph_history_fact *before = facts->pdata[at - 1];

        if (before->kind == fact->kind && strcmp(before->host, fact->host) == 0 &&
            strcmp(before->name, fact->name) == 0)
            return before;
    }
    return NULL;
}
