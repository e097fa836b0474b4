/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "contrast_text.h"

#include <math.h>
#include <string.h>

#include "build_text.h"
#include "colour.h"
#include "run_notes.h"

enum { SCALE_COLUMNS = 41 };

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

static char *name_of(const ph_contrast *contrast)
{
    const gboolean is_kernel = strcmp(contrast->level, "kernel") == 0;

    return g_strconcat(contrast->benchmark, is_kernel ? "" : ", ", is_kernel ? "" : contrast->level,
                       *contrast->variant ? ", " : "", contrast->variant, NULL);
}

static void print_missing(FILE *to, const ph_contrast *contrast)
{
    if (isnan(contrast->launches_needed))
        return;
    if (contrast->launches_needed > 10000.0)
        (void)fprintf(to, "; it stands too close for more launches to settle it");
    else
        (void)fprintf(to, "; about %.0f more launches (%.0f s) would settle it",
                      contrast->launches_needed,
                      ceil(contrast->launches_needed * contrast->launch_s));
}

static void print_contrast(FILE *to, const ph_contrast *contrast, const ph_contrast_report *report,
                           gboolean has_colour)
{
    const char *colour = has_colour ? ph_colour_of(contrast->call.verdict) : "";
    g_autofree char *name = name_of(contrast);
    g_autofree char *drawn = isfinite(contrast->ci95.low) ? draw(contrast, &report->rule) : NULL;

    (void)fprintf(to, "  %-28s", name);
    if (drawn)
        (void)fprintf(to, " %+7.2f %% %+7.2f … %+6.2f %% %s %4u  %7.2g",
                      lost_percent(contrast->ratio), lost_percent(contrast->ci95.low),
                      lost_percent(contrast->ci95.high), drawn, contrast->launches,
                      contrast->p_value);
    (void)fprintf(to, "  %s%s%s\n", colour, ph_verdict_word(contrast->call.verdict),
                  *colour ? PH_COLOUR_END : "");
    (void)fprintf(to, "    %s: %s", ph_difference_word(contrast->call.difference), contrast->why);
    if (!report->is_stored) /* There, the reason says it. */
        print_missing(to, contrast);
    if (!isnan(contrast->base_work))
        (void)fprintf(to, "; instructions an item: %.1f, before %.1f", contrast->head_work,
                      contrast->base_work);
    (void)fputc('\n', to);
}

/* Of one file, and made of the same: a comment in the sources may be all that differs. */
static gboolean is_same_build(const ph_subject_info *a, const ph_subject_info *b)
{
    return ph_subject_is_same_library(a, b) &&
           g_strcmp0(a->built_from->commit, b->built_from->commit) == 0;
}

static void print_build(FILE *to, const ph_subject_info *info, const ph_subject_info *beside)
{
    (void)fprintf(to, "  %s: %s%s%s, %s\n", info->name, info->version, *info->chosen ? ", " : "",
                  info->chosen, info->build);
    if (beside && is_same_build(info, beside))
        (void)fputs("    the same library\n", to);
    else
        ph_build_text_print(to, "    ", info->built_from);
}

/* Base and head as the worker found them: versions and builds, side by side. */
static void print_builds(FILE *to, const ph_contrast_report *report)
{
    const ph_subject_info *base = ph_contrast_subject(report, PH_CONTRAST_BASE);
    const ph_subject_info *head = ph_contrast_subject(report, PH_CONTRAST_HEAD);

    if (base)
        print_build(to, base, NULL);
    if (head)
        print_build(to, head, base);
}

static void print_heading(FILE *to, const ph_contrast_report *report)
{
    const ph_slowdown_rule *rule = &report->rule;
    g_autofree char *scale =
        g_strdup_printf("%-+*.0f%+*.0f", SCALE_COLUMNS / 2, -150.0 * rule->fail,
                        SCALE_COLUMNS - SCALE_COLUMNS / 2, 150.0 * rule->fail);

    (void)fprintf(to,
                  "\nThroughput lost by head, %%: below 0 it is faster; noise floor %g %%, "
                  "WARN beyond %g %%, FAIL beyond %g %%\n"
                  "  %-28s %9s %18s %s  runs  Welch p\n",
                  rule->floor * 100.0, rule->warn * 100.0, rule->fail * 100.0, "benchmark",
                  "change", "95 % interval", scale);
}

GPtrArray *ph_contrast_notes(const ph_contrast_report *report)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
    char *noise = ph_noise_note(&report->noise, report->samples_missing);

    if (noise)
        g_ptr_array_add(notes, noise);
    for (guint i = 0; i < report->notes->len; i++)
        g_ptr_array_add(notes, g_strdup(report->notes->pdata[i]));
    return notes;
}

static void print_notes(FILE *to, const ph_contrast_report *report)
{
    g_autoptr(GPtrArray) notes = ph_contrast_notes(report);

    for (guint i = 0; i < notes->len; i++)
        (void)fprintf(to, "%sNote: %s\n", i == 0 ? "\n" : "", (const char *)notes->pdata[i]);
}

void ph_contrast_print(FILE *to, const ph_contrast_report *report, gboolean has_colour)
{
    const char *colour = has_colour ? ph_colour_of(report->verdict) : "";

    if (report->is_stored)
        (void)fprintf(to, "Two stored runs of " PH_HEADLINE_SUBJECT "\n");
    else
        (void)fprintf(to, "Two builds side by side on CPU %u, %.1f s\n", report->cpu,
                      report->elapsed_s);
    print_builds(to, report);
    print_heading(to, report);
    for (guint i = 0; i < report->contrasts->len; i++)
        print_contrast(to, report->contrasts->pdata[i], report, has_colour);
    print_notes(to, report);
    for (guint i = 0; i < report->errors->len; i++)
        (void)fprintf(to, "%sError: %s\n", i == 0 ? "\n" : "",
                      (const char *)report->errors->pdata[i]);
    (void)fprintf(to, "\nComparison: %s[%s]%s\n", colour, ph_verdict_word(report->verdict),
                  *colour ? PH_COLOUR_END : "");
}
