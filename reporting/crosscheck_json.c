/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness import` for programs. */
#include "crosscheck_report.h"
#include "document/json_member.h"

static cJSON *row_entry(gconstpointer given)
{
    const ph_crosscheck_row *row = given;
    cJSON *entry = cJSON_CreateObject();
    cJSON *ours;

    cJSON_AddStringToObject(entry, "name", row->theirs->name);
    ph_json_add_text(entry, "counterpart", ph_counterpart_name(row->counterpart));
    cJSON_AddBoolToObject(entry, "is_same", row->same != NULL);
    ph_json_add_number(entry, "mib_s", row->theirs->mib_s);
    ph_json_add_interval(entry, "ci95_mib_s", row->theirs->ci95_mib_s);
    ph_json_add_interval(entry, "range_mib_s", row->theirs->range_mib_s);
    ours = cJSON_AddObjectToObject(entry, "ours_mib_s");
    ph_json_add_number(ours, "kernel", row->kernel_mib_s);
    ph_json_add_number(ours, "record", row->record_mib_s);
    ph_json_add_number(ours, "file", row->file_mib_s);
    ph_json_add_number(entry, "ratio", row->ratio);
    ph_json_add_texts(entry, "remarks", row->remarks);
    return entry;
}

cJSON *ph_crosscheck_json(const ph_crosscheck *crosscheck)
{
    const ph_imported *theirs = crosscheck->imported;
    cJSON *document = cJSON_CreateObject();

    ph_json_add_text(document, "timestamp", theirs->timestamp);
    ph_json_add_text(document, "commit", theirs->commit);
    ph_json_add_text(document, "fingerprint", theirs->fingerprint);
    ph_json_add_text(document, "cpu_model", theirs->cpu_model);
    ph_json_add_list(document, "figures", crosscheck->rows, row_entry);
    ph_json_add_texts(document, "remarks", crosscheck->remarks);
    return document;
}
