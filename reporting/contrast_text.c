/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "contrast_text.h"

#include <math.h>
#include <string.h>

#include "build_text.h"
#include "colour.h"
#include "columns.h"
#include "contrast_words.h"
#include "explanation_rows.h"
#include "run_notes.h"
#include "verdict/change_text.h"

enum { SCALE_COLUMNS = 37, DECIMALS = 2 };

/* Of what stands below a line; of a name, and of a change. */
enum { INDENT = 4, NAME_COLUMNS = 44, CHANGE_COLUMNS = 16 };

/* By work: of a name, of instructions an item, and of a change. */
enum { WORK_NAME_COLUMNS = 32, WORK_COLUMNS = 10, WORK_CHANGE_COLUMNS = 9 };

/* What is lost of the throughput at this time ratio, in percent: positive is slower. */
static double lost_percent(double ratio)
{
    return 100.0 * (1.0 - 1.0 / ratio);
}

/* The scale reaches from a gain to a loss of one and a half times the fail threshold. */
static int column_of(double percent, const ph_slowdown_rule *rule)
{
    const double reach = 150.0 * rule->fail;
    const double place = (percent / reach + 1.0) / 2.0 * (SCALE_COLUMNS - 1);

    return (int)CLAMP(lround(place), 0, SCALE_COLUMNS - 1);
}

/* The interval, and behind it zero, the warn and the fail threshold. */
static char *draw(const ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const char *columns[SCALE_COLUMNS];
    GString *text = g_string_new(NULL);
    int low, high;

    for (int i = 0; i < SCALE_COLUMNS; i++)
        columns[i] = " ";
    columns[column_of(0.0, rule)] = "│";
    columns[column_of(100.0 * rule->warn, rule)] = "┆";
    columns[column_of(100.0 * rule->fail, rule)] = "┃";
    low = column_of(lost_percent(contrast->ci95.low), rule);
    high = column_of(lost_percent(contrast->ci95.high), rule);
    for (int i = low; i <= high; i++)
        columns[i] = "━";
    columns[column_of(lost_percent(contrast->ratio), rule)] = "●";
    for (int i = 0; i < SCALE_COLUMNS; i++)
        g_string_append(text, columns[i]);
    return g_string_free(text, FALSE);
}

static void pad(FILE *to, const char *text, int columns)
{
    (void)fprintf(to, "%s%*s", text, MAX(columns - (int)ph_columns_of(text), 0), "");
}

/* Name, change and verdict: what is looked for first. */
static void print_call(FILE *to, const ph_contrast *contrast, gboolean has_colour)
{
    const char *colour = has_colour ? ph_colour_of(contrast->call.verdict) : "";
    g_autofree char *whole = ph_contrast_name(contrast);
    g_autofree char *name = ph_columns_shorten(whole, NAME_COLUMNS);
    g_autofree char *change = isfinite(contrast->ratio)
                                  ? ph_change_text_of_ratio(contrast->ratio, DECIMALS)
                                  : g_strdup("");

    (void)fputs("  ", to);
    pad(to, name, NAME_COLUMNS);
    (void)fputc(' ', to);
    pad(to, change, CHANGE_COLUMNS);
    (void)fprintf(to, " %s%s%s\n", colour, ph_verdict_word(contrast->call.verdict),
                  *colour ? PH_COLOUR_END : "");
}

/* Where the figure stands, and how sure it is: over all launches, and for whoever decides. */
static void print_intervals(FILE *to, const ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    g_autofree char *drawn = draw(contrast, rule);
    g_autofree char *ci95 = ph_change_interval_text_of_ratio(contrast->ci95, DECIMALS);
    g_autofree char *deciding = ph_change_deciding_text(contrast->confidence, contrast->deciding);

    (void)fprintf(to, "%*s%s  95 %%: %s\n", INDENT, "", drawn, ci95);
    ph_columns_print(to, INDENT, INDENT, "deciding %s; %u launches, Welch p %.2g", deciding,
                     contrast->launches, contrast->p_value);
}

static void print_contrast(FILE *to, const ph_contrast *contrast, const ph_contrast_report *report,
                           gboolean has_colour)
{
    g_autofree char *words = ph_contrast_words(contrast, report);

    print_call(to, contrast, has_colour);
    if (isfinite(contrast->ci95.low))
        print_intervals(to, contrast, &report->rule);
    ph_columns_print(to, INDENT, INDENT, "%s", words);
}

