/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matrix.json: what verdict/matrix.c reads. */
#include "contrast_text.h"
#include "document/document.h"
#include "document/json_member.h"
#include "document/provenance.h"
#include "matrix_report.h"

static cJSON *cell_json(gconstpointer entry)
{
    const ph_matrix_cell *cell = entry;
    cJSON *object = cJSON_CreateObject();

    ph_json_add_text(object, "rustc", cell->rustc);
    ph_json_add_text(object, "target_cpu", cell->target_cpu);
    cJSON_AddItemToObject(object, "comparison",
                          cell->document ? ph_contrast_json(cell->document) : cJSON_CreateNull());
    return object;
}

char *ph_matrix_json_text(const ph_matrix *matrix)
{
    cJSON *json = cJSON_CreateObject();
    char *printed, *text;

    cJSON_AddStringToObject(json, "schema_version", PH_DOCUMENT_MATRIX);
    cJSON_AddStringToObject(json, "timestamp", matrix->timestamp);
    ph_provenance_add_harness(json, &matrix->harness);
    cJSON_AddStringToObject(json, "base", matrix->base_named);
    ph_json_add_text(json, "head", matrix->head_named);
    cJSON_AddStringToObject(json, "repeat", matrix->repeat);
    cJSON_AddStringToObject(json, "verdict", ph_verdict_word(ph_matrix_verdict(matrix)));
    ph_json_add_list(json, "cells", matrix->cells, cell_json);
    printed = cJSON_Print(json);
    text = g_strconcat(printed, "\n", NULL);
    cJSON_free(printed);
    cJSON_Delete(json);
    return text;
}
