/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "latency_rows.h"

#include <math.h>
#include <string.h>

#include "columns.h"
#include "figure.h"
#include "report_value.h"
#include "text_table.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, ROW_BEGINS = 4 };

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

static char *time_text(const ph_result *result, ph_latency_id id)
{
    return ph_figure_time(median_of(result, id));
}

/* Half of the 95 % interval, as a share of the median; "-" without one. */
static char *spread_text(const ph_result *result, ph_latency_id id)
{
    const ph_latency_figure *figure = &result->latency->figures[id];
    const double half = (figure->ci95.high - figure->ci95.low) / 2.0 / fabs(figure->median);
    g_autofree char *share = ph_figure_share(half);

    return isfinite(half) ? g_strconcat("±", share, NULL) : g_steal_pointer(&share);
}

/* What one record costs in the calls that this is the figure of. */
static char *record_text(const ph_result *result, ph_latency_id id)
{
    ph_call_count count = 0;

    while (ph_latency_of_calls(count) != id)
        count++;
    return ph_figure_time(record_ns(result, count));
}

/* A row: a name, and this text of each of so many figures. */
static void add_row(ph_text_table *table, const char *name, const ph_result *result,
                    char *(*text)(const ph_result *result, ph_latency_id id),
                    const ph_latency_id *ids, gsize count)
{
    char **cells = g_new0(char *, count + 2);

    cells[0] = g_strdup(name);
    for (gsize i = 0; i < count; i++)
        cells[i + 1] = text(result, ids[i]);
    ph_text_table_take_cells(table, cells);
}

/* Rows stand below their benchmark. */
static void add_benchmark(ph_text_table *table, const ph_result *result, const char **last)
{
    if (g_strcmp0(*last, result->benchmark) != 0)
        ph_text_table_add_words(table, BENCHMARK_BEGINS, result->benchmark);
    *last = result->benchmark;
}

static void print_percentiles(FILE *to, const GPtrArray *results)
{
    static const char *const titles[] = { "", "p50", "p95", "p99", "a call", "+ a record", NULL };
    static const ph_latency_id ids[] = { PH_LATENCY_p50_ns, PH_LATENCY_p95_ns, PH_LATENCY_p99_ns,
                                         PH_LATENCY_fixed_ns, PH_LATENCY_record_ns };
    g_autoptr(ph_text_table) table = ph_text_table_new(ROW_BEGINS, titles);
    const char *last = NULL;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        add_benchmark(table, result, &last);
        add_row(table, ph_figure_level(result), result, time_text, ids, G_N_ELEMENTS(ids));
        add_row(table, "  95 % interval", result, spread_text, ids, G_N_ELEMENTS(ids));
    }
    ph_columns_print(to, BENCHMARK_BEGINS, BENCHMARK_BEGINS,
                     "One record alone, and the line through calls of all numbers of them");
    ph_text_table_print(to, table);
}

static void print_counts(FILE *to, const GPtrArray *results)
{
    g_auto(GStrv) titles = g_new0(char *, PH_CALL_COUNTS + 2);
    ph_latency_id ids[PH_CALL_COUNTS];
    g_autoptr(ph_text_table) table = NULL;
    const char *last = NULL;

    titles[0] = g_strdup("");
    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++) {
        titles[count + 1] = ph_figure_count(ph_call_records(count));
        ids[count] = ph_latency_of_calls(count);
    }
    table = ph_text_table_new(ROW_BEGINS, (const char *const *)titles);
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        add_benchmark(table, result, &last);
        add_row(table, ph_figure_level(result), result, record_text, ids, PH_CALL_COUNTS);
    }
    ph_columns_print(to, BENCHMARK_BEGINS, BENCHMARK_BEGINS, "A record in calls of so many");
    ph_text_table_print(to, table);
}

static void print_starts(FILE *to, const GPtrArray *results)
{
    static const char *const titles[] = { "", "library", "open", "record", "copybook", NULL };
    static const ph_latency_id ids[] = { PH_LATENCY_load_ns, PH_LATENCY_open_ns,
                                         PH_LATENCY_first_record_ns, PH_LATENCY_parse_ns };
    g_autoptr(ph_text_table) table = ph_text_table_new(ROW_BEGINS, titles);

    if (!results->len)
        return;
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        add_row(table, result->benchmark, result, time_text, ids, G_N_ELEMENTS(ids));
    }
    ph_columns_print(to, BENCHMARK_BEGINS, BENCHMARK_BEGINS,
                     "From start to the first record of a process, and the copybook apart");
    ph_text_table_print(to, table);
}

static gboolean has_copybook(const ph_result *result)
{
    return isfinite(median_of(result, PH_LATENCY_parse_ns));
}

static char *lines_text(guint lines)
{
    return lines ? ph_figure_count(lines) : g_strdup("-");
}

static char *line_rate_text(guint lines, double ns)
{
    return lines && ns > 0.0 ? ph_figure_count((uint64_t)(lines / (ns / 1e9))) : g_strdup("-");
}

static char *interval_text(const ph_latency_figure *figure)
{
    g_autofree char *low = ph_figure_time(figure->ci95.low);
    g_autofree char *high = ph_figure_time(figure->ci95.high);

    return isfinite(figure->ci95.low) ? g_strdup_printf("%s … %s", low, high) : g_strdup("");
}

/* Of all subjects: what reading a copybook costs is what a program pays, once. */
static void print_copybooks(FILE *to, const GPtrArray *results)
{
    static const char *const titles[] = {
        "", "lines", "time", "95 % interval", "lines/s", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(ROW_BEGINS, titles);
    const char *last = NULL;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];
        const ph_latency_figure *figure = &result->latency->figures[PH_LATENCY_parse_ns];
        const guint lines = ph_result_copybook_lines(result);

        add_benchmark(table, result, &last);
        ph_text_table_take_row(table, g_strdup(result->subject), lines_text(lines),
                               ph_figure_time(figure->median), interval_text(figure),
                               line_rate_text(lines, figure->median), NULL);
    }
    if (ph_text_table_is_empty(table))
        return;
    (void)fputc('\n', to);
    ph_columns_print(to, 0, BENCHMARK_BEGINS,
                     "Copybooks, read once in a process, with nothing warm: over launches");
    ph_text_table_print(to, table);
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
    ph_columns_print(to, BENCHMARK_BEGINS, BENCHMARK_BEGINS,
                     "%s calls of one record. Of all calls %s were set aside, as the thread lost "
                     "its CPU. The line misses no call by more than %s.",
                     calls_text, set_aside_text, misfit_text);
}

static void print_subject(FILE *to, const ph_measurement *measurement, const char *subject)
{
    g_autoptr(GPtrArray) calls = find(measurement, subject, has_calls);
    g_autoptr(GPtrArray) starts = find(measurement, subject, has_start);

    if (!calls->len && !starts->len)
        return;
    (void)fprintf(to, "\nSingle calls, %s: the median over launches\n", subject);
    if (calls->len) {
        print_percentiles(to, calls);
        print_counts(to, calls);
        print_remarks(to, calls);
    }
    print_starts(to, starts);
}

void ph_latency_print(FILE *to, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) copybooks = find(measurement, NULL, has_copybook);

    for (guint i = 0; i < measurement->subjects->len; i++)
        print_subject(to, measurement,
                      ((const ph_subject_info *)measurement->subjects->pdata[i])->name);
    print_copybooks(to, copybooks);
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
