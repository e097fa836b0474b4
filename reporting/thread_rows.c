/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "thread_rows.h"

#include <math.h>
#include <string.h>

#include "colour.h"
#include "columns.h"
#include "figure.h"
#include "report_value.h"
#include "text_table.h"

/* Columns, from the left. */
enum { TEXT_BEGINS = 2, SUBJECT_BEGINS = 4 };
#define NS_A_SECOND 1e9

/* One thread is what the others are held against, and one that has nothing to be held against has
 * no speed-up. */
static char *speed_up_text(const ph_thread_use *use)
{
    return use->count == 1 ? g_strdup("1") : ph_figure_factor(use->speed_up);
}

static void add_row(ph_text_table *table, const ph_result *result, gboolean has_colour)
{
    const ph_thread_use *use = result->threads;
    const gboolean has_speed_up = isfinite(use->speed_up);

    if (result->state != PH_STATE_MEASURED) {
        ph_text_table_take_row(table, g_strdup(result->subject), g_strdup_printf("%u", use->count),
                               ph_colour_state(result, has_colour), g_strdup(""), g_strdup(""),
                               g_strdup(""), NULL);
        return;
    }
    ph_text_table_take_row(
        table, g_strdup(result->subject), g_strdup_printf("%u", use->count),
        ph_figure_rate(result->throughput_mib_s), speed_up_text(use),
        has_speed_up ? ph_figure_speed_up_interval(use) : g_strdup(""),
        has_speed_up ? ph_figure_share(ph_thread_use_efficiency(use)) : g_strdup(""), NULL);
}

/* Is there one of this workload and subject before it? */
static gboolean is_first(const GPtrArray *results, guint index, gboolean of_subject)
{
    const ph_result *result = results->pdata[index];

    for (guint i = 0; i < index; i++) {
        const ph_result *before = results->pdata[i];

        if (before->threads && strcmp(before->workload, result->workload) == 0 &&
            (!of_subject || strcmp(before->subject, result->subject) == 0))
            return FALSE;
    }
    return TRUE;
}

/* A subject with all its counts, as they were planned: ascending. */
static void add_subject(ph_text_table *table, const GPtrArray *results, const ph_result *first,
                        gboolean has_colour)
{
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        if (result->threads && strcmp(result->workload, first->workload) == 0 &&
            strcmp(result->subject, first->subject) == 0)
            add_row(table, result, has_colour);
    }
}

static void add_workload(ph_text_table *table, const GPtrArray *results, const ph_result *first,
                         gboolean has_colour)
{
    ph_text_table_add_words(table, TEXT_BEGINS, first->workload);
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        if (result->threads && strcmp(result->workload, first->workload) == 0 &&
            is_first(results, i, TRUE))
            add_subject(table, results, result, has_colour);
    }
}

/* What no subject can be blamed for: two threads of a core do not do twice its work. */
static void print_shared(FILE *to, const ph_thread_use *use)
{
    const char *cpus = use->cpus ? use->cpus : "?";

    if (isnan(use->slowdown))
        ph_columns_print(to, TEXT_BEGINS, SUBJECT_BEGINS,
                         "%u threads ran on CPU %s, some of which are of one core: there are too "
                         "few cores for more",
                         use->count, cpus);
    else if (use->count == 2)
        ph_columns_print(
            to, TEXT_BEGINS, SUBJECT_BEGINS,
            "2 threads ran on CPU %s, which are of one core: work on one takes %.2f "
            "times as long while the other works, and no speed-up is much above %.2f ×",
            cpus, use->slowdown, 2.0 / use->slowdown);
    else
        ph_columns_print(to, TEXT_BEGINS, SUBJECT_BEGINS,
                         "%u threads ran on CPU %s, some of which are of one core: work on one "
                         "takes %.2f times as long while another of its core works",
                         use->count, cpus, use->slowdown);
}

