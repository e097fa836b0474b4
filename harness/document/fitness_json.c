/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/fitness_json.h"

#include "document/json_member.h"

cJSON *ph_fitness_json_check(const ph_fitness_finding *finding)
{
    g_autofree char *found = g_utf8_make_valid(finding->found, -1);
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", finding->check);
    cJSON_AddStringToObject(entry, "state", ph_fitness_state_name(finding->state));
    cJSON_AddStringToObject(entry, "found", found);
    cJSON_AddNumberToObject(entry, "weight_percent", finding->weight_percent);
    cJSON_AddNumberToObject(entry, "unfit_below_percent", finding->unfit_below_percent);
    return entry;
}

void ph_fitness_json_add(cJSON *document, const GPtrArray *findings)
{
    cJSON *list;

    if (!findings)
        return;
    list = cJSON_AddArrayToObject(cJSON_AddObjectToObject(document, "fitness"), "checks");
    for (guint i = 0; i < findings->len; i++)
        cJSON_AddItemToArray(list, ph_fitness_json_check(findings->pdata[i]));
}

static ph_fitness_state state_of(const char *name)
{
    ph_fitness_state state = PH_FITNESS_FINE;

    while (state < PH_FITNESS_UNKNOWN && g_strcmp0(ph_fitness_state_name(state), name) != 0)
        state++;
    return state;
}

static ph_fitness_finding *finding_of(const cJSON *entry)
{
    ph_fitness_finding *finding = g_new0(ph_fitness_finding, 1);

    finding->check = ph_json_printable(entry, "name");
    finding->state = state_of(ph_json_text(entry, "state"));
    finding->found = ph_json_printable(entry, "found");
    finding->weight_percent = ph_json_number(entry, "weight_percent");
    finding->unfit_below_percent = ph_json_number(entry, "unfit_below_percent");
    return finding;
}

GPtrArray *ph_fitness_json_read(const cJSON *document)
{
    const cJSON *member = ph_json_member(document, "fitness"), *entry;
    GPtrArray *findings = member ? ph_fitness_findings_new() : NULL;

    cJSON_ArrayForEach(entry, ph_json_member(member, "checks"))
        g_ptr_array_add(findings, finding_of(entry));
    return findings;
}
