/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/work_conclusion.h"

#include <math.h>

#include "verdict/unmeasured.h"

const guint ph_work_draws[PH_WORK_LOOKS] = { 2, 10, 20 };

static gboolean is_counted(const ph_contrast *contrast)
{
    return contrast->state == PH_STATE_MEASURED && contrast->work_logs->len >= 2;
}

/* What looks, and one of so many claims, leave of the chance of a false call. */
static double confidence_at(const ph_contrast_report *report, guint share)
{
    return 1.0 - report->rule.alpha / (PH_WORK_LOOKS * MAX(share, 1));
}

/* Of one among all benchmarks. */
static double confidence_of(const ph_contrast_report *report)
{
    return confidence_at(report, report->contrasts->len);
}

/* Of the share of more work; a point where chance has no part in it. */
static ph_interval more_work(const ph_contrast *contrast, double confidence)
{
    const ph_interval logs = ph_mean_interval_at(contrast->work_logs, confidence);

    return (ph_interval){ expm1(logs.low), expm1(logs.high) };
}

static ph_difference_kind difference_of(ph_interval more, double floor)
{
    if (more.low > floor)
        return PH_DIFFERENCE_MORE_WORK;
    if (more.high < -floor)
        return PH_DIFFERENCE_LESS_WORK;
    return more.low >= -floor && more.high <= floor ? PH_DIFFERENCE_SAME_WORK
                                                    : PH_DIFFERENCE_UNDETERMINED;
}

static ph_slowdown_call call_of(ph_interval more, const ph_slowdown_rule *rule)
{
    ph_slowdown_call call = { difference_of(more, rule->floor), PH_VERDICT_INCONCLUSIVE };

    if (more.low > rule->fail)
        call.verdict = PH_VERDICT_FAIL;
    else if (more.low > rule->warn)
        call.verdict = PH_VERDICT_WARN;
    else if (more.high <= rule->warn)
        call.verdict =
            call.difference == PH_DIFFERENCE_LESS_WORK ? PH_VERDICT_IMPROVED : PH_VERDICT_PASS;
    return call;
}

gboolean ph_work_is_settled(const ph_contrast *contrast, const ph_contrast_report *report)
{
    if (contrast->uncounted || contrast->state != PH_STATE_MEASURED)
        return TRUE;
    if (!is_counted(contrast))
        return FALSE;

    const ph_slowdown_rule *rule = &report->rule;
    const ph_interval more = more_work(contrast, confidence_of(report));
    const ph_verdict verdict = call_of(more, rule).verdict;

    return verdict != PH_VERDICT_INCONCLUSIVE &&
           (verdict != PH_VERDICT_WARN || more.high <= rule->fail);
}

static char *signed_percent(double ratio)
{
    const double percent = 100.0 * (ratio - 1.0);

    return g_strdup_printf("%s%.2f", percent < 0.0 ? "−" : "+", fabs(percent));
}

/* "; over 20 draws of chance, 99.96 %: +0.31 … +0.52 %"; "" where all are the same. To be freed. */
static char *interval_text(const ph_contrast *contrast)
{
    g_autofree char *low = signed_percent(contrast->deciding.low);
    g_autofree char *high = signed_percent(contrast->deciding.high);

    if (contrast->work_range == 0.0)
        return g_strdup("");
    return g_strdup_printf("; over %u draws of chance, %.4g %%: %s … %s %%",
                           contrast->work_logs->len, 100.0 * contrast->confidence, low, high);
}

static void put_into_words(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const double percent = 100.0 * expm1(ph_mean(contrast->work_logs));
    const ph_verdict verdict = contrast->call.verdict;
    const double limit = 100.0 * (verdict == PH_VERDICT_FAIL ? rule->fail : rule->warn);
    g_autofree char *interval = interval_text(contrast);

    if (verdict == PH_VERDICT_FAIL || verdict == PH_VERDICT_WARN)
        ph_contrast_explain(contrast, "%.2f %% more work, beyond %g %%%s", percent, limit,
                            interval);
    else if (verdict == PH_VERDICT_INCONCLUSIVE)
        ph_contrast_explain(contrast, "on both sides of %g %% more work%s", limit, interval);
    else if (contrast->call.difference == PH_DIFFERENCE_MORE_WORK)
        ph_contrast_explain(contrast, "%.2f %% more work, not beyond %g %%%s", percent, limit,
                            interval);
    else if (contrast->call.difference == PH_DIFFERENCE_LESS_WORK)
        ph_contrast_explain(contrast, "%.2f %% less work%s", -percent, interval);
    else if (percent == 0.0 && contrast->work_range == 0.0)
        ph_contrast_explain(contrast, "the same work, to the instruction");
    else
        ph_contrast_explain(contrast, "not %g %% more work%s", limit, interval);
}

void ph_work_decide_at(ph_contrast *contrast, const ph_contrast_report *report, guint share)
{
    contrast->confidence = confidence_at(report, share);

    const ph_interval more = more_work(contrast, contrast->confidence);
    contrast->deciding = (ph_interval){ 1.0 + more.low, 1.0 + more.high };
}

static void conclude(ph_contrast *contrast, const ph_contrast_report *report)
{
    if (!is_counted(contrast)) {
        ph_conclude_unmeasured(contrast, contrast->uncounted ? contrast->uncounted
                                                             : "it was not counted in time");
        return;
    }

    ph_work_decide_at(contrast, report, report->contrasts->len);
    contrast->call = call_of(more_work(contrast, contrast->confidence), &report->rule);
    contrast->by_time = contrast->call;
    put_into_words(contrast, &report->rule);
}

void ph_work_conclude(ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        conclude(contrast, report);
        ph_contrast_weigh_allocations(contrast, report);
    }
    ph_contrast_judge_all(report);
}
