/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/judgement.h"

#include <math.h>
#include <string.h>

#include "document/timestamp.h"
#include "verdict/core_kind.h"
#include "verdict/release.h"
#include "verdict/remarks.h"
#include "verdict/shortfall.h"

/* The worst word stands, with the reason it was first given for. */
static void worsen(ph_judgement *judgement, ph_verdict verdict, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void worsen(ph_judgement *judgement, ph_verdict verdict, const char *format, ...)
{
    va_list arguments;

    if (verdict <= judgement->verdict)
        return;
    judgement->verdict = verdict;
    g_free(judgement->why);
    va_start(arguments, format);
    judgement->why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static void judge_floors(ph_judgement *judgement)
{
    for (guint i = 0; i < judgement->floors->len; i++) {
        const ph_floor_check *check = &g_array_index(judgement->floors, ph_floor_check, i);

        if (!check->is_judged)
            continue;
        if (check->verdict == PH_VERDICT_PASS)
            worsen(judgement, PH_VERDICT_PASS, "every floor is met");
        else
            worsen(judgement, check->verdict, "%s, %s level: %s", check->benchmark, check->level,
                   check->why);
    }
}

static void judge_budgets(ph_judgement *judgement)
{
    for (guint i = 0; i < judgement->budgets->len; i++) {
        const ph_budget_check *check = &g_array_index(judgement->budgets, ph_budget_check, i);

        if (check->verdict == PH_VERDICT_PASS)
            worsen(judgement, PH_VERDICT_PASS, "every budget is met");
        else
            worsen(judgement, check->verdict, "the budget of %s, %s level, %s: %s",
                   check->benchmark, check->level, ph_budget_what(check->kind), check->why);
    }
}

/* What was to be measured and has no number, or stands in errors, is no pass by itself. */
static void judge_completeness(ph_judgement *judgement, const ph_measurement *run)
{
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        g_autofree char *failure = NULL;

        if (result->state == PH_STATE_MEASURED || ph_result_is_excused(result))
            continue;
        failure = ph_result_failure(result);
        worsen(judgement, ph_shortfall_verdict(ph_shortfall_of_result(result)), "%s", failure);
    }
    for (guint i = 0; i < run->errors->len; i++) {
        const char *error = run->errors->pdata[i];

        worsen(judgement, ph_shortfall_verdict(ph_shortfall_of_error(error)),
               "the run has errors: %s", error);
    }
}

/* A gate asks for its figures, whatever the run was asked for. */
static void require_figures(GArray *floors)
{
    for (guint i = 0; i < floors->len; i++) {
        ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (check->is_judged && !check->is_asked) {
            check->is_asked = TRUE;
            check->verdict = PH_VERDICT_FAIL;
            check->why = "the run did not measure it";
        }
    }
}

static void require_budgets(GArray *budgets)
{
    for (guint i = 0; i < budgets->len; i++) {
        ph_budget_check *check = &g_array_index(budgets, ph_budget_check, i);

        if (!check->is_asked) {
            check->is_asked = TRUE;
            check->verdict = PH_VERDICT_FAIL;
            check->why = "the run did not measure it";
        }
    }
}

/* Of a run that was not to measure them: nobody takes its verdict for one on them. */
static void note_unasked_budgets(ph_judgement *judgement)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const char *benchmark = NULL;

    for (guint i = 0; i < judgement->budgets->len; i++) {
        const ph_budget_check *check = &g_array_index(judgement->budgets, ph_budget_check, i);

        if (check->is_asked || g_strcmp0(benchmark, check->benchmark) == 0)
            continue;
        benchmark = check->benchmark;
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", benchmark);
    }
    if (names->len)
        g_ptr_array_add(judgement->notes,
                        g_strdup_printf("budgets that are not judged, as what they are of is not "
                                        "part of this run: %s",
                                        names->str));
}

