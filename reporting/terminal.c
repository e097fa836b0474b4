/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "terminal.h"

#include <math.h>
#include <string.h>

#include "allocation_rows.h"
#include "anchor_rows.h"
#include "build_text.h"
#include "colour.h"
#include "columns.h"
#include "copybook_rows.h"
#include "figure.h"
#include "fitness_text.h"
#include "judgement_text.h"
#include "latency_rows.h"
#include "referee_rows.h"
#include "run_notes.h"
#include "stored_rows.h"
#include "sustained_rows.h"
#include "text_table.h"
#include "thread_rows.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, SUBJECT_BEGINS = 4, TEXT_BEGINS = 2, TEXT_GOES_ON = 4 };

static gboolean is_kernel(const ph_result *result)
{
    return strcmp(result->level, "kernel") == 0;
}

/* These have tables of their own. */
static gboolean is_shown_apart(const ph_result *result)
{
    return result->threads || ph_is_stored_result(result) || ph_is_copybook_result(result);
}

/* "17 × slower"; nothing where one of them has no number, or it is the reference. */
static char *beside_reference(const ph_measurement *measurement, const ph_result *result)
{
    const double ratio = ph_measurement_of_reference(measurement, result);

    return isfinite(ratio) ? ph_figure_change(1.0 - ratio) : g_strdup("");
}

/* Records have a share of their lines as well. */
static void add_measured(ph_text_table *table, const ph_measurement *measurement,
                         const ph_result *result)
{
    ph_text_table_take_row(
        table, g_strdup(result->subject), ph_figure_rate(result->throughput_mib_s),
        ph_figure_interval(result), ph_figure_share(result->share_of_memcpy),
        result->output_bytes ? ph_figure_share(result->output_share_of_memcpy) : g_strdup(""),
        beside_reference(measurement, result), NULL);
}

static void add_row(ph_text_table *table, const ph_measurement *measurement,
                    const ph_result *result, gboolean has_colour)
{
    if (result->state == PH_STATE_MEASURED)
        add_measured(table, measurement, result);
    else
        ph_text_table_take_row(table, g_strdup(result->subject),
                               ph_colour_state(result, has_colour), g_strdup(""), g_strdup(""),
                               g_strdup(""), g_strdup(""), NULL);
}

static gboolean is_first(const GPtrArray *results, guint index)
{
    for (guint i = 0; i < index; i++)
        if (ph_result_is_same_work(results->pdata[i], results->pdata[index]))
            return FALSE;
    return TRUE;
}

/* "comp3/stream", "record-comp3, as one file: 11.3 bytes of JSON a byte". */
static char *heading(const GPtrArray *results, const ph_result *first)
{
    if (is_kernel(first))
        return g_strdup(first->benchmark);
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        if (ph_result_is_same_work(result, first) && result->state == PH_STATE_MEASURED &&
            result->output_bytes)
            return g_strdup_printf("%s, %s: %.1f bytes of JSON a byte", first->benchmark,
                                   ph_figure_level(first),
                                   (double)result->output_bytes / (double)result->input_bytes);
    }
    return g_strdup_printf("%s, %s", first->benchmark, ph_figure_level(first));
}

/* A benchmark at a level, and below it whoever did it: records one by one do not have to be as fast
 * as those of a file. */
static void add_work(ph_text_table *table, const ph_measurement *measurement,
                     const ph_result *first, gboolean has_colour)
{
    const GPtrArray *results = measurement->results;
    g_autofree char *text = heading(results, first);

    ph_text_table_add_words(table, BENCHMARK_BEGINS, text);
    for (guint i = 0; i < results->len; i++)
        if (ph_result_is_same_work(results->pdata[i], first))
            add_row(table, measurement, results->pdata[i], has_colour);
}

/* One list: identifier, what stands above them, what their lines are a share of memcpy as. */
#define WORK_LIST(X)                                                                               \
    X(KERNELS, "Kernels: columns of values", "of output")                                          \
    X(RECORDS, "Records: whole records to JSON lines", "of output")                                \
    X(LINES, "Records back: JSON lines to whole records", "of input")

typedef enum work {
#define X(id, title, of_lines) WORK_##id,
    WORK_LIST(X)
#undef X
} work;

static work work_of(const ph_result *result)
{
    if (is_kernel(result))
        return WORK_KERNELS;
    return ph_result_is_encoding(result) ? WORK_LINES : WORK_RECORDS;
}

