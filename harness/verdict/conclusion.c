/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/conclusion.h"

#include <math.h>

#include "verdict/change_text.h"
#include "verdict/seen_change.h"
#include "verdict/unmeasured.h"
#include "verdict/work_conclusion.h"

/* Code that draws random numbers does not repeat; two counts show less of its spread than it has.
 */
#define WORK_SPREAD 3.0
/* More work by so much is worth a warning where time cannot tell. */
#define WORK_SUSPICIOUS 0.01

static gboolean is_measured(const ph_contrast *contrast)
{
    return contrast->state == PH_STATE_MEASURED && contrast->first.logs->len >= 2;
}

static void confirm(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const char *why = NULL;

    contrast->call = ph_slowdown_confirm(contrast->call, contrast->second.logs, rule, &why);
    if (why)
        ph_contrast_explain(contrast, "%s", why);
}

/* A look that spent a share of alpha calls at that: its p-values count for so much more. */
static double corrected(double p_value, const ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    return contrast->alpha_spent > 0.0 ? MIN(p_value * rule->alpha / contrast->alpha_spent, 1.0)
                                       : p_value;
}

/* What a claim is held against: what its look and Holm leave of alpha. */
static double confidence_at(const ph_contrast *contrast, const ph_slowdown_rule *rule, guint share)
{
    const double alpha = contrast->alpha_spent > 0.0 ? contrast->alpha_spent : rule->alpha;

    return 1.0 - alpha / share;
}

/* Of the first set, as a ratio. */
static ph_interval interval_at(const ph_contrast *contrast, double confidence)
{
    const ph_interval interval = ph_mean_interval_at(contrast->first.logs, confidence);

    return (ph_interval){ exp(interval.low), exp(interval.high) };
}

/* The interval that the verdict stands on. */
static void decide_at(ph_contrast *contrast, const ph_slowdown_rule *rule, guint share)
{
    contrast->confidence = confidence_at(contrast, rule, share);
    contrast->deciding = interval_at(contrast, contrast->confidence);
}

/* What one contrast claims, how likely that is by chance, and what is left where it does not stand.
 */
typedef struct claim {
    double (*p_value)(ph_slowdown_call call, const GArray *logs, const ph_slowdown_rule *rule);
    void (*withdraw)(ph_slowdown_call *call);
    const char *what;         /* Comes by chance. */
    const char *what_by_work; /* The same, where nothing is timed. */
} claim;

static void withdraw_difference(ph_slowdown_call *call)
{
    call->difference = PH_DIFFERENCE_UNDETERMINED;
    if (call->verdict == PH_VERDICT_IMPROVED)
        call->verdict = PH_VERDICT_PASS;
}

static void withdraw_fail(ph_slowdown_call *call)
{
    call->verdict = PH_VERDICT_WARN;
}

static void withdraw_alarm(ph_slowdown_call *call)
{
    call->verdict = PH_VERDICT_INCONCLUSIVE;
}

/* A FAIL that does not stand is a WARN, which has to stand as well. */
static const claim claims[] = {
    { ph_slowdown_difference_p_value, withdraw_difference, "such difference", "such difference" },
    { ph_slowdown_fail_p_value, withdraw_fail, "that is slower beyond the FAIL threshold",
      "with more work beyond the FAIL threshold" },
    { ph_slowdown_alarm_p_value, withdraw_alarm, "so much slower", "with so much more work" },
};

/*
 * Whether the verdict stands on this claim, or is what is left without it. A pass is no claim: what
 * there is besides of a difference does not widen the interval that lies on its side of the limit.
 */
static gboolean is_decisive(const ph_contrast *contrast, const claim *kind, gboolean stands)
{
    if (kind->withdraw == withdraw_difference)
        return stands && contrast->call.verdict == PH_VERDICT_IMPROVED;
    /* That it is beyond WARN, too, says no more of what stands beyond FAIL. */
    return !stands || kind->withdraw != withdraw_alarm || contrast->call.verdict != PH_VERDICT_FAIL;
}