static ph_judgement *judge_alone(const ph_measurement *run, const ph_thresholds *thresholds,
                                 gboolean is_gate)
{
    ph_judgement *judgement = g_new0(ph_judgement, 1);

    judgement->floors = ph_floors_check(run, thresholds);
    judgement->budgets = ph_budgets_check(run, thresholds);
    if (is_gate) {
        require_figures(judgement->floors);
        require_budgets(judgement->budgets);
    }
    judgement->changes = g_ptr_array_new();
    judgement->warnings = ph_remarks_warnings(run, judgement->floors, thresholds);
    judgement->notes = g_ptr_array_new_with_free_func(g_free);
    if (run->is_quick)
        g_ptr_array_add(
            judgement->notes,
            g_strdup("this is a quick run, for a first look: its launches are few and "
                     "short, and it is no baseline; `perfharness run` measures in full"));
    note_unasked_budgets(judgement);
    ph_remarks_sandbox(judgement->notes, run);
    ph_remarks_own_data(judgement->notes, run);
    judgement->warn_threshold = ph_thresholds_warn(thresholds, run->suite);
    judgement->fail_threshold = ph_thresholds_fail(thresholds, run->suite);
    judgement->allocation_rule =
        (ph_allocation_rule){ thresholds->allocations_warn, thresholds->allocations_fail };
    judgement->verdict = PH_VERDICT_NEUTRAL;
    judgement->why = g_strdup("there is no floor for what was measured");
    judge_completeness(judgement, run);
    judge_floors(judgement);
    judge_budgets(judgement);
    return judgement;
}

ph_judgement *ph_judge_run(const ph_measurement *run, const ph_thresholds *thresholds)
{
    return judge_alone(run, thresholds, FALSE);
}

static gboolean differ(const char *a, const char *b)
{
    return a && b && strcmp(a, b) != 0;
}

/* Why a baseline says nothing about this run; NULL when it does. The caller frees it. */
static char *find_obstacle(const ph_measurement *run, const ph_measurement *baseline)
{
    const char *host = ph_measurement_fingerprint(run);
    const char *base_host = ph_measurement_fingerprint(baseline);
    g_autofree char *release = ph_release_obstacle((ph_placed_run){ run, "here" },
                                                   (ph_placed_run){ baseline, "in the baseline" });
    g_autofree char *core_kind = ph_core_kind_obstacle(
        (ph_placed_run){ run, "here" }, (ph_placed_run){ baseline, "in the baseline" });
    g_autoptr(GDateTime) time = run->timestamp ? ph_timestamp_read(run->timestamp) : NULL;
    g_autoptr(GDateTime) base_time =
        baseline->timestamp ? ph_timestamp_read(baseline->timestamp) : NULL;

    if (baseline->is_quick)
        return g_strdup("the baseline is a quick run, whose launches are few and short");
    if (baseline->referee.mode == PH_REFEREE_MODE_OFF)
        return g_strdup("the baseline was measured without the referee (--no-referee)");
    if (differ(host, base_host))
        return g_strdup_printf("the baseline is of another host, %s; this is %s", base_host, host);
    if (differ(run->suite, baseline->suite))
        return g_strdup_printf("the baseline is of another suite, %s; this is %s", baseline->suite,
                               run->suite);
    if (core_kind)
        return g_steal_pointer(&core_kind);
    if (release)
        return g_steal_pointer(&release);
    if (run->facts.caches_assumed || baseline->facts.caches_assumed)
        return g_strdup_printf("the working sets of the %s were planned for other caches than the "
                               "host's",
                               baseline->facts.caches_assumed ? "baseline" : "run");
    if (run->facts.memory_max_bytes != baseline->facts.memory_max_bytes)
        return g_strdup("run and baseline were not measured under the same limit of memory "
                        "(--memory-max)");
    if (baseline->errors->len)
        return g_strdup_printf("the run of the baseline has errors: %s",
                               (const char *)baseline->errors->pdata[0]);
    if (time && base_time && g_date_time_compare(base_time, time) > 0)
        return g_strdup_printf("the baseline of %s is younger than the run of %s: a clock was set "
                               "back, or the two are swapped",
                               baseline->timestamp, run->timestamp);
    return NULL;
}

static gboolean is_headline(const ph_result *result)
{
    return strcmp(result->subject, PH_HEADLINE_SUBJECT) == 0 &&
           strcmp(result->level, "kernel") == 0 &&
           (strcmp(result->benchmark, PH_HEADLINE_DISPLAY) == 0 ||
            strcmp(result->benchmark, PH_HEADLINE_COMP3) == 0);
}

