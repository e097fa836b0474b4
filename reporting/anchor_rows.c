/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "anchor_rows.h"

#include <math.h>
#include <string.h>

#include "columns.h"
#include "figure.h"
#include "report_value.h"
#include "text_table.h"
#include "verdict/change.h"

char *ph_anchor_change(const ph_comparison *comparison)
{
    return ph_figure_change(ph_change_of_log(log(comparison->ratio)));
}

char *ph_anchor_change_interval(const ph_comparison *comparison)
{
    return ph_figure_change_interval((ph_interval){ ph_change_of_log(log(comparison->ci95.low)),
                                                    ph_change_of_log(log(comparison->ci95.high)) });
}

static const char *level_of(const ph_measurement *measurement, const ph_comparison *comparison)
{
    const ph_result *result = ph_result_find(measurement->results, comparison->benchmark,
                                             comparison->level, comparison->head);

    return result ? ph_figure_level(result) : comparison->level;
}

/* Kernels need no level. */
static char *name_of(const ph_measurement *measurement, const ph_comparison *comparison)
{
    return strcmp(comparison->level, "kernel") == 0
               ? g_strdup(comparison->benchmark)
               : g_strconcat(comparison->benchmark, ", ", level_of(measurement, comparison), NULL);
}

/* Those with the anchor: ph_comparison, borrowed. */
static GPtrArray *rows_of(const ph_measurement *measurement)
{
    GPtrArray *rows = g_ptr_array_new();

    for (guint i = 0; measurement->anchor && i < measurement->comparisons->len; i++) {
        ph_comparison *comparison = measurement->comparisons->pdata[i];

        if (strcmp(comparison->base, PH_ANCHOR_SUBJECT) == 0)
            g_ptr_array_add(rows, comparison);
    }
    return rows;
}

void ph_anchor_print(FILE *to, const ph_measurement *measurement)
{
    static const char *const titles[] = { "", PH_HEADLINE_SUBJECT, "lost share, 95 %", NULL };
    g_autoptr(GPtrArray) rows = rows_of(measurement);
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);
    g_autofree char *text = NULL;

    if (!rows->len)
        return;
    text = ph_anchor_text(measurement->anchor);
    for (guint i = 0; i < rows->len; i++) {
        const ph_comparison *comparison = rows->pdata[i];

        ph_text_table_take_row(table, name_of(measurement, comparison),
                               ph_anchor_change(comparison), ph_anchor_change_interval(comparison),
                               NULL);
    }
    (void)fputc('\n', to);
    ph_columns_print(to, 0, 2, "Beside the anchor %s", text);
    ph_text_table_print(to, table);
}

void ph_anchor_rows_add(cJSON *data, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) rows = rows_of(measurement);
    cJSON *list;

    ph_report_value_take(data, "anchor",
                         measurement->anchor ? ph_anchor_text(measurement->anchor) : NULL);
    list = cJSON_AddArrayToObject(data, "anchor_rows");
    for (guint i = 0; i < rows->len; i++) {
        const ph_comparison *comparison = rows->pdata[i];
        cJSON *row = cJSON_CreateObject();

        ph_report_value_set(row, "name", comparison->benchmark);
        ph_report_value_set(row, "level", level_of(measurement, comparison));
        ph_report_value_take(row, "change", ph_anchor_change(comparison));
        ph_report_value_take(row, "change_interval", ph_anchor_change_interval(comparison));
        cJSON_AddItemToArray(list, row);
    }
}
