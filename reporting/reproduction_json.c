/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became of a bundle, for programs. */
#include "document/document.h"
#include "document/json_member.h"
#include "reproduction_report.h"

static cJSON *fact_json(gconstpointer entry)
{
    const ph_reproduction_fact *fact = entry;
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "what", fact->what);
    ph_json_add_text(object, "recorded", fact->recorded);
    ph_json_add_text(object, "found", fact->found);
    cJSON_AddStringToObject(object, "reproduced", ph_reproduced_word(fact->reproduced));
    ph_json_add_text(object, "reason", fact->why);
    return object;
}

cJSON *ph_reproduction_json(const ph_reproduction *reproduction, const char *bundle)
{
    cJSON *document = cJSON_CreateObject();

    cJSON_AddStringToObject(document, "schema_version", PH_DOCUMENT_REPRODUCTION);
    cJSON_AddStringToObject(document, "bundle", bundle);
    cJSON_AddStringToObject(document, "outcome",
                            ph_reproduced_word(ph_reproduction_outcome(reproduction)));
    ph_json_add_list(document, "facts", reproduction->facts, fact_json);
    return document;
}