static void judge_changes(ph_judgement *judgement)
{
    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (change->is_judged && change->verdict > PH_VERDICT_PASS)
            worsen(judgement, change->verdict, "%s, %s, %s level: %s", change->result->benchmark,
                   change->result->subject, change->result->level, change->why);
    }
    if (judgement->verdict == PH_VERDICT_PASS) {
        g_free(judgement->why);
        judgement->why = g_strdup_printf("every floor is met, and nothing is more than %g %% "
                                         "slower",
                                         judgement->warn_threshold * 100.0);
    }
}

/* A figure of the library that the baseline has and this run of the same suite lost. */
static void judge_absent(ph_judgement *judgement, const ph_measurement *run,
                         const ph_measurement *baseline)
{
    g_autoptr(GPtrArray) lost = ph_changes_lost(run, baseline);

    if (!run->suite || g_strcmp0(run->suite, baseline->suite) != 0 || run->is_plain)
        return;
    for (guint i = 0; i < lost->len; i++) {
        const ph_result *base = lost->pdata[i];

        worsen(judgement, PH_VERDICT_INCONCLUSIVE,
               "%s, %s, %s level: the baseline has it, this run has not", base->benchmark,
               base->subject, base->level);
    }
}

/* Last: a baseline without a published figure guards nothing. */
static void require_headline(ph_judgement *judgement)
{
    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        if (is_headline(change->result) && !change->base &&
            change->result->state == PH_STATE_MEASURED) {
            g_autofree char *why =
                g_strdup_printf("%s: %s", change->result->benchmark, change->why);

            ph_judgement_lose_baseline(judgement, why);
        }
    }
}

ph_judgement *ph_judge(const ph_measurement *run, const ph_measurement *baseline,
                       const ph_thresholds *thresholds)
{
    ph_judgement *judgement = judge_alone(run, thresholds, TRUE);
    const ph_change_limits limits = { judgement->warn_threshold, judgement->fail_threshold };
    g_autofree char *obstacle = baseline ? find_obstacle(run, baseline) : NULL;

    if (baseline && !obstacle) {
        g_ptr_array_unref(judgement->changes);
        judgement->changes = ph_changes(run, baseline, limits, &judgement->allocation_rule);
        judge_changes(judgement);
        judge_absent(judgement, run, baseline);
    }
    ph_remarks_notes(judgement->notes, run, baseline, judgement->changes, limits);
    if (obstacle)
        ph_judgement_lose_baseline(judgement, obstacle);
    require_headline(judgement);
    return judgement;
}

void ph_judgement_lose_baseline(ph_judgement *judgement, const char *why)
{
    g_ptr_array_add(judgement->notes, g_strdup_printf("nothing to compare with: %s", why));
    if (judgement->verdict >= PH_VERDICT_INCONCLUSIVE)
        return;
    judgement->verdict = PH_VERDICT_NEUTRAL;
    g_free(judgement->why);
    judgement->why = g_strdup(why);
}

ph_exit ph_judgement_exit(const ph_judgement *judgement, const ph_thresholds *thresholds,
                          gboolean is_strict)
{
    if (thresholds->gate == PH_GATE_INFORM)
        return PH_EXIT_PASS;
    switch (judgement->verdict) {
    case PH_VERDICT_UNCHANGED:
    case PH_VERDICT_IMPROVED:
    case PH_VERDICT_PASS: return PH_EXIT_PASS;
    case PH_VERDICT_WARN: return is_strict ? PH_EXIT_REGRESSION : PH_EXIT_PASS;
    case PH_VERDICT_FAIL: return PH_EXIT_REGRESSION;
    case PH_VERDICT_NEUTRAL:
    case PH_VERDICT_INCONCLUSIVE: break;
    }
    return PH_EXIT_INCONCLUSIVE;
}

void ph_judgement_free(ph_judgement *judgement)
{
    g_array_unref(judgement->floors);
    g_array_unref(judgement->budgets);
    g_ptr_array_unref(judgement->changes);
    g_ptr_array_unref(judgement->warnings);
    g_ptr_array_unref(judgement->notes);
    g_free(judgement->why);
    g_free(judgement);
}