static void withdraw(ph_contrast *contrast, const ph_contrast_report *report, const claim *kind,
                     guint share)
{
    const double confidence = confidence_at(contrast, &report->rule, share);
    g_autofree char *interval =
        ph_change_deciding_text(confidence, interval_at(contrast, confidence));

    kind->withdraw(&contrast->call);
    ph_contrast_explain(contrast, "among %u benchmarks one %s comes by chance (%s)",
                        report->contrasts->len, kind->what, interval);
}

static void correct_claim(ph_contrast_report *report, const claim *kind)
{
    const guint count = report->contrasts->len;
    g_autofree double *p_values = g_new(double, MAX(count, 1));
    g_autofree ph_holm_call *calls = g_new0(ph_holm_call, MAX(count, 1));

    for (guint i = 0; i < count; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        p_values[i] = corrected(kind->p_value(contrast->call, contrast->first.logs, &report->rule),
                                contrast, &report->rule);
    }
    ph_holm(p_values, calls, count, report->rule.alpha);
    for (guint i = 0; i < count; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (p_values[i] >= 1.0)
            continue;
        if (is_decisive(contrast, kind, calls[i].stands))
            decide_at(contrast, &report->rule, calls[i].share);
        if (!calls[i].stands)
            withdraw(contrast, report, kind, calls[i].share);
    }
}

/* All claims of a gate are made at once: what the number of benchmarks alone explains is dropped.
 */
static void correct_for_number(ph_contrast_report *report)
{
    for (gsize i = 0; i < G_N_ELEMENTS(claims); i++)
        correct_claim(report, &claims[i]);
}

static void put_into_words(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const ph_verdict verdict = contrast->call.verdict;
    const double beyond = 100.0 * (verdict == PH_VERDICT_FAIL ? rule->fail : rule->warn);
    g_autofree char *interval = ph_change_deciding_text(contrast->confidence, contrast->deciding);

    switch (verdict) {
    case PH_VERDICT_FAIL:
    case PH_VERDICT_WARN:
        ph_contrast_explain(contrast, "all of the deciding interval, %s, lies beyond %g %% slower",
                            interval, beyond);
        break;
    case PH_VERDICT_INCONCLUSIVE:
        ph_contrast_explain(contrast,
                            "the deciding interval, %s, lies on both sides of %g %% slower",
                            interval, beyond);
        break;
    case PH_VERDICT_IMPROVED:
        ph_contrast_explain(contrast,
                            "by more than the noise floor, and a second set of launches agrees");
        break;
    default:
        if (contrast->call.difference == PH_DIFFERENCE_SLOWER)
            ph_contrast_explain(contrast, "a second set of launches agrees; not %g %% slower",
                                beyond);
        else if (contrast->call.difference == PH_DIFFERENCE_NONE)
            ph_contrast_explain(contrast, "no difference of %g %% or more", rule->floor * 100.0);
        else
            ph_contrast_explain(contrast, "not %g %% slower", beyond);
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
        /* Were time as work is, it would lose as much. */
        if (log1p(more) > ph_slowdown_log(rule->fail))
            return;
        contrast->call.verdict = PH_VERDICT_WARN;
    }
    if (!contrast->why)
        put_into_words(contrast, rule);
    why = g_strdup_printf("%s; %s", contrast->why, contrast->moved);
    ph_contrast_explain(contrast, "%s", why);
}

/* Time and work say together what neither can alone. */
static void weigh_work(ph_contrast *contrast)
{
    const double more = contrast->head_work / contrast->base_work - 1.0;
    const double same = MAX(PH_WORK_SAME, WORK_SPREAD * contrast->work_range);
    const gboolean is_slower = contrast->call.difference == PH_DIFFERENCE_SLOWER;

    if (isnan(more))
        return;
    if (is_slower && more > same) {
        ph_contrast_explain(contrast, "it does %.2f %% more work and is slower", more * 100.0);
    } else if (is_slower && more < -same) {
        ph_contrast_explain(contrast, "it does %.2f %% less work and is slower all the same",
                            -more * 100.0);
    } else if (is_slower) {
        if (contrast->call.verdict == PH_VERDICT_FAIL)
            contrast->call.verdict = PH_VERDICT_WARN;
        ph_contrast_explain(contrast,
                            "it does the same work and is slower: layout or micro-architecture");
    } else if (contrast->call.verdict == PH_VERDICT_INCONCLUSIVE && more >= WORK_SUSPICIOUS) {
        contrast->call.verdict = PH_VERDICT_WARN;
        ph_contrast_explain(contrast, "time cannot tell, but it does %.2f %% more work",
                            more * 100.0);
    } else if (contrast->call.verdict != PH_VERDICT_INCONCLUSIVE && more > same && !contrast->why) {
        ph_contrast_explain(contrast, "it does %.2f %% more work, not slower here", more * 100.0);
    }
}