/* "+1.10 %"; "" where it was not counted. The caller frees it. */
static char *more_work_text(const ph_contrast *contrast)
{
    const double percent = 100.0 * (contrast->head_work / contrast->base_work - 1.0);

    if (isnan(percent))
        return g_strdup("");
    return g_strdup_printf("%s%.*f %%", percent < 0.0 ? "−" : "+", DECIMALS, fabs(percent));
}

static char *instructions_text(double instructions)
{
    return isnan(instructions) ? g_strdup("") : g_strdup_printf("%.1f", instructions);
}

/* Name, work of both, change and verdict in one line. */
static void print_work(FILE *to, const ph_contrast *contrast, const ph_contrast_report *report,
                       gboolean has_colour)
{
    const char *colour = has_colour ? ph_colour_of(contrast->call.verdict) : "";
    g_autofree char *whole = ph_contrast_name(contrast);
    g_autofree char *name = ph_columns_shorten(whole, WORK_NAME_COLUMNS);
    g_autofree char *base = instructions_text(contrast->base_work);
    g_autofree char *head = instructions_text(contrast->head_work);
    g_autofree char *change = more_work_text(contrast);
    g_autofree char *words = ph_contrast_words(contrast, report);

    (void)fputs("  ", to);
    pad(to, name, WORK_NAME_COLUMNS);
    (void)fprintf(to, " %*s %*s ", WORK_COLUMNS, base, WORK_COLUMNS, head);
    (void)fprintf(to, "%*s%s", MAX(WORK_CHANGE_COLUMNS - (int)ph_columns_of(change), 0), "",
                  change);
    (void)fprintf(to, "  %s%s%s\n", colour, ph_verdict_word(contrast->call.verdict),
                  *colour ? PH_COLOUR_END : "");
    /* Where the line says it all, nothing is added. */
    if (contrast->call.verdict != PH_VERDICT_PASS ||
        contrast->call.difference != PH_DIFFERENCE_SAME_WORK ||
        contrast->allocations.difference != PH_ALLOCATION_DIFFERENCE_SAME)
        ph_columns_print(to, INDENT, INDENT, "%s", words);
}

static void print_work_heading(FILE *to, const ph_slowdown_rule *rule)
{
    (void)fprintf(to, "\nInstructions an item; WARN beyond %g %% more work, FAIL beyond %g %%\n",
                  rule->warn * 100.0, rule->fail * 100.0);
    (void)fprintf(to, "  %*s %*s %*s %*s\n", WORK_NAME_COLUMNS, "", WORK_COLUMNS, PH_CONTRAST_BASE,
                  WORK_COLUMNS, PH_CONTRAST_HEAD, WORK_CHANGE_COLUMNS, "change");
}

/* Of one file, and made of the same: a comment in the sources may be all that differs. */
static gboolean is_same_build(const ph_subject_info *a, const ph_subject_info *b)
{
    return ph_subject_is_same_library(a, b) &&
           g_strcmp0(a->built_from->commit, b->built_from->commit) == 0;
}

/* Base and head as the worker found them: versions and builds, side by side. */
static void print_builds(FILE *to, const ph_contrast_report *report, gboolean is_verbose)
{
    const ph_subject_info *base = ph_contrast_subject(report, PH_CONTRAST_BASE);
    const ph_subject_info *head = ph_contrast_subject(report, PH_CONTRAST_HEAD);

    if (base)
        ph_build_text_print_subject(to, base, is_verbose);
    if (head && base && is_same_build(head, base))
        ph_columns_print(to, 2, INDENT, "%s %s%s%s: the same library", head->name, head->version,
                         *head->chosen ? ", " : "", head->chosen);
    else if (head)
        ph_build_text_print_subject(to, head, is_verbose);
}

static void print_allocation_rule(FILE *to, const ph_allocation_rule *rule)
{
    if (rule->warn > 0.0)
        (void)fprintf(to, "allocations: WARN beyond %g %% more, FAIL beyond %g %%\n",
                      rule->warn * 100.0, rule->fail * 100.0);
}

