/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "judgement_text.h"

#include <math.h>

#include "budget_rows.h"
#include "build_text.h"
#include "colour.h"
#include "columns.h"
#include "figure.h"
#include "no_number.h"
#include "report_line.h"
#include "text_table.h"

/* Columns, from the left. */
enum {
    BENCHMARK_BEGINS = 2,
    SUBJECT_BEGINS = 4,
    WHY_BEGINS = 6,
    TEXT_BEGINS = 2,
    TEXT_GOES_ON = 4
};
/* So many of a commit's digits are a name for it. */
enum { COMMIT_DIGITS = 12 };

/* A verdict that is not PASS stands below its row, with the reason. */
static void add_why(ph_text_table *table, ph_verdict verdict, const char *why, gboolean has_colour)
{
    g_autofree char *word = ph_colour_verdict(verdict, has_colour);
    g_autofree char *text = g_strdup_printf("%s: %s", word, why);

    ph_text_table_add_words(table, WHY_BEGINS, text);
}

static void add_floor(ph_text_table *table, const ph_floor_check *check, gboolean has_colour)
{
    const gboolean is_pass = check->is_judged && check->verdict == PH_VERDICT_PASS;

    ph_text_table_take_row(table, g_strdup_printf("%-8s %s", check->name, check->benchmark),
                           g_strdup(check->level), ph_figure_rate(check->value_mb_s),
                           g_strdup_printf("%g", check->floor_mb_s),
                           ph_figure_factor(check->value_mb_s / check->floor_mb_s),
                           is_pass             ? ph_colour_verdict(PH_VERDICT_PASS, has_colour)
                           : !check->is_judged ? g_strdup("not judged")
                                               : g_strdup(""),
                           NULL);
    if (check->is_judged && !is_pass)
        add_why(table, check->verdict, check->why, has_colour);
}

static void print_floors(FILE *to, const GArray *checks, gboolean has_colour)
{
    static const char *const titles[] = { "", "<level", "MB/s", "floor", "ratio", "<", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(TEXT_BEGINS, titles);

    for (guint i = 0; i < checks->len; i++) {
        const ph_floor_check *check = &g_array_index(checks, ph_floor_check, i);

        if (check->is_asked)
            add_floor(table, check, has_colour);
    }
    if (ph_text_table_is_empty(table))
        return;
    (void)fputs("\nFloors of " PH_HEADLINE_SUBJECT ", MB/s (1,000,000 bytes)\n", to);
    ph_text_table_print(to, table);
}

/* What is allocated stands in the reason where the verdict stands on it, and else for itself. */
static void add_change(ph_text_table *table, const ph_change *change,
                       const ph_allocation_rule *rule, gboolean has_colour)
{
    const ph_result *result = change->result;
    g_autofree char *allocations = ph_allocation_change_text(&change->allocations, rule);
    const gboolean is_measured = result->state == PH_STATE_MEASURED;
    const gboolean is_pass = change->verdict == PH_VERDICT_PASS;

    ph_text_table_take_row(
        table, ph_figure_name(result),
        ph_figure_rate(change->base ? change->base->throughput_mib_s : NAN),
        is_measured ? ph_figure_rate(result->throughput_mib_s)
                    : ph_colour_state(result, has_colour),
        ph_figure_change(change->change),
        isfinite(change->ci95.low) ? ph_figure_change_interval(change->ci95) : g_strdup(""),
        is_pass ? ph_colour_verdict(change->verdict, has_colour) : g_strdup(""), NULL);
    if (!is_pass)
        add_why(table, change->verdict, is_measured ? change->why : "it has no number", has_colour);
    if (allocations && change->allocations.verdict <= PH_VERDICT_PASS)
        ph_text_table_add_words(table, WHY_BEGINS, allocations);
}

static void print_changes(FILE *to, const ph_judgement *judgement, gboolean has_colour)
{
    static const char *const titles[] = {
        "", "baseline", "run", "change", "95 % interval", "<", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(SUBJECT_BEGINS, titles);
    const char *benchmark = NULL;

    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (!change->is_judged)
            continue;
        if (g_strcmp0(benchmark, change->result->benchmark) != 0)
            ph_text_table_add_words(table, BENCHMARK_BEGINS, change->result->benchmark);
        benchmark = change->result->benchmark;
        add_change(table, change, &judgement->allocation_rule, has_colour);
    }
    if (ph_text_table_is_empty(table))
        return;
    (void)fputc('\n', to);
    ph_columns_print(to, 0, TEXT_BEGINS,
                     "Beside the baseline, MiB/s: WARN beyond %g %% slower, FAIL beyond %g %%",
                     judgement->warn_threshold * 100.0, judgement->fail_threshold * 100.0);
    ph_text_table_print(to, table);
}

static void print_list(FILE *to, const char *title, const GPtrArray *texts)
{
    if (texts->len)
        (void)fputs(title, to);
    for (guint i = 0; i < texts->len; i++)
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s", (const char *)texts->pdata[i]);
}

/* Without those that say why a result has no number: that has been said. */
static void print_errors(FILE *to, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) others = g_ptr_array_new();

    for (guint i = 0; i < measurement->errors->len; i++)
        if (!ph_no_number_find(measurement, measurement->errors->pdata[i]))
            g_ptr_array_add(others, measurement->errors->pdata[i]);
    print_list(to, "\nErrors\n", others);
}