/*
 * What it would take to settle which limit the interval lies across; nothing where it lies across
 * none, and only the second set, or the number of benchmarks, leaves it open.
 */
static void count_what_is_missing(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const GArray *logs = contrast->first.logs;
    const double spent = contrast->alpha_spent > 0.0 ? contrast->alpha_spent : rule->alpha;
    const double further = contrast->alpha_further > 0.0 ? contrast->alpha_further : rule->alpha;
    const ph_slowdown_call alone = ph_slowdown_judge(logs, rule, spent);
    const gboolean is_verdict = alone.verdict == PH_VERDICT_INCONCLUSIVE;
    const double mean = ph_mean(logs);
    const double limit = is_verdict  ? ph_slowdown_log(rule->warn)
                         : mean >= 0 ? ph_slowdown_log(rule->floor)
                                     : ph_slowdown_log(-rule->floor);
    double needed;

    if (ph_slowdown_is_settled(alone)) {
        if (contrast->second.logs->len < 2)
            contrast->launches_needed = logs->len; /* To confirm it. */
        return;
    }
    needed = ph_slowdown_launches_needed(logs, limit, further);
    contrast->launches_needed = MAX(needed - logs->len, 1.0);
    /* What would then be called has to be confirmed by as many. */
    if (fabs(mean) > fabs(limit))
        contrast->launches_needed += MAX(needed - contrast->second.logs->len, 1.0);
}

/* What a referee does not bear out is neither good nor bad; who is worse gains nothing by a lie.
 * TRUE: so it is, and more launches that are timed would not help. */
static gboolean weigh_referee(ph_contrast *contrast)
{
    g_autofree char *unproven = ph_seen_change_unproven(contrast);

    if (!unproven)
        return FALSE;
    contrast->call = (ph_slowdown_call){ PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_INCONCLUSIVE };
    ph_contrast_explain(contrast, "%s", unproven);
    return TRUE;
}

/* With all else that is known of it. */
static void weigh(ph_contrast *contrast, const ph_contrast_report *report)
{
    const gboolean is_unproven = weigh_referee(contrast);

    contrast->by_time = contrast->call;
    weigh_work(contrast);
    weigh_layout(contrast, &report->rule);
    if (!contrast->why)
        put_into_words(contrast, &report->rule);
    if (!is_unproven && !ph_slowdown_is_settled(contrast->call))
        count_what_is_missing(contrast, &report->rule);
}

void ph_conclude(ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (!is_measured(contrast))
            continue;
        ph_contrast_estimate(contrast);
        decide_at(contrast, &report->rule, 1);
        confirm(contrast, &report->rule);
    }
    correct_for_number(report);
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (is_measured(contrast))
            weigh(contrast, report);
        else
            ph_conclude_unmeasured(contrast, contrast->launches < 2
                                                 ? "fewer than two launches were measured"
                                                 : "the machine was too busy: fewer than two "
                                                   "launches could be used");
        ph_contrast_weigh_allocations(contrast, report);
    }
    ph_contrast_judge_all(report);
}

/* A contrast among those of all reports. */
typedef struct joined_claim {
    ph_contrast_report *report;
    ph_contrast *contrast;
} joined_claim;

static GArray *join_claims(const GPtrArray *reports)
{
    GArray *joined = g_array_new(FALSE, FALSE, sizeof(joined_claim));

    for (guint i = 0; i < reports->len; i++) {
        ph_contrast_report *report = reports->pdata[i];

        for (guint k = 0; k < report->contrasts->len; k++) {
            const joined_claim one = { report, report->contrasts->pdata[k] };

            g_array_append_val(joined, one);
        }
    }
    return joined;
}

