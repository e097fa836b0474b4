/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "anchor_rows.h"

#include <math.h>
#include <string.h>

#include "figure.h"
#include "report_value.h"
#include "verdict/change.h"

/* Of the first column of the summary: with 40, a row has 80. */
enum { NAME_WIDTH_MIN = 22, NAME_WIDTH_MAX = 40 };

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

static int name_width(const ph_measurement *measurement, const GPtrArray *rows)
{
    glong width = NAME_WIDTH_MIN;

    for (guint i = 0; i < rows->len; i++) {
        g_autofree char *name = name_of(measurement, rows->pdata[i]);

        width = MAX(width, g_utf8_strlen(name, -1));
    }
    return (int)MIN(width, NAME_WIDTH_MAX);
}

static void print_row(FILE *to, int width, const ph_measurement *measurement,
                      const ph_comparison *comparison)
{
    g_autofree char *name = name_of(measurement, comparison);
    g_autofree char *change = ph_anchor_change(comparison);
    g_autofree char *interval = ph_anchor_change_interval(comparison);
    const glong length = g_utf8_strlen(interval, -1); /* It may hold a three-byte "…". */

    (void)fprintf(to, "  %-*s %15s %*s%s\n", width, name, change, (int)MAX(20 - length, 0), "",
                  interval);
}

void ph_anchor_print(FILE *to, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) rows = rows_of(measurement);
    const int width = name_width(measurement, rows);
    g_autofree char *text = NULL;

    if (!rows->len)
        return;
    text = ph_anchor_text(measurement->anchor);
    (void)fprintf(to, "\nBeside the anchor %s\n  %-*s %15s %20s\n", text, width, "benchmark",
                  PH_HEADLINE_SUBJECT, "lost share, 95 %");
    for (guint i = 0; i < rows->len; i++)
        print_row(to, width, measurement, rows->pdata[i]);
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
