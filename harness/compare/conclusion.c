/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/conclusion.h"

#include <math.h>

/* Most counts repeat to the instruction; what differs by less is not worth a word. */
#define WORK_SAME 0.001
/* Code that draws random numbers does not repeat; two counts show less of its spread than it has.
 */
#define WORK_SPREAD 3.0
/* More work by so much is worth a warning where time cannot tell. */
#define WORK_SUSPICIOUS 0.01

static void explain(ph_contrast *contrast, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void explain(ph_contrast *contrast, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_free(contrast->why);
    contrast->why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static gboolean is_measured(const ph_contrast *contrast)
{
    return contrast->state == PH_STATE_MEASURED && contrast->first.logs->len >= 2;
}

static void confirm(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const char *why = NULL;

    contrast->call = ph_slowdown_confirm(contrast->call, contrast->second.logs, rule, &why);
    if (why)
        explain(contrast, "%s", why);
}

/* A look that spent a share of alpha calls at that: its p-values count for so much more. */
static double corrected(double p_value, const ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    return contrast->alpha_spent > 0.0 ? MIN(p_value * rule->alpha / contrast->alpha_spent, 1.0)
                                       : p_value;
}

/* All claims of a gate are made at once: what the number of benchmarks alone explains is dropped.
 */
static void correct_for_number(ph_contrast_report *report)
{
    const guint count = report->contrasts->len;
    g_autofree double *differences = g_new(double, MAX(count, 1));
    g_autofree double *alarms = g_new(double, MAX(count, 1));
    g_autofree gboolean *stands = g_new0(gboolean, MAX(count, 1));

    for (guint i = 0; i < count; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        differences[i] = corrected(
            ph_slowdown_difference_p_value(contrast->call, contrast->first.logs, &report->rule),
            contrast, &report->rule);
        alarms[i] = corrected(
            ph_slowdown_verdict_p_value(contrast->call, contrast->first.logs, &report->rule),
            contrast, &report->rule);
    }
    ph_holm(differences, stands, count, report->rule.alpha);
    for (guint i = 0; i < count; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (stands[i] || differences[i] >= 1.0)
            continue;
        contrast->call.difference = PH_DIFFERENCE_UNDETERMINED;
        if (contrast->call.verdict == PH_VERDICT_IMPROVED)
            contrast->call.verdict = PH_VERDICT_PASS;
        explain(contrast, "among %u benchmarks one such difference comes by chance", count);
    }
    ph_holm(alarms, stands, count, report->rule.alpha);
    for (guint i = 0; i < count; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (stands[i] || alarms[i] >= 1.0)
            continue;
        contrast->call.verdict = PH_VERDICT_INCONCLUSIVE;
        explain(contrast, "among %u benchmarks one so much slower comes by chance", count);
    }
}

static void put_into_words(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    switch (contrast->call.verdict) {
    case PH_VERDICT_FAIL:
        explain(contrast, "the whole interval lies beyond %g %% slower", rule->fail * 100.0);
        break;
    case PH_VERDICT_WARN:
        explain(contrast, "the whole interval lies beyond %g %% slower", rule->warn * 100.0);
        break;
    case PH_VERDICT_INCONCLUSIVE:
        explain(contrast, "the interval lies on both sides of %g %% slower", rule->warn * 100.0);
        break;
    case PH_VERDICT_IMPROVED:
        explain(contrast, "by more than the noise floor, and a second set of launches agrees");
        break;
    default:
        if (contrast->call.difference == PH_DIFFERENCE_SLOWER)
            explain(contrast, "a second set of launches agrees; not %g %% slower",
                    rule->warn * 100.0);
        else if (contrast->call.difference == PH_DIFFERENCE_NONE)
            explain(contrast, "no difference of %g %% or more", rule->floor * 100.0);
        else
            explain(contrast, "not %g %% slower", rule->warn * 100.0);
    }
}

/* Code that only lies elsewhere may be all of it, unless there is so much more to do. */
static void weigh_layout(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const double more = contrast->head_work / contrast->base_work - 1.0;
    g_autofree char *why = NULL;

    if (!contrast->moved || contrast->call.difference != PH_DIFFERENCE_SLOWER)
        return;
    if (contrast->call.verdict == PH_VERDICT_FAIL) {
        if (more >= rule->fail)
            return;
        contrast->call.verdict = PH_VERDICT_WARN;
    }
    if (!contrast->why)
        put_into_words(contrast, rule);
    why = g_strdup_printf("%s; %s", contrast->why, contrast->moved);
    explain(contrast, "%s", why);
}

/* Time and work say together what neither can alone. */
static void weigh_work(ph_contrast *contrast)
{
    const double more = contrast->head_work / contrast->base_work - 1.0;
    const double same = MAX(WORK_SAME, WORK_SPREAD * contrast->work_range);
    const gboolean is_slower = contrast->call.difference == PH_DIFFERENCE_SLOWER;

    if (isnan(more))
        return;
    if (is_slower && more > same) {
        explain(contrast, "it does %.2f %% more work and is slower", more * 100.0);
    } else if (is_slower && more < -same) {
        explain(contrast, "it does %.2f %% less work and is slower all the same", -more * 100.0);
    } else if (is_slower) {
        if (contrast->call.verdict == PH_VERDICT_FAIL)
            contrast->call.verdict = PH_VERDICT_WARN;
        explain(contrast, "it does the same work and is slower: layout or micro-architecture");
    } else if (contrast->call.verdict == PH_VERDICT_INCONCLUSIVE && more >= WORK_SUSPICIOUS) {
        contrast->call.verdict = PH_VERDICT_WARN;
        explain(contrast, "time cannot tell, but it does %.2f %% more work", more * 100.0);
    } else if (contrast->call.verdict != PH_VERDICT_INCONCLUSIVE && more > same && !contrast->why) {
        explain(contrast, "it does %.2f %% more work, not slower here", more * 100.0);
    }
}

/* Which limit the interval still lies across, and what it would take to settle it. */
static void count_what_is_missing(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const gboolean is_verdict = contrast->call.verdict == PH_VERDICT_INCONCLUSIVE;
    const double mean = ph_mean(contrast->first.logs);
    const double limit = is_verdict  ? ph_slowdown_log(rule->warn)
                         : mean >= 0 ? ph_slowdown_log(rule->floor)
                                     : ph_slowdown_log(-rule->floor);
    const double needed = ph_slowdown_launches_needed(contrast->first.logs, limit, rule->alpha);

    contrast->launches_needed = MAX(needed - contrast->first.logs->len, 1.0);
}

/* One that gives no number where one was expected fails; where none was, it says nothing. */
static void conclude_unmeasured(ph_contrast *contrast)
{
    const gboolean is_expected = contrast->is_settled && contrast->state == PH_STATE_VOID;

    contrast->call.difference = PH_DIFFERENCE_UNDETERMINED;
    contrast->call.verdict = is_expected                            ? PH_VERDICT_NEUTRAL
                             : contrast->state == PH_STATE_MEASURED ? PH_VERDICT_INCONCLUSIVE
                                                                    : PH_VERDICT_FAIL;
    explain(contrast, "%s%s",
            contrast->failure ? contrast->failure
                              : "the machine was too busy: fewer than two launches could be used",
            is_expected ? " (as expected)" : "");
}

void ph_conclude(ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (!is_measured(contrast))
            continue;
        ph_contrast_estimate(contrast);
        confirm(contrast, &report->rule);
    }
    correct_for_number(report);
    report->verdict = PH_VERDICT_NEUTRAL;
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (!is_measured(contrast)) {
            conclude_unmeasured(contrast);
        } else {
            contrast->by_time = contrast->call;
            weigh_work(contrast);
            weigh_layout(contrast, &report->rule);
            if (!contrast->why)
                put_into_words(contrast, &report->rule);
            if (!ph_slowdown_is_settled(contrast->call))
                count_what_is_missing(contrast, &report->rule);
        }
        report->verdict = MAX(report->verdict, contrast->call.verdict);
    }
}
