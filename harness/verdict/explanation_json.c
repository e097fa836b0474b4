/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/explanation_json.h"

#include <string.h>

#include "document/json_member.h"

static cJSON *work_json(const ph_function_work *work)
{
    cJSON *json = cJSON_CreateObject();

    cJSON_AddNumberToObject(json, "self", work->self);
    cJSON_AddNumberToObject(json, "own", work->own);
    cJSON_AddNumberToObject(json, "inclusive", work->inclusive);
    return json;
}

static cJSON *change_json(gconstpointer given)
{
    const ph_function_change *change = given;
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "name", change->name);
    if (change->place)
        cJSON_AddStringToObject(json, "place", change->place);
    cJSON_AddStringToObject(json, "origin", ph_function_origin_word(change->origin));
    cJSON_AddItemToObject(json, "base", work_json(&change->base));
    cJSON_AddItemToObject(json, "head", work_json(&change->head));
    return json;
}

cJSON *ph_explanation_json(const ph_explanation *explanation)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *rest;

    cJSON_AddStringToObject(json, "unit", "instructions per item");
    cJSON_AddNumberToObject(json, "base", explanation->base);
    cJSON_AddNumberToObject(json, "head", explanation->head);
    cJSON_AddBoolToObject(json, "inlined", explanation->has_inlined);
    ph_json_add_list(json, "functions", explanation->functions, change_json);
    rest = cJSON_AddObjectToObject(json, "rest");
    cJSON_AddNumberToObject(rest, "functions", explanation->rest_count);
    cJSON_AddNumberToObject(rest, "base", explanation->base_rest);
    cJSON_AddNumberToObject(rest, "head", explanation->head_rest);
    return json;
}

static ph_function_work read_work(const cJSON *json)
{
    return (ph_function_work){ ph_json_number(json, "self"), ph_json_number(json, "own"),
                               ph_json_number(json, "inclusive") };
}

static ph_function_origin read_origin(const cJSON *json)
{
    const char *word = ph_json_text(json, "origin");
    const char *measured = ph_function_origin_word(PH_FUNCTION_MEASURED);

    return strcmp(word, measured) == 0 ? PH_FUNCTION_MEASURED : PH_FUNCTION_OTHER;
}

ph_explanation *ph_explanation_json_read(const cJSON *json)
{
    const cJSON *rest = ph_json_member(json, "rest");
    ph_explanation *explanation;
    const cJSON *entry;

    if (!cJSON_IsObject(json))
        return NULL;
    explanation = ph_explanation_new();
    explanation->base = ph_json_number(json, "base");
    explanation->head = ph_json_number(json, "head");
    explanation->has_inlined = cJSON_IsTrue(ph_json_member(json, "inlined"));
    cJSON_ArrayForEach(entry, ph_json_member(json, "functions"))
    {
        g_autofree char *name = ph_json_printable(entry, "name");
        ph_function_change *change = ph_explanation_add(explanation, name, read_origin(entry));

        change->place = ph_json_printable(entry, "place");
        change->base = read_work(ph_json_member(entry, "base"));
        change->head = read_work(ph_json_member(entry, "head"));
    }
    explanation->rest_count = (guint)MIN(ph_json_count(rest, "functions"), G_MAXUINT);
    explanation->base_rest = ph_json_number(rest, "base");
    explanation->head_rest = ph_json_number(rest, "head");
    return explanation;
}