/* A share of more work, as the share of throughput that is lost where time grows by as much. */
static double lost_of(double more)
{
    return more / (1.0 + more);
}

/* A claim of more or less work is one of the logarithms of its draws, as one of time is of those of
 * launches. A look spends no more than any other. */
static double work_p_value(const joined_claim *claimed, const claim *kind)
{
    const ph_contrast *contrast = claimed->contrast;
    const ph_slowdown_rule *rule = &claimed->report->rule;
    const ph_slowdown_rule of_logs = { lost_of(rule->floor), lost_of(rule->warn),
                                       lost_of(rule->fail), rule->alpha };
    ph_slowdown_call call = contrast->by_time;

    if (contrast->state != PH_STATE_MEASURED || contrast->work_logs->len < 2)
        return 1.0;
    if (call.difference == PH_DIFFERENCE_MORE_WORK)
        call.difference = PH_DIFFERENCE_SLOWER;
    if (call.difference == PH_DIFFERENCE_LESS_WORK)
        call.difference = PH_DIFFERENCE_FASTER;
    return MIN(kind->p_value(call, contrast->work_logs, &of_logs) * PH_WORK_LOOKS, 1.0);
}

/* What its own report left of it: what that withdrew would come after all that stands, here, too.
 */
static double joined_p_value(const joined_claim *claimed, const claim *kind)
{
    const ph_contrast *contrast = claimed->contrast;
    const ph_slowdown_rule *rule = &claimed->report->rule;

    if (claimed->report->mode == PH_CONTRAST_MODE_WORK)
        return work_p_value(claimed, kind);
    if (!is_measured(contrast))
        return 1.0;
    return corrected(kind->p_value(contrast->by_time, contrast->first.logs, rule), contrast, rule);
}

/* The call by time, and the one that work and layout left of it. */
static void withdraw_joined(const joined_claim *claimed, const claim *kind, guint share,
                            guint count)
{
    ph_contrast *contrast = claimed->contrast;
    const gboolean is_by_work = claimed->report->mode == PH_CONTRAST_MODE_WORK;
    const gboolean is_alarm =
        contrast->call.verdict == PH_VERDICT_FAIL || contrast->call.verdict == PH_VERDICT_WARN;
    const gboolean is_open =
        kind->withdraw == withdraw_difference ||
        (kind->withdraw == withdraw_fail ? contrast->call.verdict == PH_VERDICT_FAIL : is_alarm);

    kind->withdraw(&contrast->by_time);
    if (!is_open)
        return;
    kind->withdraw(&contrast->call);
    if (is_by_work)
        ph_work_decide_at(contrast, claimed->report, share);
    else
        decide_at(contrast, &claimed->report->rule, share);
    ph_contrast_explain(contrast, "among the %u benchmarks of all cells one %s comes by chance",
                        count, is_by_work ? kind->what_by_work : kind->what);
    ph_contrast_weigh_allocations(contrast, claimed->report); /* Chance has no part in these. */
}

static void correct_joined_claim(const GArray *joined, const claim *kind)
{
    g_autofree double *p_values = g_new(double, MAX(joined->len, 1));
    g_autofree ph_holm_call *calls = g_new0(ph_holm_call, MAX(joined->len, 1));

    if (joined->len == 0)
        return;
    for (guint i = 0; i < joined->len; i++)
        p_values[i] = joined_p_value(&g_array_index(joined, joined_claim, i), kind);
    ph_holm(p_values, calls, joined->len,
            g_array_index(joined, joined_claim, 0).report->rule.alpha);
    for (guint i = 0; i < joined->len; i++)
        if (p_values[i] < 1.0 && !calls[i].stands)
            withdraw_joined(&g_array_index(joined, joined_claim, i), kind, calls[i].share,
                            joined->len);
}

void ph_conclude_together(const GPtrArray *reports)
{
    g_autoptr(GArray) joined = join_claims(reports);

    for (gsize i = 0; i < G_N_ELEMENTS(claims); i++)
        correct_joined_claim(joined, &claims[i]);
    for (guint i = 0; i < reports->len; i++)
        ph_contrast_judge_all(reports->pdata[i]);
}
