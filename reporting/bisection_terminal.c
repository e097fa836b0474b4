/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A bisection for people. */
#include <math.h>

#include "bisection_report.h"
#include "columns.h"
#include "text_table.h"
#include "verdict/change_text.h"

/* Columns, from the left. */
enum { TABLE_BEGINS = 2, WORDS_BEGIN = 6 };
enum { SHOWN_HASH = 12, DECIMALS = 2 };
/* A commit that makes so much of the difference makes all of it, as far as can be seen. */
#define ALL_OF_IT 0.95

static gboolean is_by_work(const ph_bisection *bisection)
{
    return bisection->sought.sensor == PH_BISECTION_SENSOR_WORK;
}

char *ph_bisection_commit_text(const ph_bisection *bisection, guint position)
{
    return g_strndup(ph_bisection_commit_at(bisection, position)->hash, SHOWN_HASH);
}

static char *work_text(double log)
{
    const double percent = 100.0 * expm1(log);

    return g_strdup_printf("%s%.*f %% work", percent < 0.0 ? "−" : "+", DECIMALS, fabs(percent));
}

char *ph_bisection_answer_text(const ph_bisection *bisection,
                               const ph_bisection_comparison *comparison)
{
    const ph_bisection_answer *answer = &comparison->answer;

    if (isnan(answer->log))
        return g_strdup(ph_bisection_answer_word(answer->kind));
    return is_by_work(bisection) ? work_text(answer->log)
                                 : ph_change_text_of_ratio(exp(answer->log), DECIMALS);
}

/* By work there is only a point where chance has no part in it. */
static char *interval_text(const ph_bisection *bisection, const ph_bisection_answer *answer)
{
    const ph_interval interval = answer->interval;

    if (isnan(interval.low) || (is_by_work(bisection) && interval.low == interval.high))
        return g_strdup("");
    if (is_by_work(bisection))
        return g_strdup_printf("%+.*f … %+.*f %%", DECIMALS, 100.0 * expm1(interval.low), DECIMALS,
                               100.0 * expm1(interval.high));
    return ph_change_interval_text_of_ratio((ph_interval){ exp(interval.low), exp(interval.high) },
                                            DECIMALS);
}

/* What a commit is to the search. Static. */
static const char *side_of(const ph_bisection *bisection, const ph_bisection_comparison *comparison)
{
    const ph_bisection_finding *finding = &bisection->finding;

    if (comparison->step == PH_BISECTION_STEP_ENDS)
        return "head";
    if (ph_bisection_is_skipped(comparison))
        return isnan(comparison->answer.log) ? "" : "cannot tell";
    return comparison->head <= finding->low ? "before" : "behind";
}

static void add_row(ph_text_table *table, const ph_bisection *bisection,
                    const ph_bisection_comparison *comparison)
{
    ph_text_table_take_row(table, ph_bisection_commit_text(bisection, comparison->head),
                           g_strdup_printf("%u", comparison->head),
                           ph_bisection_answer_text(bisection, comparison),
                           interval_text(bisection, &comparison->answer),
                           g_strdup(side_of(bisection, comparison)), NULL);
    if (comparison->answer.reason && ph_bisection_is_skipped(comparison))
        ph_text_table_add_words(table, WORDS_BEGIN, comparison->answer.reason);
}

