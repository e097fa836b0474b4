/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/comparison_json.h"

#include "document/json_member.h"

cJSON *ph_comparison_json(const ph_comparison *comparison)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", comparison->benchmark);
    cJSON_AddStringToObject(entry, "level", comparison->level);
    cJSON_AddStringToObject(entry, "base", comparison->base);
    cJSON_AddStringToObject(entry, "head", comparison->head);
    ph_json_add_number(entry, "ratio", comparison->ratio);
    ph_json_add_interval(entry, "ci95", comparison->ci95);
    ph_json_add_number(entry, "p_value", comparison->p_value);
    cJSON_AddNullToObject(entry, "verdict");
    return entry;
}

ph_comparison *ph_comparison_json_read(const cJSON *entry)
{
    ph_comparison *comparison = g_new0(ph_comparison, 1);

    comparison->benchmark = ph_json_printable(entry, "name");
    comparison->level = ph_json_printable(entry, "level");
    comparison->base = ph_json_printable(entry, "base");
    comparison->head = ph_json_printable(entry, "head");
    comparison->ratio = ph_json_number(entry, "ratio");
    comparison->ci95 = ph_json_interval(entry, "ci95");
    comparison->p_value = ph_json_number(entry, "p_value");
    return comparison;
}
