/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of a matrix as an HTML page, through a template. */
#include "bridge/mustache.h"
#include "matrix_report.h"
#include "matrix_rows.h"
#include "report_value.h"

static char *escape(const char *text)
{
    return g_markup_escape_text(text, -1);
}

static cJSON *row_data(const ph_matrix_row *row)
{
    cJSON *entry = cJSON_CreateObject();
    g_autofree char *kind = g_ascii_strdown(row->verdict, -1);

    ph_report_value_set(entry, "cell", row->cell);
    ph_report_value_set(entry, "benchmark", row->benchmark);
    ph_report_value_set(entry, "change", row->change);
    ph_report_value_set(entry, "interval", row->interval);
    ph_report_value_set(entry, "work", row->work);
    ph_report_value_set(entry, "verdict", row->verdict);
    ph_report_value_set(entry, "kind", kind);
    ph_report_value_set(entry, "words", row->words);
    return entry;
}

char *ph_matrix_html(const ph_matrix *matrix, const ph_template *from, const char *style,
                     GError **error)
{
    g_autoptr(GPtrArray) rows = ph_matrix_rows(matrix);
    g_autofree char *line = ph_matrix_line(matrix);
    g_autofree char *title = ph_matrix_title(matrix);
    cJSON *data = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(data, "rows");
    char *text;

    for (guint i = 0; i < rows->len; i++)
        cJSON_AddItemToArray(list, row_data(rows->pdata[i]));
    ph_report_value_set(data, "line", line);
    ph_report_value_set(data, "title", title);
    ph_report_value_set(data, "timestamp", matrix->timestamp);
    ph_report_value_set(data, "repeat", matrix->repeat);
    cJSON_AddStringToObject(data, "style", style);
    text = ph_mustache_render(from, data, escape, error);
    cJSON_Delete(data);
    return text;
}