static void print_heading(FILE *to, const ph_contrast_report *report)
{
    const ph_slowdown_rule *rule = &report->rule;
    g_autofree char *scale =
        g_strdup_printf("%-+*.0f%+*.0f", SCALE_COLUMNS / 2, -150.0 * rule->fail,
                        SCALE_COLUMNS - SCALE_COLUMNS / 2, 150.0 * rule->fail);
    g_autofree char *limits =
        g_strdup_printf("noise floor %g %%, WARN beyond %g %% slower, FAIL beyond %g %%",
                        rule->floor * 100.0, rule->warn * 100.0, rule->fail * 100.0);

    (void)fprintf(to, "\nThe throughput of head beside base's;\n%s\n", limits);
    print_allocation_rule(to, &report->allocation_rule);
    (void)fprintf(to, "%*s%s  %% of it lost\n", INDENT, "", scale);
}

GPtrArray *ph_contrast_notes(const ph_contrast_report *report)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
    char *noise = ph_noise_note(&report->noise, report->samples_missing);

    if (noise)
        g_ptr_array_add(notes, noise);
    for (guint i = 0; i < report->notes->len; i++)
        if (g_strcmp0(noise, report->notes->pdata[i]) != 0)
            g_ptr_array_add(notes, g_strdup(report->notes->pdata[i]));
    return notes;
}

static void print_texts(FILE *to, const char *title, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        if (i == 0)
            (void)fputc('\n', to);
        ph_columns_print(to, 0, 2, "%s: %s", title, (const char *)texts->pdata[i]);
    }
}

/* Why it ended, and what would tell more, in one line each. */
static void print_stop(FILE *to, const ph_contrast_report *report)
{
    static const char *const texts[PH_STOP_COUNT] = {
        [PH_STOP_NOTHING_TIMED] = NULL,
        [PH_STOP_SETTLED] = "Stopped: more launches would change nothing",
        [PH_STOP_BUDGET] = "Stopped: the budget is used up, and something is open",
        [PH_STOP_LAUNCHES] = "Stopped: as many launches as were asked for, and something is open",
        [PH_STOP_TIME] = "Stopped: it was cut short",
    };

    if (texts[report->stop])
        (void)fprintf(to, "\n%s\n", texts[report->stop]);
    if (report->command)
        (void)fprintf(to, "%sThis would tell:\n  %s\n", texts[report->stop] ? "" : "\n",
                      report->command);
}

static void print_title(FILE *to, const ph_contrast_report *report)
{
    if (report->mode == PH_CONTRAST_MODE_WORK) {
        (void)fprintf(to, "Two builds by their work alone: nothing was timed; %.1f s\n",
                      report->elapsed_s);
        return;
    }
    if (report->is_same_run)
        (void)fputs("The same run on both sides: there is nothing to compare\n", to);
    else if (report->is_stored)
        (void)fputs("Two stored runs of " PH_HEADLINE_SUBJECT "\n", to);
    else
        (void)fprintf(to, "Two builds side by side on CPU %u, %.1f s\n", report->cpu,
                      report->elapsed_s);
}

static void print_contrasts(FILE *to, const ph_contrast_report *report, gboolean has_colour)
{
    const gboolean is_work = report->mode == PH_CONTRAST_MODE_WORK;

    if (is_work)
        print_work_heading(to, &report->rule);
    else
        print_heading(to, report);
    for (guint i = 0; i < report->contrasts->len; i++)
        if (is_work)
            print_work(to, report->contrasts->pdata[i], report, has_colour);
        else
            print_contrast(to, report->contrasts->pdata[i], report, has_colour);
}

void ph_contrast_print(FILE *to, const ph_contrast_report *report, ph_terminal_style style)
{
    const char *colour = style.has_colour ? ph_colour_of(report->verdict) : "";
    g_autoptr(GPtrArray) notes = ph_contrast_notes(report);

    print_title(to, report);
    print_builds(to, report, style.is_verbose);
    if (!report->is_same_run)
        print_contrasts(to, report, style.has_colour);
    ph_explanation_print(to, report);
    print_texts(to, "Note", notes);
    print_texts(to, "Error", report->errors);
    print_stop(to, report);
    (void)fprintf(to, "\nComparison: %s[%s]%s\n", colour, ph_verdict_word(report->verdict),
                  *colour ? PH_COLOUR_END : "");
}
