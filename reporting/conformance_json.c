/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness conformance` for programs. */
#include "conformance_report.h"
#include "conformance_words.h"
#include "document/json_member.h"

static cJSON *record_of(const ph_construct *construct)
{
    g_auto(GStrv) lines = ph_construct_record_lines(construct);
    cJSON *record = cJSON_CreateObject();

    cJSON_AddStringToObject(record, "format", lines[0]);
    cJSON_AddStringToObject(record, "bytes", lines[1]);
    cJSON_AddStringToObject(record, "right", lines[2]);
    return record;
}

static cJSON *construct_entry(gconstpointer given)
{
    const ph_construct_result *result = given;
    const ph_construct *construct = result->construct;
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "construct", construct->name);
    cJSON_AddStringToObject(entry, "part", ph_construct_part_name(construct->part));
    cJSON_AddStringToObject(entry, "title", construct->title);
    cJSON_AddStringToObject(entry, "rule", construct->rule);
    cJSON_AddStringToObject(entry, "right", construct->is_valid ? "read" : "refused");
    cJSON_AddStringToObject(entry, "outcome", ph_conformity_name(result->conformity));
    if (result->conformity != PH_CONFORMITY_RIGHT) {
        cJSON_AddStringToObject(entry, "found", result->found);
        if (result->field)
            cJSON_AddStringToObject(entry, "field", result->field);
        if (result->differences > 0)
            cJSON_AddNumberToObject(entry, "differences", result->differences);
        cJSON_AddNumberToObject(entry, "processes", result->processes);
    }
    cJSON_AddNumberToObject(entry, "asked", result->asked);
    cJSON_AddStringToObject(entry, "copybook", construct->copybook);
    if (construct->record)
        cJSON_AddItemToObject(entry, "record", record_of(construct));
    return entry;
}

cJSON *ph_conformance_json(const ph_conformance *conformance)
{
    cJSON *document = cJSON_CreateObject(), *counts;

    cJSON_AddStringToObject(document, "build", conformance->build);
    cJSON_AddStringToObject(document, "version", conformance->version);
    cJSON_AddStringToObject(document, "compiled", conformance->compiled);
    cJSON_AddStringToObject(document, "reader", conformance->reader);
    cJSON_AddBoolToObject(document, "described", !conformance->is_undescribed);
    cJSON_AddNumberToObject(document, "processes", conformance->processes);
    counts = cJSON_AddObjectToObject(document, "counts");
    for (ph_conformity conformity = 0; conformity < PH_CONFORMITY_COUNT; conformity++)
        cJSON_AddNumberToObject(counts, ph_conformity_name(conformity),
                                ph_conformance_count(conformance, conformity));
    ph_json_add_list(document, "constructs", conformance->results, construct_entry);
    return document;
}
