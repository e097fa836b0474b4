/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The detector with what it finds in runs that others measure, and comparisons that others make:
 * script/study's real series.
 *
 * Standard input has a line for each run of an anchored series, "POSITION VALUE ERROR". It answers
 * with one line: "learning", "steady", or what is decided of a candidate, "CAUSE FIRST HEAD CHANGE"
 * (CHANGE is a logarithm; "undecided" is one cause more). Before that it may ask, as often as it
 * needs, "compare BASE HEAD LAYOUTS", and reads "CHANGE LOW HIGH P_VALUE", logarithms, or "cannot".
 */
#include <stdio.h>
#include <string.h>

#include "series/confirmation.h"
#include "series/trend.h"

enum { LINE_BYTES = 256 };

static const char *cause_word(ph_level_cause cause)
{
    static const char *const words[] = {
#define X(identifier, word, meaning) word,
        PH_LEVEL_CAUSE_LIST(X)
#undef X
    };

    return words[cause];
}

static gboolean ask(ph_confirmation *confirmation)
{
    const gint64 base = ph_confirmation_base(confirmation).position;
    const gint64 head = confirmation->candidate.head.position;
    ph_compared_change compared;
    char line[LINE_BYTES];

    printf("compare %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u\n", base, head,
           ph_confirmation_layouts(confirmation));
    (void)fflush(stdout);
    if (!fgets(line, sizeof line, stdin))
        return FALSE;
    if (strcmp(line, "cannot\n") == 0) {
        ph_confirmation_give_up(confirmation);
        return TRUE;
    }
    /* NOLINTNEXTLINE(cert-err34-c): the study writes what it reads. */
    if (sscanf(line, "%lf %lf %lf %lf", &compared.change, &compared.ci95.low, &compared.ci95.high,
               &compared.p_value) != 4)
        return FALSE;
    ph_confirmation_add(confirmation, &compared);
    return TRUE;
}

static gboolean confirm(const ph_candidate *candidate, const GArray *points, GArray *decisions)
{
    ph_confirmation confirmation = ph_confirmation_begin(candidate);
    ph_level_decision decision;

    while (confirmation.state == PH_CONFIRMATION_OPEN) {
        if (!ask(&confirmation))
            return FALSE;
    }
    if (ph_confirmation_decide(&confirmation, points, decisions, &decision)) {
        g_array_append_val(decisions, decision);
        printf("%s", cause_word(decision.cause));
    } else {
        printf("undecided");
    }
    printf(" %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %.17g\n", candidate->first.position,
           candidate->head.position, confirmation.found.change);
    return TRUE;
}

static gboolean take_run(const ph_trend_point *run, GArray *runs, GArray *decisions)
{
    g_autoptr(GArray) points = NULL;
    ph_detection found;

    g_array_append_vals(runs, run, 1);
    points = ph_series_pool(runs);
    found = ph_detect(points, decisions, PH_SERIES_ANCHORED);
    if (found.state == PH_SERIES_CANDIDATE)
        return confirm(&found.candidate, points, decisions);
    puts(found.state == PH_SERIES_LEARNING ? "learning" : "steady");
    return TRUE;
}

int main(void)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(ph_trend_point));
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(ph_level_decision));
    char line[LINE_BYTES];

    while (fgets(line, sizeof line, stdin)) {
        ph_trend_point run = { .run_id = runs->len + 1 };

        /* NOLINTNEXTLINE(cert-err34-c): as above. */
        if (sscanf(line, "%" G_GINT64_FORMAT " %lf %lf", &run.position, &run.value, &run.error) !=
                3 ||
            !take_run(&run, runs, decisions)) {
            (void)fputs("history_detector: a line that is none was read\n", stderr);
            return 2;
        }
        (void)fflush(stdout);
    }
    return 0;
}
