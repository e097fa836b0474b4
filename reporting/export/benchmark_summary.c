/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "export/benchmark_summary.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "error/shell_word.h"
#include "export/parts.h"
#include "figure.h"
#include "verdict/result_standing.h"

enum { SHORT_HASH = 7, HASH_DIGITS_MIN = 7, HASH_DIGITS_MAX = 40 };

static const char *const advice_words[] = {
#define X(identifier, word, when) word,
    PH_BENCHMARK_ADVICE_LIST(X)
#undef X
};

/* What was found of the figures that were asked for. */
typedef struct tally {
    guint asked;
    guint measured;
    guint regressed;
    double regression_sum;  /* Shares of throughput lost. */
    const ph_change *worst; /* The one with the largest change, better ones too; NULL: none. */
} tally;

static void count_change(tally *found, const ph_change *change)
{
    if (!change->is_judged || !isfinite(change->change))
        return;
    if (!found->worst || change->change > found->worst->change)
        found->worst = change;
    if (!ph_change_is_regression(change))
        return;
    found->regressed++;
    found->regression_sum += change->change;
}

static tally count(const ph_report *report)
{
    const GPtrArray *results = report->measurement->results;
    const GPtrArray *changes = report->judgement->changes;
    tally found = { 0 };

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        found.asked += ph_result_is_excused(result) ? 0 : 1;
        found.measured += result->state == PH_STATE_MEASURED ? 1 : 0;
    }
    for (guint i = 0; i < changes->len; i++)
        count_change(&found, changes->pdata[i]);
    return found;
}

/* Takes the texts over; there may be no command. */
static void recommend(cJSON *list, ph_benchmark_advice advice, char *text, char *command)
{
    g_autofree char *printable = ph_error_printable(text);
    g_autofree char *printable_command = command ? ph_error_printable(command) : NULL;
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "kind", advice_words[advice]);
    cJSON_AddStringToObject(entry, "text", printable);
    ph_json_add_text(entry, "command", printable_command);
    cJSON_AddItemToArray(list, entry);
    g_free(text);
    g_free(command);
}

/* The run again, with what is added to its options; NULL: nobody knows how it was asked for. */
static char *run_again(const ph_measurement *measurement, const char *options)
{
    g_autofree char *suite = measurement->suite ? ph_shell_word(measurement->suite) : NULL;

    return suite ? g_strdup_printf("perfharness run --suite %s%s", suite, options) : NULL;
}

static void recommend_launches(cJSON *list, const ph_report *report)
{
    const GPtrArray *changes = report->judgement->changes;
    double most = 0.0;
    guint open = 0;
    g_autofree char *options = NULL;

    for (guint i = 0; i < changes->len; i++) {
        const ph_change *change = changes->pdata[i];

        if (!ph_change_would_be_told(change))
            continue;
        open++;
        most = MAX(most, change->launches_needed);
    }
    if (open == 0)
        return;
    options = g_strdup_printf(" --launches %.0f", most);
    recommend(list, PH_BENCHMARK_ADVICE_LAUNCHES,
              g_strdup_printf("%.0f launches on each side would tell of %u that %s INCONCLUSIVE",
                              most, open, open == 1 ? "is" : "are"),
              run_again(report->measurement, options));
}

/* The commit whose code was measured; NULL: not known, or the code was another. */
static const char *measured_commit(const ph_measurement *measurement)
{
    const ph_build_identity *built_from = ph_export_built_from(measurement, PH_HEADLINE_SUBJECT);
    const char *commit = built_from ? built_from->commit : NULL;
    const gsize digits = commit ? strlen(commit) : 0;

    return digits >= HASH_DIGITS_MIN && digits <= HASH_DIGITS_MAX &&
                   strspn(commit, "0123456789abcdef") == digits &&
                   built_from->is_dirty != PH_KNOWN_TRUE
               ? commit
               : NULL;
}