/* What each commit that was compared is from base, in the order of the commits. */
static void print_line(FILE *to, const ph_bisection *bisection)
{
    static const char *const titles[] = { "commit", "nth", "from base", "interval", "<", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(TABLE_BEGINS, titles);

    ph_text_table_take_row(table, ph_bisection_commit_text(bisection, 0), g_strdup("0"),
                           g_strdup(""), g_strdup(""), g_strdup("base"), NULL);
    for (guint position = 1; position < bisection->commits->len; position++)
        for (guint i = 0; i < bisection->comparisons->len; i++) {
            const ph_bisection_comparison *comparison = bisection->comparisons->pdata[i];

            if (comparison->head == position && comparison->step != PH_BISECTION_STEP_AGAIN)
                add_row(table, bisection, comparison);
        }
    ph_text_table_print(to, table);
}

/* "comp3/L2", and at record level and of variants what else tells it apart. */
static char *sought_text(const ph_bisection_sought *sought)
{
    return g_strdup_printf("%s, %s%s%s", sought->benchmark, sought->level,
                           *sought->variant ? ", variant " : "", sought->variant);
}

static void print_head(FILE *to, const ph_bisection *bisection)
{
    const guint commits = bisection->commits->len - 1;
    g_autofree char *base = ph_bisection_commit_text(bisection, 0);
    g_autofree char *head = ph_bisection_commit_text(bisection, commits);

    ph_columns_print(to, 0, 0, "%s, %u commit%s from %s to %s", bisection->repository, commits,
                     commits == 1 ? "" : "s", base, head);
    if (bisection->sought.benchmark) {
        g_autofree char *sought = sought_text(&bisection->sought);

        ph_columns_print(to, 0, 0, "What differs most: %s; commits are told apart by their %s",
                         sought, ph_bisection_sensor_word(bisection->sought.sensor));
    }
}

static void print_commit(FILE *to, const ph_bisection *bisection, const char *before,
                         guint position)
{
    g_autofree char *hash = ph_bisection_commit_text(bisection, position);

    ph_columns_print(to, 0, TABLE_BEGINS, "%s%s %s", before, hash,
                     ph_bisection_commit_at(bisection, position)->subject);
}

static char *share_text(double share)
{
    return share >= ALL_OF_IT ? g_strdup("all")
                              : g_strdup_printf("%.0f %%", 100.0 * MAX(share, 0.0));
}

/* What was found, measured on its own: both figures, as far as there are. */
static void print_again(FILE *to, const ph_bisection *bisection)
{
    const ph_bisection_finding *finding = &bisection->finding;
    const ph_bisection_comparison *again =
        ph_bisection_find(bisection, PH_BISECTION_STEP_AGAIN, finding->low, finding->high);
    g_autofree char *before = ph_bisection_commit_text(bisection, finding->low);
    g_autofree char *sought = sought_text(&bisection->sought);
    g_autoptr(GString) words = g_string_new(NULL);

    if (!again)
        return;
    g_string_append_printf(words, "%s, measured again beside %s:", sought, before);
    if (!isnan(again->time_log)) {
        const ph_interval ratio = { exp(again->time_ci95.low), exp(again->time_ci95.high) };
        g_autofree char *time = ph_change_text_of_ratio(exp(again->time_log), DECIMALS);
        g_autofree char *interval = ph_change_interval_text_of_ratio(ratio, DECIMALS);

        g_string_append_printf(words, " %s (95 %%: %s)%s", time, interval,
                               isnan(again->work_log) ? "" : ",");
    }
    if (!isnan(again->work_log)) {
        g_autofree char *work = work_text(again->work_log);

        g_string_append_printf(words, " %s", work);
    }
    if (again->answer.reason)
        g_string_append_printf(words, "; %s", again->answer.reason);
    ph_columns_print(to, TABLE_BEGINS, TABLE_BEGINS, "%s", words->str);
}

static void print_found(FILE *to, const ph_bisection *bisection)
{
    const ph_bisection_finding *finding = &bisection->finding;
    g_autofree char *share = share_text(finding->share);

    print_commit(to, bisection, "Found: ", finding->high);
    print_again(to, bisection);
    ph_columns_print(to, TABLE_BEGINS, TABLE_BEGINS, "That is %s of what base and head differ by.",
                     share);
}

static void print_spread(FILE *to, const ph_bisection *bisection)
{
    const ph_bisection_finding *finding = &bisection->finding;
    const guint commits = finding->high - finding->low;
    g_autofree char *low = ph_bisection_commit_text(bisection, finding->low);
    g_autofree char *high = ph_bisection_commit_text(bisection, finding->high);
    g_autofree char *share = share_text(finding->share);

    ph_columns_print(to, 0, 0,
                     "No single commit: the difference is spread over the commits from base to "
                     "head.");
    if (commits == 1) {
        ph_columns_print(to, 0, 0,
                         "The largest part of it that was found, %s, is one commit's:", share);
        print_commit(to, bisection, "  ", finding->high);
    } else {
        ph_columns_print(to, 0, 0,
                         "The largest part of it that was found, %s, is of the %u commits behind "
                         "%s up to %s.",
                         share, commits, low, high);
    }
    print_again(to, bisection);
}

static void print_between(FILE *to, const ph_bisection *bisection)
{
    const ph_bisection_finding *finding = &bisection->finding;
    g_autofree char *low = ph_bisection_commit_text(bisection, finding->low);
    g_autofree char *high = ph_bisection_commit_text(bisection, finding->high);

    ph_columns_print(to, 0, 0,
                     "No single commit: it is one of the %u behind %s up to %s, and those between "
                     "that were tried do not build, or cannot be told.",
                     finding->high - finding->low, low, high);
    print_again(to, bisection);
}

static void print_unconfirmed(FILE *to, const ph_bisection *bisection)
{
    print_commit(to, bisection, "Not confirmed: ", bisection->finding.high);
    ph_columns_print(to, TABLE_BEGINS, TABLE_BEGINS,
                     "The search led there, and measured again it does not make the difference: "
                     "more --budget may tell.");
    print_again(to, bisection);
}

static void print_ends(FILE *to, const ph_bisection *bisection, const char *words)
{
    const ph_bisection_comparison *ends =
        ph_bisection_find(bisection, PH_BISECTION_STEP_ENDS, 0, bisection->commits->len - 1);

    ph_columns_print(to, 0, 0, "%s %s.", words, bisection->benchmarks);
    if (ends && ends->answer.reason)
        ph_columns_print(to, TABLE_BEGINS, TABLE_BEGINS, "%s", ends->answer.reason);
}

static void print_finding(FILE *to, const ph_bisection *bisection)
{
    switch (bisection->finding.outcome) {
    case PH_BISECTION_OUTCOME_NOTHING:
        print_ends(to, bisection, "Nothing to find: head is as fast as base in");
        break;
    case PH_BISECTION_OUTCOME_FOUND: print_found(to, bisection); break;
    case PH_BISECTION_OUTCOME_SPREAD: print_spread(to, bisection); break;
    case PH_BISECTION_OUTCOME_BETWEEN: print_between(to, bisection); break;
    case PH_BISECTION_OUTCOME_UNCONFIRMED: print_unconfirmed(to, bisection); break;
    default: print_ends(to, bisection, "It cannot be told whether head and base differ, in");
    }
}

/* Of what was made, also before it was taken up again. */
static void print_cost(FILE *to, const ph_bisection *bisection)
{
    guint skipped = 0;
    double elapsed_s = 0.0;

    for (guint i = 0; i < bisection->comparisons->len; i++) {
        const ph_bisection_comparison *comparison = bisection->comparisons->pdata[i];

        if (ph_bisection_is_skipped(comparison))
            skipped++;
        elapsed_s += comparison->elapsed_s;
    }
    ph_columns_print(to, 0, 0, "%u comparison%s in %.1f s, %u of which told nothing",
                     bisection->comparisons->len, bisection->comparisons->len == 1 ? "" : "s",
                     elapsed_s, skipped);
}

void ph_bisection_print(FILE *to, const ph_bisection *bisection)
{
    g_autofree char *outcome =
        g_ascii_strup(ph_bisection_outcome_word(bisection->finding.outcome), -1);

    print_head(to, bisection);
    if (bisection->sought.benchmark) {
        (void)fputc('\n', to);
        print_line(to, bisection);
    }
    (void)fputc('\n', to);
    print_finding(to, bisection);
    (void)fputc('\n', to);
    print_cost(to, bisection);
    (void)fprintf(to, "\nBisection: [%s]\n", outcome);
}
