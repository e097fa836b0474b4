/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness limits` for programs. */
#include "document/json_member.h"
#include "limits_table.h"

static cJSON *roof_entry(const ph_measurement *measurement, const GPtrArray *names,
                         const char *working_set)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "working_set", working_set);
    for (guint i = 0; i < names->len; i++)
        ph_json_add_number(entry, names->pdata[i],
                           ph_limits_roof(measurement, names->pdata[i], working_set));
    return entry;
}

static cJSON *row_entry(const ph_limits_row *row)
{
    const ph_result *result = row->result;
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "workload", result->workload);
    ph_json_add_text(entry, "working_set", result->working_set);
    cJSON_AddStringToObject(entry, "level", result->level);
    cJSON_AddStringToObject(entry, "subject", result->subject);
    cJSON_AddStringToObject(entry, "state", ph_state_name(result->state));
    if (result->state != PH_STATE_MEASURED) {
        cJSON_AddStringToObject(entry, "reason", result->reason);
        return entry;
    }
    ph_json_add_number(entry, "throughput_mib_s", result->throughput_mib_s);
    ph_json_add_number(entry, "share_of_memcpy", result->share_of_memcpy);
    if (result->output_bytes)
        ph_json_add_number(entry, "output_share_of_memcpy", result->output_share_of_memcpy);
    ph_json_add_number(entry, "share_of_read", result->share_of_read);
    ph_json_add_number(entry, "cycles_per_byte", row->cycles_per_byte);
    ph_json_add_number(entry, "cycles_per_item", row->cycles_per_item);
    ph_json_add_number(entry, "reference_factor", row->reference_factor);
    return entry;
}

cJSON *ph_limits_json(const ph_measurement *measurement, const GPtrArray *notes)
{
    g_autoptr(GPtrArray) names = ph_limits_names(measurement);
    g_autoptr(GPtrArray) sets = ph_limits_working_sets(measurement);
    g_autoptr(GArray) rows = ph_limits_rows(measurement);
    cJSON *document = cJSON_CreateObject(), *list;

    ph_json_add_number(document, "core_clock_hz", measurement->facts.core_clock_hz);
    cJSON_AddNumberToObject(document, "cpu", measurement->facts.cpu);
    list = cJSON_AddArrayToObject(document, "subjects");
    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", info->name);
        cJSON_AddStringToObject(entry, "version", info->version);
        cJSON_AddStringToObject(entry, "build", info->build);
        cJSON_AddStringToObject(entry, "chosen", info->chosen);
        cJSON_AddItemToArray(list, entry);
    }
    list = cJSON_AddArrayToObject(document, "roof_mib_s");
    for (guint i = 0; i < sets->len; i++)
        cJSON_AddItemToArray(list, roof_entry(measurement, names, sets->pdata[i]));
    list = cJSON_AddArrayToObject(document, "results");
    for (guint i = 0; i < rows->len; i++)
        cJSON_AddItemToArray(list, row_entry(&g_array_index(rows, ph_limits_row, i)));
    ph_json_add_texts(document, "notes", notes);
    ph_json_add_texts(document, "warnings", measurement->warnings);
    return document;
}
