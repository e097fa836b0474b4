/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sustained_rows.h"

#include <math.h>

#include "columns.h"
#include "figure.h"
#include "report_value.h"
#include "sparkline.h"
#include "text_table.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, ROW_BEGINS = 4, WHY_BEGINS = 6, SPARKLINE_COLUMNS = 10 };
/* Of a picture, in its own units: ten parts, and higher is faster. */
enum { PICTURE_STEP = 10, PICTURE_HEIGHT = 24 };

/* Less of a change is not worth a word, however sure it is. */
#define CHANGE_LEAST 0.01
/* Between the bottom and the top of a picture: noise is not to look like news. */
#define RANGE_LEAST 0.04

#define SECONDS_A_MINUTE 60.0

static char *time_text(double seconds)
{
    return seconds < 2.0 * SECONDS_A_MINUTE
               ? g_strdup_printf("%.3g s", seconds)
               : g_strdup_printf("%.3g min", seconds / SECONDS_A_MINUTE);
}

static void append_clock(GString *text, const ph_sustained *sustained)
{
    double low = G_MAXDOUBLE, high = 0.0;

    for (guint i = 0; i < sustained->benchmarks->len; i++) {
        const ph_sustained_benchmark *benchmark = sustained->benchmarks->pdata[i];

        for (guint k = 0; k < benchmark->core_clock_hz->len; k++) {
            const double hz = g_array_index(benchmark->core_clock_hz, double, k);

            low = isfinite(hz) ? fmin(low, hz) : low;
            high = isfinite(hz) ? fmax(high, hz) : high;
        }
    }
    if (high > 0.0)
        g_string_append_printf(text, "; core clock %.2f to %.2f GHz", low / 1e9, high / 1e9);
}

static void append_times(GString *text, double count)
{
    if (isnan(count))
        g_string_append(text, "an unknown number of times");
    else if (count == 1.0)
        g_string_append(text, "once");
    else
        g_string_append_printf(text, "%.0f times", count);
}

char *ph_sustained_host_text(const ph_sustained *sustained)
{
    GString *text = g_string_new(NULL);

    if (isnan(sustained->core_throttles) && isnan(sustained->package_throttles)) {
        g_string_append_printf(text, "whether the CPU throttled is not to be had (%s)",
                               sustained->throttles_missing ? sustained->throttles_missing
                                                            : "the counter was lost meanwhile");
    } else {
        g_string_append(text, "the CPU throttled ");
        append_times(text, sustained->core_throttles);
        g_string_append(text, ", its package ");
        append_times(text, sustained->package_throttles);
    }
    append_clock(text, sustained);
    return g_string_free(text, FALSE);
}

static gboolean is_drift(const ph_drift *drift)
{
    return (drift->ci95.low > 0.0 || drift->ci95.high < 0.0) &&
           fabs(drift->change) >= CHANGE_LEAST && (drift->change < 0.0) == (drift->slope < 0.0);
}

char *ph_drift_text(const ph_drift *drift)
{
    g_autofree char *from = time_text(drift->from_s);

    if (!is_drift(drift))
        return g_strdup("held its speed");
    return g_strdup_printf("%s by %.2g %% after %s", drift->change < 0.0 ? "fell" : "rose",
                           100.0 * fabs(drift->change), from);
}

/* Of each part that has one. */
static GArray *speeds_of(const ph_result *result, const ph_drift *drift)
{
    GArray *speeds = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint part = 0; part < PH_DRIFT_PARTS; part++) {
        const double mib_s =
            (double)result->input_bytes / PH_BYTES_PER_MIB / (drift->part_ns[part] / 1e9);

        if (isfinite(mib_s))
            g_array_append_val(speeds, mib_s);
    }
    return speeds;
}

static double first_of(const GArray *speeds)
{
    return g_array_index(speeds, double, 0);
}

static double last_of(const GArray *speeds)
{
    return g_array_index(speeds, double, speeds->len - 1);
}

/* As shares that are lost, as they stand everywhere else. */
static char *slope_text(const ph_drift *drift)
{
    return ph_figure_change_interval((ph_interval){ -drift->ci95.high, -drift->ci95.low });
}

