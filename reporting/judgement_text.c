/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "judgement_text.h"

#include <math.h>

#include "build_text.h"
#include "colour.h"
#include "figure.h"
#include "report_line.h"

static void print_coloured(FILE *to, ph_verdict verdict, const char *text, gboolean has_colour)
{
    (void)fprintf(to, "%s%s%s", has_colour ? ph_colour_of(verdict) : "", text,
                  has_colour ? PH_COLOUR_END : "");
}

static void print_floor(FILE *to, const ph_floor_check *check, gboolean has_colour)
{
    const double margin = check->value_mb_s / check->floor_mb_s;
    g_autofree char *value = ph_figure_rate(check->value_mb_s);
    g_autofree char *factor = ph_figure_factor(margin);

    (void)fprintf(to, "  %-8s %-20s %-7s %8s of %g", check->name, check->benchmark, check->level,
                  value, check->floor_mb_s);
    if (isfinite(margin))
        (void)fprintf(to, ", %s the floor", factor);
    if (check->is_judged) {
        (void)fputs(": ", to);
        print_coloured(to, check->verdict, ph_verdict_word(check->verdict), has_colour);
        (void)fprintf(to, ", %s\n", check->why);
    } else {
        (void)fputs(" (shown, not judged)\n", to);
    }
}

static void print_floors(FILE *to, const GArray *checks, gboolean has_colour)
{
    const char *title = "\nFloors, MB/s (1,000,000 bytes): " PH_HEADLINE_SUBJECT "\n";

    for (guint i = 0; i < checks->len; i++) {
        const ph_floor_check *check = &g_array_index(checks, ph_floor_check, i);

        if (!check->is_asked)
            continue;
        (void)fputs(title, to);
        title = "";
        print_floor(to, check, has_colour);
    }
}

static void print_change(FILE *to, const ph_change *change, gboolean has_colour)
{
    const ph_result *result = change->result;
    const gboolean is_measured = result->state == PH_STATE_MEASURED;
    g_autofree char *base = ph_figure_rate(change->base ? change->base->throughput_mib_s : NAN);
    g_autofree char *head = ph_figure_rate(is_measured ? result->throughput_mib_s : NAN);
    g_autofree char *share = ph_figure_change(change->change);
    g_autofree char *interval = ph_figure_change_interval(change->ci95);

    (void)fprintf(to, "  %-22s %-20s %-7s %8s %8s %14s  ", result->benchmark, result->subject,
                  result->level, base, head, share);
    if (isfinite(change->ci95.low))
        (void)fprintf(to, "(%s)  ", interval);
    print_coloured(to, change->verdict, ph_verdict_word(change->verdict), has_colour);
    (void)fprintf(to, ", %s\n", change->why);
}

static void print_changes(FILE *to, const ph_judgement *judgement, gboolean has_colour)
{
    gboolean has_title = FALSE;

    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (!change->is_judged)
            continue;
        if (!has_title)
            (void)fprintf(to,
                          "\nThroughput beside the baseline's, MiB/s; WARN beyond %g %% slower, "
                          "FAIL beyond %g %%\n  %-22s %-20s %-7s %8s %8s %14s  %s\n",
                          judgement->warn_threshold * 100.0, judgement->fail_threshold * 100.0,
                          "benchmark", "subject", "level", "baseline", "run", "change",
                          "(95 % interval)");
        has_title = TRUE;
        print_change(to, change, has_colour);
    }
}

static void print_list(FILE *to, const char *title, const GPtrArray *texts)
{
    if (texts->len)
        (void)fputs(title, to);
    for (guint i = 0; i < texts->len; i++)
        (void)fprintf(to, "  %s\n", (const char *)texts->pdata[i]);
}

void ph_judgement_text(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                       gboolean has_colour)
{
    g_autofree char *line = ph_report_line(measurement, judgement->verdict);

    print_floors(to, judgement->floors, has_colour);
    print_changes(to, judgement, has_colour);
    print_list(to, "\nWarnings\n", measurement->warnings);
    print_list(to, measurement->warnings->len ? "" : "\nWarnings\n", judgement->warnings);
    print_list(to, "\nNotes\n", judgement->notes);
    print_list(to, "\nErrors\n", measurement->errors);
    if (judgement->verdict != PH_VERDICT_PASS)
        (void)fprintf(to, "\n%s: %s", ph_verdict_word(judgement->verdict), judgement->why);
    (void)fputc('\n', to);
    print_coloured(to, judgement->verdict, line, has_colour);
    (void)fputc('\n', to);
}

void ph_judgement_heading(FILE *to, const char *title, const ph_measurement *measurement)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);
    const char *host = ph_measurement_fingerprint(measurement);

    (void)fprintf(to, "%s: %s, commit %s, suite %s, host %s\n", title,
                  measurement->timestamp ? measurement->timestamp : "time not recorded",
                  measurement->commit ? measurement->commit : "not recorded",
                  measurement->suite ? measurement->suite : "none", host ? host : "not recorded");
    if (info)
        ph_build_text_print(to, "  " PH_HEADLINE_SUBJECT ": ", info->built_from);
}
