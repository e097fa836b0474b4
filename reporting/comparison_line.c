/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "comparison_line.h"

#include <math.h>
#include <string.h>

#include "columns.h"
#include "contrast_words.h"

enum { NAME_COLUMNS = 44, DECIMALS = 1 };

#define MINUTES_FROM_S 120.0

/* How many of them there are. */
typedef struct tally {
    guint all;
    guint regressions; /* FAIL or WARN. */
    guint open;        /* It cannot be told. */
    guint unchanged;
} tally;

static tally count(const ph_contrast_report *report)
{
    tally found = { .all = report->contrasts->len };

    for (guint i = 0; i < found.all; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];
        const ph_verdict verdict = contrast->call.verdict;

        found.regressions += verdict == PH_VERDICT_FAIL || verdict == PH_VERDICT_WARN;
        found.open += verdict == PH_VERDICT_INCONCLUSIVE;
        found.unchanged += verdict == PH_VERDICT_UNCHANGED;
    }
    return found;
}

/* Nothing that means anything to GitHub, nor to a terminal. */
static char *plain_name(const ph_contrast *contrast)
{
    g_autofree char *name = ph_contrast_name(contrast);

    g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/.,- ", '?');
    return ph_columns_shorten(name, NAME_COLUMNS);
}

/* "head 3.2 % slower"; "head fails (crash)". */
static void append_fate(GString *line, const ph_contrast *contrast,
                        const ph_contrast_report *report)
{
    const char *fault = ph_fault_word(contrast->head_fault.kind);
    g_autofree char *change = ph_contrast_change_text(contrast, report->mode, DECIMALS);
    g_autofree char *allocations = NULL;

    if (ph_contrast_stands_on_allocations(contrast, report)) {
        allocations = ph_allocation_change_most_text(&contrast->allocations);
        g_string_append_printf(line, "head %s", allocations);
    } else if (isfinite(ph_contrast_change(contrast, report->mode))) {
        g_string_append_printf(line, "head %s", change);
    } else {
        g_string_append_printf(line, "head fails (%s)", *fault ? fault : "no number");
    }
}

/* "head 3.2 % slower: comp3/L2; ": of the worst, or of the best where all is well. */
static void append_most(GString *line, const ph_contrast_report *report)
{
    g_autoptr(GPtrArray) sorted = ph_contrasts_worst_first(report);
    const ph_contrast *most = sorted->len ? sorted->pdata[0] : NULL;
    const gboolean is_worth_it =
        most && (most->call.verdict == PH_VERDICT_FAIL || most->call.verdict == PH_VERDICT_WARN ||
                 report->verdict == PH_VERDICT_IMPROVED);
    g_autofree char *name = is_worth_it ? plain_name(most) : NULL;

    if (!is_worth_it)
        return;
    append_fate(line, most, report);
    g_string_append_printf(line, ": %s; ", name);
}

static void append_count(GString *line, guint number, const char *what)
{
    g_string_append_printf(line, "%u %s%s", number, what, number == 1 ? "" : "s");
}

static void append_tally(GString *line, const ph_contrast_report *report)
{
    const tally found = count(report);

    if (report->errors->len) {
        append_count(line, report->errors->len, "error");
        g_string_append(line, "; ");
    }
    append_most(line, report);
    if (found.regressions)
        append_count(line, found.regressions, "regression");
    else
        g_string_append(line, "no regression");
    g_string_append_printf(line, " in %u", found.all);
    if (found.open)
        g_string_append_printf(line, ", %u cannot be told", found.open);
}

static void append_time(GString *line, double elapsed_s)
{
    if (elapsed_s >= MINUTES_FROM_S)
        g_string_append_printf(line, ", %.0f min", elapsed_s / 60.0);
    else if (elapsed_s >= 0.5)
        g_string_append_printf(line, ", %.0f s", elapsed_s);
}

static void append_what(GString *line, const ph_contrast_report *report)
{
    const ph_contrast_failure *failure = &report->failure;
    const tally found = count(report);

    if (failure->kind != PH_FAILURE_NONE)
        g_string_append_printf(line, "%s%s%s", failure->of ? failure->of : "",
                               failure->of ? " " : "", ph_failure_what(failure->kind));
    else if (report->is_same_run)
        g_string_append(line, "the same run on both sides");
    else if (found.all == 0 && report->errors->len == 0)
        g_string_append(line, "nothing was compared");
    else if (found.all && found.unchanged == found.all && report->errors->len == 0)
        g_string_append(line, "both builds are the same machine code");
    else
        append_tally(line, report);
    append_time(line, report->elapsed_s);
}

char *ph_comparison_line(const ph_comparison_document *document)
{
    const ph_contrast_report *report = document->report;
    g_autofree char *verdict = g_strdup_printf(" [%s]", ph_verdict_word(report->verdict));
    const glong most = PH_COMPARISON_LINE_CHARACTERS_MAX - (glong)strlen(verdict);
    g_autoptr(GString) line = g_string_new("Comparison: ");
    g_autofree char *cut = NULL;

    append_what(line, report);
    if (g_utf8_strlen(line->str, -1) <= most)
        return g_strconcat(line->str, verdict, NULL);
    cut = g_utf8_substring(line->str, 0, most - 1); /* Of figures that no machine has. */
    return g_strconcat(cut, "…", verdict, NULL);
}