static void recommend_bisect(cJSON *list, const ph_report *report, const tally *found)
{
    const char *base = report->baseline ? measured_commit(report->baseline) : NULL;
    const char *head = measured_commit(report->measurement);
    g_autofree char *change = NULL;
    g_autofree char *name = NULL;
    g_autofree char *workload = NULL;

    if (found->regressed == 0 || !base || !head || strcmp(base, head) == 0)
        return;
    change = ph_figure_change(found->worst->change);
    name = ph_export_name(found->worst->result);
    workload = ph_shell_word(found->worst->result->workload);
    recommend(list, PH_BENCHMARK_ADVICE_BISECT,
              g_strdup_printf("bisect %.*s..%.*s: %s is %s", SHORT_HASH, base, SHORT_HASH, head,
                              name, change),
              g_strdup_printf("perfharness bisect --repository CHECKOUT --workload %s %s %s",
                              workload, base, head));
}

static guint count_results(const ph_measurement *measurement,
                           gboolean (*is_so)(const ph_result *result))
{
    guint so = 0;

    for (guint i = 0; i < measurement->results->len; i++)
        so += is_so(measurement->results->pdata[i]) ? 1 : 0;
    return so;
}

static void recommend_what_is_missing(cJSON *list, const ph_measurement *measurement)
{
    const guint busy = count_results(measurement, ph_result_is_too_busy);
    const guint late = count_results(measurement, ph_result_is_cut_short);

    if (busy > 0)
        recommend(list, PH_BENCHMARK_ADVICE_HOST,
                  g_strdup_printf("the machine was too busy for %u: see what disturbs it, and "
                                  "measure again",
                                  busy),
                  g_strdup("perfharness doctor"));
    if (late > 0)
        recommend(list, PH_BENCHMARK_ADVICE_REPEAT,
                  g_strdup_printf("time was over before %u had a number: give the run more", late),
                  NULL);
}

static void add_worst(cJSON *summary, const ph_judgement *judgement, const ph_change *worst)
{
    g_autofree char *name = NULL;
    cJSON *object;

    if (!worst) {
        cJSON_AddNullToObject(summary, "worst_metric");
        return;
    }
    name = ph_export_name(worst->result);
    object = cJSON_AddObjectToObject(summary, "worst_metric");
    cJSON_AddStringToObject(object, "name", name);
    ph_json_add_number(object, "change", worst->change);
    cJSON_AddStringToObject(
        object, "status", ph_verdict_word(ph_result_standing_of(judgement, worst->result).status));
}

void ph_benchmark_summary_add(cJSON *document, const ph_report *report)
{
    const ph_measurement *measurement = report->measurement;
    const ph_judgement *judgement = report->judgement;
    const tally found = count(report);
    g_autofree char *why = judgement->why ? ph_error_printable(judgement->why) : NULL;
    cJSON *summary = cJSON_AddObjectToObject(document, "summary");
    cJSON *coverage;
    cJSON *list;

    cJSON_AddStringToObject(summary, "overall_status", ph_verdict_word(judgement->verdict));
    ph_json_add_text(summary, "why", why);
    coverage = cJSON_AddObjectToObject(summary, "coverage");
    cJSON_AddNumberToObject(coverage, "measured", found.measured);
    cJSON_AddNumberToObject(coverage, "asked_for", found.asked);
    ph_json_add_number(coverage, "share", found.asked ? (double)found.measured / found.asked : NAN);
    cJSON_AddNumberToObject(summary, "regressed", found.regressed);
    ph_json_add_number(summary, "average_regression",
                       found.regressed ? found.regression_sum / found.regressed : NAN);
    add_worst(summary, judgement, found.worst);
    ph_json_add_number(summary, "duration_s",
                       measurement->facts.elapsed_s > 0.0 ? measurement->facts.elapsed_s : NAN);
    list = cJSON_AddArrayToObject(summary, "recommendations");
    recommend_launches(list, report);
    recommend_bisect(list, report, &found);
    recommend_what_is_missing(list, measurement);
}