static void add_row(ph_text_table *table, const ph_result *result, const ph_drift *drift)
{
    g_autoptr(GArray) speeds = speeds_of(result, drift);
    const ph_sparkline line = { .values = (const double *)(gconstpointer)speeds->data,
                                .count = speeds->len,
                                .range_least = RANGE_LEAST * first_of(speeds) };

    ph_text_table_take_row(table, ph_figure_name(result), ph_figure_rate(first_of(speeds)),
                           ph_figure_rate(last_of(speeds)), slope_text(drift),
                           ph_sparkline_text(&line, SPARKLINE_COLUMNS, NULL), NULL);
    if (is_drift(drift)) {
        g_autofree char *text = ph_drift_text(drift);

        ph_text_table_add_words(table, WHY_BEGINS, text);
    }
}

void ph_sustained_print(FILE *to, const ph_measurement *measurement)
{
    static const char *const titles[] = { "", "first", "last", "lost share, 95 %", "<", NULL };
    const ph_sustained *sustained = measurement->sustained;
    g_autoptr(ph_text_table) table = ph_text_table_new(ROW_BEGINS, titles);
    const char *benchmark = NULL;

    if (!sustained)
        return;

    g_autofree char *host = ph_sustained_host_text(sustained);
    g_autofree char *time = time_text(sustained->asked_s);
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        ph_drift drift;

        if (!ph_result_drift(measurement, result, &drift))
            continue;
        if (g_strcmp0(benchmark, result->benchmark) != 0)
            ph_text_table_add_words(table, BENCHMARK_BEGINS, result->benchmark);
        benchmark = result->benchmark;
        add_row(table, result, &drift);
    }
    (void)fputc('\n', to);
    ph_columns_print(to, 0, BENCHMARK_BEGINS,
                     "Sustained load of %s, MiB/s in the first and last tenth of the time: %s",
                     time, host);
    if (ph_text_table_is_empty(table))
        ph_columns_print(to, BENCHMARK_BEGINS, ROW_BEGINS,
                         "no figure has the ten launches that it takes to tell");
    else
        ph_text_table_print(to, table);
}

/* "0,3.2 10,4 ...": points of a line, of which the top is the fastest part. */
static char *points_of(const GArray *speeds)
{
    GString *points = g_string_new(NULL);
    double low = G_MAXDOUBLE, high = 0.0;

    for (guint i = 0; i < speeds->len; i++) {
        low = fmin(low, g_array_index(speeds, double, i));
        high = fmax(high, g_array_index(speeds, double, i));
    }
    const double range = fmax(high - low, RANGE_LEAST * high);
    const double top = (high + low + range) / 2.0;
    for (guint i = 0; i < speeds->len; i++)
        g_string_append_printf(points, "%s%u,%.2f", i ? " " : "", i * PICTURE_STEP,
                               (top - g_array_index(speeds, double, i)) / range * PICTURE_HEIGHT);
    return g_string_free(points, FALSE);
}

static cJSON *row_of(const ph_result *result, const ph_drift *drift)
{
    g_autoptr(GArray) speeds = speeds_of(result, drift);
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(result));
    ph_report_value_set_subject(row, result);
    ph_report_value_take(row, "first", ph_figure_rate(first_of(speeds)));
    ph_report_value_take(row, "last", ph_figure_rate(last_of(speeds)));
    ph_report_value_take(row, "slope", slope_text(drift));
    ph_report_value_take(row, "text", ph_drift_text(drift));
    ph_report_value_take(row, "points", points_of(speeds));
    return row;
}

void ph_sustained_rows_add(cJSON *data, const ph_measurement *measurement)
{
    const ph_sustained *sustained = measurement->sustained;
    cJSON *list = cJSON_AddArrayToObject(data, "sustained_rows");

    ph_report_value_take(data, "sustained", sustained ? time_text(sustained->asked_s) : NULL);
    ph_report_value_take(data, "sustained_host",
                         sustained ? ph_sustained_host_text(sustained) : NULL);
    for (guint i = 0; sustained && i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        ph_drift drift;

        if (ph_result_drift(measurement, result, &drift))
            cJSON_AddItemToArray(list, row_of(result, &drift));
    }
}
