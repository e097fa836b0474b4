/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness profile` for programs. */
#include "document/json_member.h"
#include "profile_report.h"

static cJSON *function_json(gconstpointer given)
{
    const ph_profiled_function *function = given;
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "name", function->name);
    ph_json_add_text(json, "place", function->place);
    cJSON_AddStringToObject(json, "library", function->library);
    cJSON_AddStringToObject(json, "origin", function->is_measured ? "measured" : "other");
    cJSON_AddNumberToObject(json, "self", function->self);
    cJSON_AddNumberToObject(json, "inclusive", function->inclusive);
    return json;
}

static void add_costs(cJSON *document, const ph_work_profile *profile)
{
    cJSON *costs = cJSON_AddObjectToObject(document, "costs");

    for (guint i = 0; i < PH_COST_CLASS_COUNT; i++)
        cJSON_AddNumberToObject(costs, ph_cost_class_word(i), profile->costs[i]);
}

static void add_events(cJSON *document, const ph_work_profile *profile)
{
    cJSON *events;

    if (profile->events_missing) {
        cJSON_AddStringToObject(document, "events_missing", profile->events_missing);
        return;
    }
    events = cJSON_AddObjectToObject(document, "events");
#define X(id, words, config)                                                                       \
    cJSON_AddNumberToObject(events, #id, profile->events[PH_CPU_EVENT_##id]);
    PH_CPU_EVENT_LIST(X)
#undef X
}

cJSON *ph_profile_json(const ph_work_profile *profile)
{
    cJSON *document = cJSON_CreateObject();

    cJSON_AddStringToObject(document, "benchmark", profile->benchmark);
    cJSON_AddStringToObject(document, "level", profile->level);
    cJSON_AddStringToObject(document, "subject", profile->subject);
    ph_json_add_text(document, "version", profile->version);
    cJSON_AddStringToObject(document, "unit", "instructions of the call");
    cJSON_AddStringToObject(document, "item", ph_work_profile_item(profile));
    cJSON_AddNumberToObject(document, "items", profile->items);
    cJSON_AddNumberToObject(document, "instructions", profile->instructions);
    cJSON_AddBoolToObject(document, "inlined", profile->has_inlined);
    ph_json_add_text(document, "chosen_otherwise", profile->chosen_otherwise);
    add_costs(document, profile);
    add_events(document, profile);
    ph_json_add_list(document, "functions", profile->functions, function_json);
    return document;
}