/* Why it is no pass; of a result without a number, as far as that has not been said. */
static void print_why(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                      gboolean has_colour)
{
    const ph_result *result = ph_no_number_find(measurement, judgement->why);
    g_autofree char *word = ph_colour_verdict(judgement->verdict, has_colour);
    g_autofree char *name = result ? ph_figure_name(result) : NULL;

    if (result)
        ph_columns_print(to, 0, TEXT_BEGINS, "%s: %s, %s: %s", word, result->benchmark, name,
                         ph_state_name(result->state));
    else
        ph_columns_print(to, 0, TEXT_BEGINS, "%s: %s", word, judgement->why);
}

void ph_judgement_text(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                       gboolean has_colour)
{
    g_autofree char *line = ph_report_line(measurement, judgement->verdict);

    print_floors(to, judgement->floors, has_colour);
    ph_budgets_print(to, judgement->budgets, has_colour);
    print_changes(to, judgement, has_colour);
    print_list(to, "\nWarnings\n", measurement->warnings);
    print_list(to, measurement->warnings->len ? "" : "\nWarnings\n", judgement->warnings);
    print_list(to, "\nNotes\n", judgement->notes);
    print_errors(to, measurement);
    ph_no_number_print(to, measurement, has_colour);
    (void)fputc('\n', to);
    if (judgement->verdict != PH_VERDICT_PASS)
        print_why(to, measurement, judgement, has_colour);
    (void)fprintf(to, "%s%s%s\n", has_colour ? ph_colour_of(judgement->verdict) : "", line,
                  has_colour ? PH_COLOUR_END : "");
}

void ph_judgement_heading(FILE *to, const char *title, const ph_measurement *measurement)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);
    const char *host = ph_measurement_fingerprint(measurement);
    g_autofree char *commit =
        measurement->commit
            ? g_utf8_substring(measurement->commit, 0,
                               MIN(g_utf8_strlen(measurement->commit, -1), COMMIT_DIGITS))
            : g_strdup("not recorded");

    ph_columns_print(to, 0, TEXT_BEGINS, "%s: %s, suite %s", title,
                     measurement->timestamp ? measurement->timestamp : "time not recorded",
                     measurement->suite ? measurement->suite : "none");
    ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "commit %s, host %s", commit,
                     host ? host : "not recorded");
    if (info)
        ph_build_text_print(to, "  " PH_HEADLINE_SUBJECT ": ", info->built_from);
}