static void print_results(FILE *to, const char *title, const char *of_lines,
                          const ph_measurement *measurement, work of, gboolean has_colour)
{
    const char *const titles[] = {
        "", "MiB/s", "95 % interval", "of memcpy", of_lines, "beside C", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(SUBJECT_BEGINS, titles);
    const GPtrArray *results = measurement->results;

    for (guint i = 0; i < results->len; i++)
        if (!is_shown_apart(results->pdata[i]) && work_of(results->pdata[i]) == of &&
            is_first(results, i))
            add_work(table, measurement, results->pdata[i], has_colour);
    if (ph_text_table_is_empty(table))
        return;
    (void)fprintf(to, "\n%s, MiB/s of mainframe bytes\n", title);
    ph_text_table_print(to, table);
}

static void print_subjects(FILE *to, const ph_measurement *measurement, gboolean is_verbose)
{
    const char *last_path = NULL;

    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];

        if (info->path && g_strcmp0(info->path, last_path) == 0)
            ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s: the same library", info->name);
        else
            ph_build_text_print_subject(to, info, is_verbose);
        last_path = info->path;
    }
}

static const char *system_text(const ph_measurement *measurement, const char *section,
                               const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(measurement->system, section), member);

    return cJSON_IsString(item) ? item->valuestring : "unknown";
}

static void print_host(FILE *to, const ph_measurement *measurement)
{
    g_autofree char *line = ph_fitness_line(measurement->fitness);

    if (line)
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "host: %s", line);
}

static void print_referee(FILE *to, const ph_measurement *measurement)
{
    g_autofree char *text = ph_referee_text(measurement);

    if (text)
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "referee: %s", text);
}

static void print_run(FILE *to, const ph_measurement *measurement, gboolean is_verbose)
{
    const ph_run_facts *facts = &measurement->facts;
    g_autoptr(GPtrArray) notes = ph_run_notes(facts);
    g_autofree char *blocks = ph_run_blocks_text(measurement->results);

    ph_columns_print(to, 0, TEXT_BEGINS, "%s, CPU %u, memory node %s",
                     system_text(measurement, "cpu", "brand"), facts->cpu,
                     facts->nodes_bound ? facts->nodes_bound : "not bound");
    print_subjects(to, measurement, is_verbose);
    ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON,
                     "%u launches of each benchmark in %.0f s, seed %" G_GUINT64_FORMAT
                     "; blocks: %s, %" G_GUINT64_FORMAT " checked while timed",
                     facts->launches_asked, facts->elapsed_s, facts->seed, blocks,
                     facts->blocks_checked);
    print_referee(to, measurement);
    for (guint i = 0; i < notes->len; i++)
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s", (const char *)notes->pdata[i]);
    print_host(to, measurement);
}

void ph_terminal_summary(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                         ph_terminal_style style)
{
    print_run(to, measurement, style.is_verbose);
#define X(id, title, of_lines)                                                                     \
    print_results(to, title, of_lines, measurement, WORK_##id, style.has_colour);
    WORK_LIST(X)
#undef X
    ph_copybook_print(to, measurement, style.has_colour);
    ph_thread_print(to, measurement, style.has_colour);
    ph_stored_print(to, measurement, style.has_colour);
    ph_latency_print(to, measurement);
    ph_sustained_print(to, measurement);
    if (style.is_verbose) {
        ph_allocation_print(to, measurement);
        ph_referee_print(to, measurement);
    }
    ph_anchor_print(to, measurement);
    ph_judgement_text(to, measurement, judgement, style.has_colour);
}

void ph_terminal_benchmark(FILE *to, const ph_measurement *measurement, const char *benchmark)
{
    g_autoptr(GString) line = g_string_new(benchmark);
    const char *separator = ": ";

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        const gboolean is_measured = result->state == PH_STATE_MEASURED;
        g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
        g_autofree char *name = ph_figure_name(result);

        if (strcmp(result->benchmark, benchmark) != 0)
            continue;
        g_string_append_printf(line, "%s%s %s%s", separator, name,
                               is_measured ? rate : ph_state_name(result->state),
                               is_measured ? " MiB/s" : "");
        separator = ", ";
    }
    ph_columns_print(to, 0, TEXT_BEGINS, "%s", line->str);
}
