/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness layout --against` for programs. */
#include "document/json_member.h"
#include "layout_against_table.h"

static const char *text_or_null(const char *text)
{
    return *text ? text : NULL;
}

static void add_bytes(cJSON *object, const char *name, gint64 bytes)
{
    if (bytes == PH_LAYOUT_NOWHERE)
        cJSON_AddNullToObject(object, name);
    else
        cJSON_AddNumberToObject(object, name, (double)bytes);
}

static cJSON *finding_json(gconstpointer given)
{
    const ph_layout_finding *finding = given;
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "path", finding->path);
    cJSON_AddStringToObject(object, "kind", finding->kind);
    if (finding->line > 0)
        cJSON_AddNumberToObject(object, "line", finding->line);
    else
        cJSON_AddNullToObject(object, "line");
    ph_json_add_text(object, "expected", text_or_null(finding->expected));
    ph_json_add_text(object, "found", text_or_null(finding->found));
    cJSON_AddStringToObject(object, "rule", finding->rule);
    add_bytes(object, "expected_offset", finding->expected_offset);
    add_bytes(object, "found_offset", finding->found_offset);
    add_bytes(object, "expected_size", finding->expected_size);
    add_bytes(object, "found_size", finding->found_size);
    cJSON_AddNumberToObject(object, "followers", finding->followers);
    cJSON_AddNumberToObject(object, "processes", finding->processes);
    return object;
}

static cJSON *failure_json(gconstpointer given)
{
    const ph_layout_failure *failure = given;
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "kind", failure->kind);
    ph_json_add_text(object, "code", text_or_null(failure->code));
    cJSON_AddStringToObject(object, "reason", failure->reason);
    cJSON_AddNumberToObject(object, "processes", failure->processes);
    return object;
}

cJSON *ph_layout_against_json(const ph_layout_against *against)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "build", against->build);
    cJSON_AddStringToObject(object, "version", against->version);
    cJSON_AddNumberToObject(object, "processes", against->processes);
    cJSON_AddBoolToObject(object, "same", ph_layout_against_is_same(against));
    cJSON_AddBoolToObject(object, "described", against->is_described);
    add_bytes(object, "record_length", against->found_length);
    ph_json_add_list(object, "differences", against->findings, finding_json);
    cJSON_AddNumberToObject(object, "unlisted", (double)against->unlisted);
    ph_json_add_list(object, "failures", against->failures, failure_json);
    return object;
}
