/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "latency_rows.h"

#include <math.h>
#include <string.h>

#include "figure.h"
#include "report_value.h"

/* Of the first column, and of each that has a time. */
enum { NAME_WIDTH_MIN = 16, NAME_WIDTH_MAX = 21, TIME_WIDTH = 10 };

static double median_of(const ph_result *result, ph_latency_id id)
{
    return result->latency ? result->latency->figures[id].median : NAN;
}

/* What one record in a call of so many costs. */
static double record_ns(const ph_result *result, ph_call_count count)
{
    return median_of(result, ph_latency_of_calls(count)) / ph_call_records(count);
}

static gboolean has_start(const ph_result *result)
{
    return isfinite(median_of(result, PH_LATENCY_first_record_ns));
}

static gboolean has_calls(const ph_result *result)
{
    return isfinite(median_of(result, PH_LATENCY_p50_ns));
}

/* Results with something to show, borrowed; of this subject, or of all where it is NULL. */
static GPtrArray *find(const ph_measurement *measurement, const char *subject,
                       gboolean (*has)(const ph_result *result))
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < measurement->results->len; i++) {
        ph_result *result = measurement->results->pdata[i];

        if (has(result) && (!subject || strcmp(result->subject, subject) == 0))
            g_ptr_array_add(found, result);
    }
    return found;
}

static int name_width(const GPtrArray *results)
{
    glong width = NAME_WIDTH_MIN;

    for (guint i = 0; i < results->len; i++)
        width = MAX(width, g_utf8_strlen(((const ph_result *)results->pdata[i])->benchmark, -1));
    return (int)MIN(width, NAME_WIDTH_MAX);
}

/* A long name has the line before its row for itself. */
static void print_name(FILE *to, const char *name, int width)
{
    const glong length = g_utf8_strlen(name, -1);

    if (length > width)
        (void)fprintf(to, "  %s\n  %*s", name, width, "");
    else
        (void)fprintf(to, "  %s%*s", name, (int)(width - length), "");
}

/* Pad by characters: a µ has two bytes. */
static void print_cell(FILE *to, char *owned)
{
    g_autofree char *text = owned;

    (void)fprintf(to, "%*s%s", (int)MAX(TIME_WIDTH - g_utf8_strlen(text, -1), 1), "", text);
}

static void print_times(FILE *to, const ph_result *result, const ph_latency_id *ids, gsize count)
{
    for (gsize i = 0; i < count; i++)
        print_cell(to, ph_figure_time(median_of(result, ids[i])));
}

/* Half of the 95 % interval, as a share of the median; "-" without one. */
static char *spread_text(const ph_latency_figure *figure)
{
    const double half = (figure->ci95.high - figure->ci95.low) / 2.0 / fabs(figure->median);
    g_autofree char *share = ph_figure_share(half);

    return isfinite(half) ? g_strconcat("±", share, NULL) : g_steal_pointer(&share);
}

static void print_spreads(FILE *to, const ph_result *result, int width, const ph_latency_id *ids,
                          gsize count)
{
    (void)fprintf(to, "  %-*s", width + 7, "  its 95 % interval");
    for (gsize i = 0; i < count; i++)
        print_cell(to, spread_text(&result->latency->figures[ids[i]]));
    (void)fputc('\n', to);
}

static void print_percentiles(FILE *to, const GPtrArray *results, int width)
{
    static const ph_latency_id ids[] = { PH_LATENCY_p50_ns, PH_LATENCY_p95_ns, PH_LATENCY_p99_ns,
                                         PH_LATENCY_fixed_ns, PH_LATENCY_record_ns };

    (void)fprintf(to, "  %-*s %-6s%*s%*s%*s%*s%*s\n", width, "one record alone", "level",
                  TIME_WIDTH, "p50", TIME_WIDTH, "p95", TIME_WIDTH, "p99", TIME_WIDTH, "fixed",
                  TIME_WIDTH, "a record");
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        print_name(to, result->benchmark, width);
        (void)fprintf(to, " %-6s", result->level);
        print_times(to, result, ids, G_N_ELEMENTS(ids));
        (void)fputc('\n', to);
        print_spreads(to, result, width, ids, G_N_ELEMENTS(ids));
    }
}

static void print_counts(FILE *to, const GPtrArray *results, int width)
{
    (void)fprintf(to, "  %-*s %-6s", width, "a record in", "level");
    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++)
        print_cell(to, ph_figure_count(ph_call_records(count)));
    (void)fputc('\n', to);
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        print_name(to, result->benchmark, width);
        (void)fprintf(to, " %-6s", result->level);
        for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++)
            print_cell(to, ph_figure_time(record_ns(result, count)));
        (void)fputc('\n', to);
    }
}

