/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "copybook_rows.h"

#include <math.h>
#include <string.h>

#include "colour.h"
#include "figure.h"
#include "text_table.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, SUBJECT_BEGINS = 4 };

gboolean ph_is_copybook_result(const ph_result *result)
{
    return strcmp(result->level, PH_LEVEL_NAME_COPYBOOK) == 0;
}

static void add_measured(ph_text_table *table, const ph_measurement *measurement,
                         const ph_result *result)
{
    const double copybooks = (double)result->records;
    const double ratio = ph_measurement_of_reference(measurement, result);
    const double lines_s = ph_result_copybook_lines(result) * copybooks / (result->median_ns / 1e9);
    g_autofree char *low = ph_figure_time(result->ci95_ns.low / copybooks);
    g_autofree char *high = ph_figure_time(result->ci95_ns.high / copybooks);

    ph_text_table_take_row(
        table, g_strdup(result->subject), ph_figure_time(result->median_ns / copybooks),
        isfinite(result->ci95_ns.low) ? g_strdup_printf("%s … %s", low, high) : g_strdup(""),
        ph_figure_count((uint64_t)lines_s),
        isfinite(ratio) ? ph_figure_change(1.0 - ratio) : g_strdup(""), NULL);
}

static void add_row(ph_text_table *table, const ph_measurement *measurement,
                    const ph_result *result, gboolean has_colour)
{
    if (result->state == PH_STATE_MEASURED && result->records > 0)
        add_measured(table, measurement, result);
    else
        ph_text_table_take_row(table, g_strdup(result->subject),
                               ph_colour_state(result, has_colour), g_strdup(""), g_strdup(""),
                               g_strdup(""), NULL);
}

void ph_copybook_print(FILE *to, const ph_measurement *measurement, gboolean has_colour)
{
    static const char *const titles[] = {
        "", "a copybook", "95 % interval", "lines/s", "beside C", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(SUBJECT_BEGINS, titles);
    const char *last = NULL;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        g_autofree char *heading = NULL;

        if (!ph_is_copybook_result(result))
            continue;
        heading =
            g_strdup_printf("%s: %u lines", result->benchmark, ph_result_copybook_lines(result));
        if (g_strcmp0(last, result->benchmark) != 0)
            ph_text_table_add_words(table, BENCHMARK_BEGINS, heading);
        last = result->benchmark;
        add_row(table, measurement, result, has_colour);
    }
    if (ph_text_table_is_empty(table))
        return;
    (void)fputs("\nCopybooks: from text to the first record's line of JSON\n", to);
    ph_text_table_print(to, table);
}
