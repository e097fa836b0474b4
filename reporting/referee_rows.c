/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "referee_rows.h"

#include <math.h>

#include "columns.h"
#include "figure.h"
#include "report_value.h"
#include "text_table.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, SUBJECT_BEGINS = 4 };

/* Of all that the referee looked at. */
typedef struct extent {
    guint count;
    guint launches_min, launches_max; /* Of a result. */
    double ratio_min, ratio_max;      /* Of what is measured; NAN: nothing is. */
} extent;

static extent extent_of(const ph_measurement *measurement)
{
    extent found = { 0, G_MAXUINT, 0, NAN, NAN };

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        const ph_referee *referee = result->referee;

        if (!referee)
            continue;
        found.count++;
        found.launches_min = MIN(found.launches_min, referee->launches);
        found.launches_max = MAX(found.launches_max, referee->launches);
        if (result->state != PH_STATE_MEASURED)
            continue;
        found.ratio_min = fmin(found.ratio_min, referee->ratio);
        found.ratio_max = fmax(found.ratio_max, referee->ratio);
    }
    return found;
}

char *ph_referee_text(const ph_measurement *measurement)
{
    const ph_referee_facts *facts = &measurement->referee;
    const extent found = extent_of(measurement);
    GString *text;

    if (facts->mode != PH_REFEREE_MODE_ON || !found.count)
        return NULL;
    text = g_string_new(NULL);
    if (found.launches_min < found.launches_max)
        g_string_append_printf(text, "%u to ", found.launches_min);
    g_string_append_printf(text, "%u %s of each", found.launches_max,
                           found.launches_max == 1 ? "launch" : "launches");
    if (isfinite(facts->seconds))
        g_string_append_printf(text, " in %.0f s", facts->seconds);
    g_string_append(text, " on fresh data, every answer compared");
    if (isfinite(found.ratio_min))
        g_string_append_printf(text, "; work / claim %.2f … %.2f", found.ratio_min,
                               found.ratio_max);
    if (facts->is_sandboxed)
        g_string_append(text, "; subjects confined");
    return g_string_free(text, FALSE);
}

char *ph_referee_ratio_text(const ph_result *result)
{
    return result->referee && isfinite(result->referee->ratio)
               ? g_strdup_printf("%.2f", result->referee->ratio)
               : g_strdup("-");
}

/* All that is demanded, where there is no lower bound. */
static const char *bound_mark(const ph_referee *referee)
{
    return referee->bound != PH_REFEREE_EQUAL ? "not faster" : "";
}

static void add_row(ph_text_table *table, const ph_result *result)
{
    const ph_referee *referee = result->referee;

    ph_text_table_take_row(table, ph_figure_name(result), ph_figure_time(referee->work_ns),
                           ph_figure_time(referee->claim_ns), ph_referee_ratio_text(result),
                           ph_figure_count(referee->calls), g_strdup(bound_mark(referee)), NULL);
}

void ph_referee_print(FILE *to, const ph_measurement *measurement)
{
    static const char *const titles[] = { "", "work", "claim", "ratio", "calls", "<", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(SUBJECT_BEGINS, titles);
    const char *benchmark = NULL;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (!result->referee)
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
        "The referee: CPU time of one pass on fresh data, the claim, and work / claim");
    ph_text_table_print(to, table);
}

static cJSON *row_of(const ph_result *result)
{
    const ph_referee *referee = result->referee;
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(result));
    ph_report_value_set_subject(row, result);
    ph_report_value_take(row, "work", ph_figure_time(referee->work_ns));
    ph_report_value_take(row, "claim", ph_figure_time(referee->claim_ns));
    ph_report_value_take(row, "work_over_claim", ph_referee_ratio_text(result));
    ph_report_value_take(row, "launches", g_strdup_printf("%u", referee->launches));
    ph_report_value_take(row, "calls", ph_figure_count(referee->calls));
    cJSON_AddBoolToObject(row, "is_not_faster", referee->bound != PH_REFEREE_EQUAL);
    return row;
}

void ph_referee_rows_add(cJSON *data, const ph_measurement *measurement)
{
    cJSON *list = cJSON_AddArrayToObject(data, "referee_rows");

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->referee)
            cJSON_AddItemToArray(list, row_of(result));
    }
}
