/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/matrix.h"

#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "document/provenance.h"
#include "error/error.h"

static void cell_free(gpointer data)
{
    ph_matrix_cell *cell = data;

    g_free(cell->rustc);
    g_free(cell->target_cpu);
    g_clear_pointer(&cell->document, ph_comparison_document_free);
    g_free(cell);
}

static ph_matrix *matrix_of(char *timestamp)
{
    ph_matrix *matrix = g_new0(ph_matrix, 1);

    matrix->timestamp = timestamp;
    matrix->cells = g_ptr_array_new_with_free_func(cell_free);
    return matrix;
}

ph_matrix *ph_matrix_new(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();

    return matrix_of(g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ"));
}

void ph_matrix_free(ph_matrix *matrix)
{
    g_free(matrix->timestamp);
    g_free(matrix->harness.version);
    g_free(matrix->harness.commit);
    g_free(matrix->base_named);
    g_free(matrix->head_named);
    g_free(matrix->repeat);
    g_ptr_array_unref(matrix->cells);
    g_free(matrix);
}

char *ph_matrix_cell_name(const ph_matrix_cell *cell)
{
    return g_strdup_printf("%s%s%s%s", cell->rustc ? "rustc " : "", cell->rustc ? cell->rustc : "",
                           cell->rustc && cell->target_cpu ? ", " : "",
                           cell->target_cpu ? cell->target_cpu : "");
}

ph_verdict ph_matrix_verdict(const ph_matrix *matrix)
{
    ph_verdict worst = PH_VERDICT_NEUTRAL;

    for (guint i = 0; i < matrix->cells->len; i++) {
        const ph_matrix_cell *cell = matrix->cells->pdata[i];

        if (cell->document)
            worst = MAX(worst, cell->document->report->verdict);
    }
    return worst;
}

static gboolean take_cell(ph_matrix *matrix, const char *path, const cJSON *entry,
                          const char *schemas, GError **error)
{
    const cJSON *comparison = ph_json_member(entry, "comparison");
    ph_matrix_cell *cell = g_new0(ph_matrix_cell, 1);
    g_autofree char *name = NULL;
    g_autofree char *place = NULL;
    char *printed;

    cell->rustc = ph_json_printable(entry, "rustc");
    cell->target_cpu = ph_json_printable(entry, "target_cpu");
    g_ptr_array_add(matrix->cells, cell);
    if (!cJSON_IsObject(comparison))
        return TRUE;
    name = ph_matrix_cell_name(cell);
    place = g_strdup_printf("%s: the cell %s", path, name);
    printed = cJSON_PrintUnformatted(comparison);
    cell->document = ph_comparison_document_parse(place, printed, strlen(printed), schemas, error);
    cJSON_free(printed);
    return cell->document != NULL;
}

static gboolean take(ph_matrix *matrix, const char *path, const cJSON *json, const char *schemas,
                     GError **error)
{
    const cJSON *entry;

    ph_provenance_take_harness(&matrix->harness, json);
    matrix->base_named = ph_json_printable(json, "base");
    matrix->head_named = ph_json_printable(json, "head");
    matrix->repeat = ph_json_printable(json, "repeat");
    cJSON_ArrayForEach(entry,
                       ph_json_member(json, "cells")) if (!take_cell(matrix, path, entry, schemas,
                                                                     error)) return FALSE;
    return strcmp(ph_json_text(json, "verdict"), ph_verdict_word(ph_matrix_verdict(matrix))) == 0 ||
           ph_refuse(error, PH_ERROR_SCHEMA, "%s: /verdict: it is not the worst of the cells'",
                     path);
}

ph_matrix *ph_matrix_read(const char *path, const char *schemas, GError **error)
{
    g_autofree char *kind = NULL;
    cJSON *json = ph_document_read_valid(path, schemas, &kind, error);
    g_autoptr(ph_matrix) matrix = NULL;
    gboolean is_read = FALSE;

    if (!json)
        return NULL;
    if (strcmp(kind, PH_DOCUMENT_MATRIX) == 0) {
        matrix = matrix_of(ph_json_printable(json, "timestamp"));
        is_read = take(matrix, path, json, schemas, error);
    } else {
        (void)ph_refuse(error, PH_ERROR_SCHEMA,
                        "%s: a matrix.json was expected, this is of the kind %s", path, kind);
    }
    cJSON_Delete(json);
    return is_read ? g_steal_pointer(&matrix) : NULL;
}