static void print_starts(FILE *to, const GPtrArray *results, int width)
{
    static const ph_latency_id ids[] = { PH_LATENCY_load_ns, PH_LATENCY_open_ns,
                                         PH_LATENCY_first_record_ns, PH_LATENCY_parse_ns };

    if (!results->len)
        return;
    (void)fprintf(to, "  %-*s       %*s%*s%*s%*s\n", width, "to the first", TIME_WIDTH, "library",
                  TIME_WIDTH, "open", TIME_WIDTH, "record", TIME_WIDTH, "copybook");
    for (guint i = 0; i < results->len; i++) {
        print_name(to, ((const ph_result *)results->pdata[i])->benchmark, width);
        (void)fputs("       ", to);
        print_times(to, results->pdata[i], ids, G_N_ELEMENTS(ids));
        (void)fputc('\n', to);
    }
}

static void print_remarks(FILE *to, const GPtrArray *results)
{
    uint64_t calls = 0, set_aside = 0;
    double misfit = 0.0;
    g_autofree char *calls_text = NULL, *set_aside_text = NULL, *misfit_text = NULL;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        calls += result->latency->calls;
        set_aside += result->latency->calls_set_aside;
        misfit = fmax(misfit, median_of(result, PH_LATENCY_misfit));
    }
    calls_text = ph_figure_count(calls);
    set_aside_text = ph_figure_count(set_aside);
    misfit_text = ph_figure_share(misfit);
    (void)fprintf(to,
                  "  %s calls of one record. Of all calls %s were set aside, as the thread\n"
                  "  lost its CPU. fixed + records x a record misses no call by more than %s.\n",
                  calls_text, set_aside_text, misfit_text);
}

static void print_subject(FILE *to, const ph_measurement *measurement, const char *subject)
{
    g_autoptr(GPtrArray) calls = find(measurement, subject, has_calls);
    g_autoptr(GPtrArray) starts = find(measurement, subject, has_start);
    const int width = MAX(name_width(calls), name_width(starts));

    if (!calls->len && !starts->len)
        return;
    (void)fprintf(to, "\nSingle calls, %s: the median over launches\n", subject);
    if (calls->len) {
        print_percentiles(to, calls, width);
        print_counts(to, calls, width);
        print_remarks(to, calls);
    }
    print_starts(to, starts, width);
}

void ph_latency_print(FILE *to, const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->subjects->len; i++)
        print_subject(to, measurement,
                      ((const ph_subject_info *)measurement->subjects->pdata[i])->name);
}

static cJSON *row_of(const ph_result *result)
{
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(result));
    ph_report_value_set_subject(row, result);
    return row;
}

static void set_time(cJSON *row, const char *name, const ph_result *result, ph_latency_id id)
{
    ph_report_value_take(row, name, ph_figure_time(median_of(result, id)));
}

static cJSON *calls_row(const ph_result *result)
{
    cJSON *row = row_of(result);
    cJSON *list;

    set_time(row, "p50", result, PH_LATENCY_p50_ns);
    set_time(row, "p95", result, PH_LATENCY_p95_ns);
    set_time(row, "p99", result, PH_LATENCY_p99_ns);
    set_time(row, "fixed", result, PH_LATENCY_fixed_ns);
    set_time(row, "per_record", result, PH_LATENCY_record_ns);
    ph_report_value_take(row, "misfit", ph_figure_share(median_of(result, PH_LATENCY_misfit)));
    list = cJSON_AddArrayToObject(row, "records");
    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++) {
        g_autofree char *time = ph_figure_time(record_ns(result, count));

        cJSON_AddItemToArray(list, cJSON_CreateString(time));
    }
    return row;
}

static cJSON *start_row(const ph_result *result)
{
    cJSON *row = row_of(result);

    set_time(row, "load", result, PH_LATENCY_load_ns);
    set_time(row, "open", result, PH_LATENCY_open_ns);
    set_time(row, "first_record", result, PH_LATENCY_first_record_ns);
    set_time(row, "parse", result, PH_LATENCY_parse_ns);
    return row;
}

static void add_rows(cJSON *data, const char *name, const GPtrArray *results,
                     cJSON *(*row_of_result)(const ph_result *result))
{
    cJSON *list = cJSON_AddArrayToObject(data, name);

    for (guint i = 0; i < results->len; i++)
        cJSON_AddItemToArray(list, row_of_result(results->pdata[i]));
}

void ph_latency_rows_add(cJSON *data, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) calls = find(measurement, NULL, has_calls);
    g_autoptr(GPtrArray) starts = find(measurement, NULL, has_start);
    cJSON *counts = cJSON_AddArrayToObject(data, "call_counts");

    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++) {
        g_autofree char *text = ph_figure_count(ph_call_records(count));

        cJSON_AddItemToArray(counts, cJSON_CreateString(text));
    }
    add_rows(data, "latency_rows", calls, calls_row);
    add_rows(data, "start_rows", starts, start_row);
}
