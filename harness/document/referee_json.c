/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/referee_json.h"

#include <math.h>

#include "document/json_member.h"
#include "perfharness/require.h"

void ph_referee_json_add_facts(cJSON *document, const ph_referee_facts *facts)
{
    cJSON *object;

    if (facts->mode == PH_REFEREE_UNKNOWN)
        return;
    object = cJSON_AddObjectToObject(document, "referee");
    cJSON_AddStringToObject(object, "mode", ph_referee_mode_name(facts->mode));
    cJSON_AddBoolToObject(object, "sandbox", facts->is_sandboxed);
    if (facts->unsandboxed)
        cJSON_AddStringToObject(object, "sandbox_missing", facts->unsandboxed);
    if (isfinite(facts->seconds))
        cJSON_AddNumberToObject(object, "seconds", facts->seconds);
}

void ph_referee_json_take_facts(ph_referee_facts *facts, const cJSON *document)
{
    const cJSON *object = ph_json_member(document, "referee");

    facts->mode = ph_referee_mode_find(ph_json_text(object, "mode"));
    facts->is_sandboxed = cJSON_IsTrue(ph_json_member(object, "sandbox"));
    facts->unsandboxed = ph_json_printable(object, "sandbox_missing");
    facts->seconds = ph_json_number(object, "seconds");
}

cJSON *ph_referee_json(const ph_referee *referee)
{
    cJSON *object = cJSON_CreateObject();

    ph_json_add_number(object, "work_ns", referee->work_ns);
    ph_json_add_interval(object, "work_range_ns", referee->work_range_ns);
    ph_json_add_number(object, "claim_ns", referee->claim_ns);
    ph_json_add_number(object, "ratio", referee->ratio);
    cJSON_AddNumberToObject(object, "launches", referee->launches);
    cJSON_AddNumberToObject(object, "calls", (double)referee->calls);
    cJSON_AddStringToObject(object, "bound", ph_referee_bound_name(referee->bound));
    cJSON_AddBoolToObject(object, "alone", referee->is_alone);
    return object;
}

void ph_referee_json_add(cJSON *entry, const ph_referee *referee)
{
    if (referee)
        cJSON_AddItemToObject(entry, "referee", ph_referee_json(referee));
}

ph_referee *ph_referee_json_read_figure(const cJSON *object)
{
    ph_referee *referee = g_new0(ph_referee, 1);

    referee->work_ns = ph_json_number(object, "work_ns");
    referee->work_range_ns = ph_json_interval(object, "work_range_ns");
    referee->claim_ns = ph_json_number(object, "claim_ns");
    referee->claim_ci95_ns = (ph_interval){ NAN, NAN };
    referee->is_alone = cJSON_IsTrue(ph_json_member(object, "alone"));
    referee->ratio = ph_json_number(object, "ratio");
    referee->launches = (guint)MIN(ph_json_count(object, "launches"), G_MAXUINT);
    referee->calls = ph_json_count(object, "calls");
    referee->bound = ph_referee_bound_find(ph_json_text(object, "bound"));
    PH_REQUIRE(referee->bound < PH_REFEREE_BOUND_COUNT); /* By the schema. */
    return referee;
}

ph_referee *ph_referee_json_read(const cJSON *entry)
{
    const cJSON *object = ph_json_member(entry, "referee");
    ph_referee *referee = object ? ph_referee_json_read_figure(object) : NULL;

    if (referee) /* Of what is void there is none. */
        referee->claim_ci95_ns = ph_json_interval(entry, "ci95_ns");
    return referee;
}