/* Of the time that a pass over the input takes. NAN: it was not measured. */
static double start_share(const ph_result *result)
{
    const double pass_ns =
        (double)result->input_bytes / PH_BYTES_PER_MIB / result->throughput_mib_s * NS_A_SECOND;

    return result->state == PH_STATE_MEASURED ? result->threads->start_ns / pass_ns : NAN;
}

/* Of which result of this number of threads starting them takes the most; NULL: it is of none. */
static const ph_result *find_most_started(const GPtrArray *results, guint count)
{
    const ph_result *most = NULL;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];
        const gboolean has_share =
            ph_thread_use_count(result->threads) == count && !isnan(start_share(result));

        if (has_share && (!most || start_share(result) > start_share(most)))
            most = result;
    }
    return most;
}

/* Whatever a subject does in a call, it starts its threads first. */
static void print_start(FILE *to, const GPtrArray *results, guint count)
{
    const ph_result *most = find_most_started(results, count);
    g_autofree char *share = most ? ph_figure_share(start_share(most)) : NULL;

    if (most)
        ph_columns_print(to, TEXT_BEGINS, SUBJECT_BEGINS,
                         "starting %u threads takes %s of the time at most (%s, %s)", count, share,
                         most->subject, most->workload);
}

/* Of each number of threads once. */
static void print_costs(FILE *to, const GPtrArray *results)
{
    guint64 said = 0;

    for (guint i = 0; i < results->len; i++) {
        const ph_thread_use *use = ((const ph_result *)results->pdata[i])->threads;

        if (!use || use->count < 2 || said & G_GUINT64_CONSTANT(1) << (use->count - 1))
            continue;
        said |= G_GUINT64_CONSTANT(1) << (use->count - 1);
        if (use->shares_cores)
            print_shared(to, use);
        print_start(to, results, use->count);
    }
}

void ph_thread_print(FILE *to, const ph_measurement *measurement, gboolean has_colour)
{
    static const char *const titles[] = {
        "", "threads", "MiB/s", "speed-up", "95 % interval", "efficiency", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(SUBJECT_BEGINS, titles);
    const GPtrArray *results = measurement->results;

    for (guint i = 0; i < results->len; i++)
        if (((const ph_result *)results->pdata[i])->threads && is_first(results, i, FALSE))
            add_workload(table, results, results->pdata[i], has_colour);
    if (ph_text_table_is_empty(table))
        return;
    (void)fputs("\nThreads: whole records as one file, on as many CPUs, MiB/s\n", to);
    ph_text_table_print(to, table);
    print_costs(to, results);
}

static cJSON *row_of(const ph_result *result)
{
    const ph_thread_use *use = result->threads;
    const gboolean has_speed_up = isfinite(use->speed_up);
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", result->workload);
    ph_report_value_set_subject(row, result);
    ph_report_value_take(row, "threads", g_strdup_printf("%u", use->count));
    ph_report_value_set(row, "cpus", use->cpus);
    cJSON_AddBoolToObject(row, "shares_cores", use->shares_cores);
    ph_report_value_take(row, "rate", ph_figure_rate(result->throughput_mib_s));
    ph_report_value_take(row, "interval", ph_figure_interval(result));
    ph_report_value_take(row, "speed_up", has_speed_up ? ph_figure_factor(use->speed_up) : NULL);
    ph_report_value_take(row, "speed_up_interval",
                         has_speed_up ? ph_figure_speed_up_interval(use) : NULL);
    ph_report_value_take(row, "efficiency",
                         has_speed_up ? ph_figure_share(ph_thread_use_efficiency(use)) : NULL);
    return row;
}

void ph_thread_rows_add(cJSON *data, const ph_measurement *measurement)
{
    cJSON *list = cJSON_AddArrayToObject(data, "thread_rows");

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->threads && result->state == PH_STATE_MEASURED)
            cJSON_AddItemToArray(list, row_of(result));
    }
}
