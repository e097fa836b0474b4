/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "allocation_rows.h"

#include "columns.h"
#include "figure.h"
#include "report_value.h"
#include "text_table.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, SUBJECT_BEGINS = 4 };

/* From here on shares are whole numbers: the digits behind would be those of a mean. */
#define WHOLE_FROM 1000.0

char *ph_allocation_share_text(double per_item)
{
    return per_item >= WHOLE_FROM ? ph_figure_count((uint64_t)(per_item + 0.5))
                                  : g_strdup_printf("%.3g", per_item);
}

static char *share_text(const ph_allocations *allocations, uint64_t count)
{
    return ph_allocation_share_text(ph_allocations_per_item(allocations, count));
}

static char *resident_text(const ph_allocations *allocations)
{
    return g_strdup_printf("%.1f MiB", (double)allocations->peak_resident_bytes / PH_BYTES_PER_MIB);
}

static void add_row(ph_text_table *table, const ph_result *result)
{
    const ph_allocations *allocations = result->allocations;

    if (!ph_allocations_are_seen(allocations)) {
        g_autofree char *name = ph_figure_name(result);
        g_autofree char *words = g_strdup_printf("%s: not seen: %s", name, allocations->unseen);

        ph_text_table_add_words(table, SUBJECT_BEGINS, words);
        return;
    }
    ph_text_table_take_row(
        table, ph_figure_name(result), share_text(allocations, allocations->calls),
        share_text(allocations, allocations->bytes), ph_figure_count(allocations->peak_live_bytes),
        resident_text(allocations), NULL);
}

void ph_allocation_print(FILE *to, const ph_measurement *measurement)
{
    static const char *const titles[] = {
        "", "calls", "bytes", "in use", "process", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(SUBJECT_BEGINS, titles);
    const char *benchmark = NULL;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (!result->allocations)
            continue;
        if (g_strcmp0(benchmark, result->benchmark) != 0)
            ph_text_table_add_words(table, BENCHMARK_BEGINS, result->benchmark);
        benchmark = result->benchmark;
        add_row(table, result);
    }
    if (ph_text_table_is_empty(table))
        return;
    (void)fputc('\n', to);
    ph_columns_print(
        to, 0, BENCHMARK_BEGINS,
        "Allocations, counted: an item's calls and bytes, a call's most bytes in use at "
        "a time");
    ph_text_table_print(to, table);
}

static cJSON *row_of(const ph_result *result)
{
    const ph_allocations *allocations = result->allocations;
    cJSON *row = cJSON_CreateObject();
    const gboolean is_seen = ph_allocations_are_seen(allocations);

    ph_report_value_set(row, "name", result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(result));
    ph_report_value_set_subject(row, result);
    cJSON_AddBoolToObject(row, "is_seen", is_seen);
    ph_report_value_set(row, "unseen", allocations->unseen);
    ph_report_value_take(row, "calls",
                         is_seen ? share_text(allocations, allocations->calls) : NULL);
    ph_report_value_take(row, "bytes",
                         is_seen ? share_text(allocations, allocations->bytes) : NULL);
    ph_report_value_take(row, "peak_live",
                         is_seen ? ph_figure_count(allocations->peak_live_bytes) : NULL);
    ph_report_value_take(row, "resident", is_seen ? resident_text(allocations) : NULL);
    return row;
}

void ph_allocation_rows_add(cJSON *data, const ph_measurement *measurement)
{
    cJSON *list = cJSON_AddArrayToObject(data, "allocation_rows");

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->allocations)
            cJSON_AddItemToArray(list, row_of(result));
    }
}
