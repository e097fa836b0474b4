/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "terminal.h"

#include <math.h>
#include <string.h>

#include "anchor_rows.h"
#include "build_text.h"
#include "figure.h"
#include "judgement_text.h"
#include "run_notes.h"

/* A user's file can have a long name. */
enum { BENCHMARK_WIDTH_MIN = 22, BENCHMARK_WIDTH_MAX = 40 };

/* Of the column of benchmarks. */
static int benchmark_width(const ph_measurement *measurement)
{
    gsize width = BENCHMARK_WIDTH_MIN;

    for (guint i = 0; i < measurement->results->len; i++)
        width = MAX(width, strlen(((const ph_result *)measurement->results->pdata[i])->benchmark));
    return (int)MIN(width, BENCHMARK_WIDTH_MAX);
}

static void print_not_measured(FILE *to, int width, const ph_result *result)
{
    (void)fprintf(to, "  %-*s %-20s %s, %s: ", width, result->benchmark, result->subject,
                  ph_figure_level(result), ph_state_name(result->state));
    if (result->records_failed)
        (void)fprintf(to, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " records failed; ",
                      result->records_failed, result->records);
    (void)fprintf(to, "%s%s\n", result->reason, ph_result_void_remark(result));
}

/* Pad by characters, not bytes: the text may hold a three-byte "…". */
static void print_padded(FILE *to, const char *text, glong width)
{
    const glong length = g_utf8_strlen(text, -1);

    (void)fprintf(to, "%*s%s", (int)MAX(width - length, 0), "", text);
}

static void print_kernel_row(FILE *to, const ph_measurement *measurement, const ph_result *result)
{
    const ph_result *reference = ph_result_measured(measurement->results, result->benchmark,
                                                    result->level, PH_REFERENCE_SUBJECT);
    g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
    g_autofree char *interval = ph_figure_interval(result);
    g_autofree char *reference_rate = ph_figure_rate(reference ? reference->throughput_mib_s : NAN);
    g_autofree char *ratio =
        reference ? ph_figure_factor(result->throughput_mib_s / reference->throughput_mib_s)
                  : g_strdup("-");
    g_autofree char *share = ph_figure_share(result->share_of_memcpy);
    g_autofree char *reference_share =
        ph_figure_share(reference ? reference->share_of_memcpy : NAN);

    (void)fprintf(to, "  %-*s %-20s %8s", benchmark_width(measurement), result->benchmark,
                  result->subject, rate);
    print_padded(to, interval, 18);
    (void)fprintf(to, " %9s %9s %9s %11s\n", share, reference_rate, reference_share, ratio);
}

static gboolean is_kernel(const ph_result *result)
{
    return strcmp(result->level, "kernel") == 0;
}

/* The reference stands in the rows of the others, and has one of its own only where it is alone. */
static gboolean has_own_row(const ph_measurement *measurement, const ph_result *result)
{
    if (strcmp(result->subject, PH_REFERENCE_SUBJECT) != 0 || result->state != PH_STATE_MEASURED)
        return TRUE;
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *other = measurement->results->pdata[i];

        if (other != result && other->state == PH_STATE_MEASURED &&
            strcmp(other->benchmark, result->benchmark) == 0)
            return FALSE;
    }
    return TRUE;
}

static guint count_level(const ph_measurement *measurement, gboolean kernel)
{
    guint count = 0;

    for (guint i = 0; i < measurement->results->len; i++)
        count += is_kernel(measurement->results->pdata[i]) == kernel;
    return count;
}

static void print_kernels(FILE *to, const ph_measurement *measurement)
{
    const int width = benchmark_width(measurement);

    if (!count_level(measurement, TRUE))
        return;
    (void)fprintf(to,
                  "\nKernels: columns of values, MiB/s of mainframe bytes\n"
                  "  %-*s %-20s %8s %17s %9s %9s %9s %11s\n",
                  width, "benchmark", "subject", "median", "95 % interval", "of memcpy",
                  "reference", "of memcpy", "to ref.");
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (!is_kernel(result) || !has_own_row(measurement, result))
            continue;
        if (result->state == PH_STATE_MEASURED)
            print_kernel_row(to, measurement, result);
        else
            print_not_measured(to, width, result);
    }
}

static void print_record_row(FILE *to, int width, const ph_result *result)
{
    g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
    g_autofree char *interval = ph_figure_interval(result);
    g_autofree char *share = ph_figure_share(result->share_of_memcpy);

    (void)fprintf(to, "  %-*s %-20s %8s", width, result->benchmark, result->subject, rate);
    print_padded(to, interval, 18);
    (void)fprintf(to, " %9s   %s\n", share, ph_figure_level(result));
}

static void print_records(FILE *to, const ph_measurement *measurement)
{
    const int width = benchmark_width(measurement);

    if (!count_level(measurement, FALSE))
        return;
    (void)fprintf(to,
                  "\nRecords: whole records to JSON lines, what a user of the library waits for, "
                  "MiB/s of mainframe bytes\n"
                  "  %-*s %-20s %8s %17s %9s\n",
                  width, "benchmark", "subject", "median", "95 % interval", "of memcpy");
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (is_kernel(result))
            continue;
        if (result->state == PH_STATE_MEASURED)
            print_record_row(to, width, result);
        else
            print_not_measured(to, width, result);
    }
}

static void print_subjects(FILE *to, const ph_measurement *measurement)
{
    const char *last_path = NULL;

    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];

        if (info->path && g_strcmp0(info->path, last_path) == 0) {
            (void)fprintf(to, "  %s: the same library\n", info->name);
            continue;
        }
        (void)fprintf(to, "  %s %s%s%s: %s\n", info->name, info->version, *info->chosen ? ", " : "",
                      info->chosen, info->build);
        ph_build_text_print(to, "    ", info->built_from);
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

static void print_run(FILE *to, const ph_measurement *measurement)
{
    const ph_run_facts *facts = &measurement->facts;
    g_autoptr(GPtrArray) notes = ph_run_notes(facts);
    uint64_t kept = 0, preempted = 0, slowed = 0;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        kept += result->blocks_kept;
        preempted += result->blocks_preempted;
        slowed += result->blocks_slowed;
    }
    (void)fprintf(to, "%s, CPU %u, memory node %s\n", system_text(measurement, "cpu", "brand"),
                  facts->cpu, facts->nodes_bound ? facts->nodes_bound : "not bound");
    print_subjects(to, measurement);
    (void)fprintf(to,
                  "  %u launches of each benchmark in %.0f s, seed %" G_GUINT64_FORMAT
                  "; blocks: %" G_GUINT64_FORMAT " kept, %" G_GUINT64_FORMAT
                  " set aside (%" G_GUINT64_FORMAT " preempted, %" G_GUINT64_FORMAT
                  " on a slowed CPU), %" G_GUINT64_FORMAT " checked while timed\n",
                  facts->launches_asked, facts->elapsed_s, facts->seed, kept, preempted + slowed,
                  preempted, slowed, facts->blocks_checked);
    for (guint i = 0; i < notes->len; i++)
        (void)fprintf(to, "  %s\n", (const char *)notes->pdata[i]);
}

void ph_terminal_summary(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                         gboolean has_colour)
{
    print_run(to, measurement);
    print_kernels(to, measurement);
    print_records(to, measurement);
    ph_anchor_print(to, measurement);
    ph_judgement_text(to, measurement, judgement, has_colour);
}

void ph_terminal_benchmark(FILE *to, const ph_measurement *measurement, const char *benchmark)
{
    const char *separator = ": ";

    (void)fputs(benchmark, to);
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        const gboolean is_measured = result->state == PH_STATE_MEASURED;
        g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);

        if (strcmp(result->benchmark, benchmark) != 0)
            continue;
        (void)fprintf(to, "%s%s%s%s %s%s", separator, result->subject, is_kernel(result) ? "" : " ",
                      is_kernel(result) ? "" : result->level,
                      is_measured ? rate : ph_state_name(result->state),
                      is_measured ? " MiB/s" : "");
        separator = ", ";
    }
    (void)fputc('\n', to);
}
